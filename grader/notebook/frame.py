"""The words that a notebook has beside the teaching text, in a language; knows no cell and no format."""

from __future__ import annotations

from dataclasses import dataclass

from ..exercise import Check, Exercise
from ..judge import title
from ..outcome import Message
from ..report.catalogue import catalogue


@dataclass(frozen=True)
class Frame:
    """Says the frame's texts as Markdown.

    lang  one of catalogue.LANGUAGES
    """

    lang: str

    def say(self, key: str, **fields: object) -> str:
        """Say "notebook.KEY"; fields and what the catalogue marks as code stand between backticks."""
        return catalogue(self.lang).say(Message(f"notebook.{key}", fields), lambda text: f"`{text}`", str)

    def heading(self, title_key: str, *keys: str, **fields: object) -> str:
        """Return a heading and the paragraphs under it."""
        return "\n\n".join([f"## {self.say(title_key)}", *(self.say(key, **fields) for key in keys)])

    def points(self, exercise: Exercise, check: Check) -> str:
        """Say what a check is worth and what it asks, in one line."""
        words = catalogue(self.lang)
        asked = words.say(title(exercise, check), str, str)
        return words.text("notebook.points-of", points=f"{check.points:g}", title=asked)
