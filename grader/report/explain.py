"""The page of one misconception, and the list of all: text, Markdown or HTML.

Knows the words and the media, as the reports do; the numbers come from `diagnosis.demonstrations`, which runs
a small program of ours for them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..outcome import Message
from . import LEAST_WIDTH, Settings, escape
from .catalogue import MISCONCEPTION, Catalogue, catalogue, misconceptions_of, readable_language
from .layout import can_carry
from .listing import paper_for

if TYPE_CHECKING:
    from ..diagnosis.demonstrations.curves import Plot
    from .counterexample import Counterexample

_TITLE = ".title"
_PLOT_WIDTH = 70  # columns of a picture in a code block
TEMPLATES: Mapping[str, str] = MappingProxyType(
    {form: f"explain.{form}.jinja" for form in ("text", "markdown", "html")}
)


@dataclass(frozen=True)
class Explanation:
    """What is said of one misconception.

    wrong, right  code of the slip in another function, and mended
    code          a program that holds the slip where the exercise has it, "" where there is none
    example       what that program answers, beside what is right
    plot          a picture of it
    """

    id: str
    wrong: str
    right: str
    code: str
    example: Counterexample | None
    plot: Plot | None

    @property
    def title(self) -> Message:
        """What it is called."""
        return Message(f"{MISCONCEPTION}{self.id}{_TITLE}")

    @property
    def explanation(self) -> Message:
        """Why it goes wrong."""
        return Message(f"{MISCONCEPTION}{self.id}.explanation")

    @property
    def question(self) -> Message:
        """What makes a learner look at the right place."""
        return Message(f"{MISCONCEPTION}{self.id}.question")


def known_ids() -> tuple[str, ...]:
    """Return the ids that there are words for, in alphabetical order."""
    keys = misconceptions_of("en")
    return tuple(
        sorted(key.removeprefix(MISCONCEPTION).removesuffix(_TITLE) for key in keys if key.endswith(_TITLE))
    )


def find(name: str) -> str:
    """Return the id that a name means, without regard to case, spaces and underscores.

    Raises UsageError, with near names, where there is none.
    """
    plain = "-".join(name.lower().replace("_", " ").replace("-", " ").split())
    ids = known_ids()
    if plain in ids:
        return plain
    near = difflib.get_close_matches(plain, ids, n=3, cutoff=0.6)
    near += [known for known in ids if len(plain) > 2 and plain in known and known not in near][
        : 4 - len(near)
    ]
    hint = f"Did you mean {', '.join(near)}?" if near else "'python -m grader explain' lists all of them."
    raise UsageError(f"there is no misconception {name!r}", hint)


def render_explanation(idea: str, form: str, settings: Settings) -> str:
    """Write the page of one misconception.

    idea  one of `known_ids`
    form  one of TEMPLATES
    """
    from .environment import environment

    paper, room = _paper(form, settings)
    template = environment(autoescape=form == "html").get_template(TEMPLATES[form])
    found = _explanation(idea, room, paper.words)
    text = template.render(found=found, paper=paper, **_surroundings(form, found, paper, settings))
    if form == "html" and not (settings.encoding == "utf-8" and can_carry(settings.encoding, text)):
        return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    if form == "markdown":
        from .markdown import spaced

        text = spaced(text)
    return escape.encodable(text, settings.encoding)


def render_ids(settings: Settings) -> str:
    """Write the list of all misconceptions with their titles, by exercise."""
    paper = paper_for(settings)
    lines = [paper.style(paper.t("explain.list"), "bold")]
    for heading, entries in _groups():
        lines += ["", paper.style(paper.t(heading), "bold")]
        for idea, is_advice in entries:
            said = f"{idea}{paper.t('colon')}{paper.t(f'{MISCONCEPTION}{idea}{_TITLE}')}"
            if is_advice:
                said += f" ({paper.t('explain.advice')})"
            lines.append(paper.paragraph(said, 4, "  "))
    told = f"{paper.t('explain.more')}{paper.t('colon')}python -m grader explain {known_ids()[0]}"
    lines += ["", paper.paragraph(told)]
    return escape.encodable("\n".join(lines) + "\n", settings.encoding)


def _explanation(idea: str, room: int, words: Catalogue) -> Explanation:
    from ..diagnosis.demonstrations import demonstrate
    from .counterexample import counterexample

    shown = demonstrate(idea)
    key = f"{MISCONCEPTION}{idea}"
    return Explanation(
        idea,
        words.example(f"{key}.example_wrong"),
        words.example(f"{key}.example_right"),
        shown.code if shown else "",
        counterexample(shown.evidence, room) if shown else None,
        shown.plot if shown else None,
    )


def _paper(form: str, settings: Settings) -> tuple[Any, int]:
    """Return what a template of this form writes on, and the columns of a line of numbers on it."""
    if form == "text":
        paper = paper_for(settings)
        return paper, paper.room
    if form == "markdown":
        from . import markdown

        language = readable_language(settings.lang, settings.encoding)
        return markdown.Paper(catalogue(language)), markdown.ROOM
    from . import page

    return page.Paper(catalogue(settings.lang)), page.ROOM


def _surroundings(form: str, found: Explanation, paper: Any, settings: Settings) -> dict[str, object]:
    """Return what a template of this form needs besides: the picture, the page's head."""
    from .plots import SIGNS, figure_of, grid_of

    if form != "html":
        width = max(settings.width, LEAST_WIDTH) - 4 if form == "text" else _PLOT_WIDTH
        return {"grid": grid_of(found.plot, min(width, _PLOT_WIDTH)) if found.plot else [], "signs": SIGNS}
    from markupsafe import Markup

    from .page import TAGS, policy, style_sheet

    css = style_sheet()
    shown = figure_of(found.plot) if found.plot else None
    return {"plot": shown, "css": Markup(css), "policy": policy(css), "tag": TAGS[settings.lang]}


def _groups() -> Sequence[tuple[str, list[tuple[str, bool]]]]:
    """Return (heading, (id, whether it is advice)) by the first exercise that each is looked for in."""
    from ..course import EXERCISES
    from ..diagnosis.catalogue import entries

    headings = {name.split("_", 1)[1]: f"exercise.{name}" for name in EXERCISES}
    groups: dict[str, list[tuple[str, bool]]] = {"explain.any": []}
    groups |= {heading: [] for heading in headings.values()}
    known = set(known_ids())
    for entry in entries():
        heading = headings.get(entry.exercises[0], "explain.any") if entry.exercises else "explain.any"
        if entry.id in known:
            groups[heading].append((entry.id, entry.kind == "advice"))
    return [(heading, sorted(found)) for heading, found in groups.items() if found]
