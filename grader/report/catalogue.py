"""Words: message ids and their fields become text in a language; knows no report and no medium.

A catalogue is one flat JSON file, id -> text with {field} placeholders and `code`. A placeholder is a plain
name: a field's text is put in as it is and is never read as a format again. An id that a language lacks is
said in English; an id that no catalogue has is shown as itself. The texts about misconceptions, and those of
the class report, lie in files of their own, which are read only when one of them is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ..outcome import Location, Message
from .digits import brief, error_size

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("en", "zh_CN", "zh_TW", "ja")
VARIABLES = ("GRADER_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
SIZES_OF_ERROR = ("absolute", "relative", "tolerance")
LONGEST_FIELD = 200  # characters of one field

KERNEL = "kernel."  # begins the ids of what is said in another way in a notebook's kernel
MISCONCEPTION = "misconception."  # begins the ids that lie in files of their own
CLASS_REPORT = "class-report."  # the same
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_TRADITIONAL = ("zh_tw", "zh_hk", "zh_mo", "zh_hant")

Words = Callable[[str], str]


def language_of(name: str) -> str | None:
    """Return the language that a locale's name means ("ja_JP.UTF-8" -> "ja"), None for any other."""
    plain = name.split(".")[0].split("@")[0].replace("-", "_").lower()
    if plain.startswith(_TRADITIONAL):
        return "zh_TW"
    return {"en": "en", "zh": "zh_CN", "ja": "ja"}.get(plain.split("_")[0])


def choose_language(asked: str | None, environment: Mapping[str, str]) -> str:
    """Return one of LANGUAGES: what was asked for, else what the environment says first, else English."""
    for name in (asked, *(environment.get(variable) for variable in VARIABLES)):
        if name:
            return language_of(name) or "en"
    return "en"


@cache
def texts_of(language: str) -> Mapping[str, str]:
    """Return the texts of one of LANGUAGES, read once."""
    texts: dict[str, str] = json.loads((LOCALE / f"{language}.json").read_text(encoding="utf-8"))
    return MappingProxyType(texts)


@cache
def misconceptions_of(language: str) -> Mapping[str, str]:
    """Return the texts about misconceptions in one of LANGUAGES, read when the first of them is asked for."""
    folder = LOCALE / "misconceptions"
    texts: dict[str, str] = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    return MappingProxyType(texts)


@cache
def class_report_of(language: str) -> Mapping[str, str]:
    """Return the texts of the class report in one of LANGUAGES, read when the first of them is asked for."""
    folder = LOCALE / "class_report"
    texts: dict[str, str] = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    return MappingProxyType(texts)


@cache
def examples() -> Mapping[str, str]:
    """Return the code of the examples, the same in every language: id -> lines of a program."""
    texts: dict[str, str] = json.loads((LOCALE / "misconceptions" / "examples.json").read_text("utf-8"))
    return MappingProxyType(texts)


@dataclass(frozen=True)
class Catalogue:
    """The texts of one language, with English behind them."""

    language: str
    texts: Mapping[str, str]
    fallback: Mapping[str, str] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        """Tell whether there is a text for the id."""
        return self._found(key) is not None

    def example(self, key: str) -> str:
        """Return the code of an example as it is, "" where there is none."""
        return examples().get(key, "")

    def text(self, key: str, **fields: object) -> str:
        """Say an id of the interface; the fields are ours and need no dress."""
        return self.say(Message(key, fields), _as_it_is, _as_it_is)

    def say(self, message: Message, dress: Words, ours: Words) -> str:
        """Say a message.

        dress  makes a text of the learner's safe in the medium, such as `escape.markdown`; dresses code too
        ours   the same for words of the catalogue
        """
        template = self._found(message.id)
        if template is None:
            return dress(message.id)
        parts = _PLACEHOLDER.split(template)  # words, name, words, name, ..., words
        said = [
            self.value(message.fields, part, dress, ours) if odd % 2 else _worded(part, dress, ours)
            for odd, part in enumerate(parts)
        ]
        return "".join(said)

    def value(self, fields: Mapping[str, object], name: str, dress: Words, ours: Words) -> str:
        """Say one field: a place, a size, a number, a list, a message of its own, or a text."""
        value = fields.get(name)
        if isinstance(value, Message):
            return self.say(value, dress, ours)
        if isinstance(value, Location):
            return ours(self.place(value))
        if isinstance(value, bool) or value is None:
            return ours("?" if value is None else str(value))
        if isinstance(value, int | float):
            return ours(self._number(name, value))
        if isinstance(value, list | tuple | set | frozenset):
            parts = [self.value({name: item}, name, dress, ours) for item in value]
            return ours(self.text("list.separator")).join(parts)
        return dress(_cut(str(value)))

    def place(self, location: Location) -> str:
        """Say where a line is: "line 12", or "cell 3, line 2" in a notebook."""
        if location.cell is None:
            return self.text("place.line", number=location.line)
        return self.text("place.cell", cell=location.cell, number=location.line)

    def _found(self, key: str) -> str | None:
        """Return the text of an id in this language, else in English."""
        if key.startswith(MISCONCEPTION):
            return misconceptions_of(self.language).get(key) or misconceptions_of("en").get(key)
        if key.startswith(CLASS_REPORT):
            return class_report_of(self.language).get(key) or class_report_of("en").get(key)
        return self.texts.get(key) or self.fallback.get(key)

    def _number(self, name: str, value: int | float) -> str:
        if name == "line":
            return self.text("place.line", number=int(value))
        if name in ("bytes", "limit"):
            return size(value)
        if name in SIZES_OF_ERROR:
            return error_size(value)
        return str(value) if isinstance(value, int) else brief(value).removesuffix(".0")


@cache
def catalogue(language: str, kernel: bool = False) -> Catalogue:
    """Return the catalogue of one of LANGUAGES.

    kernel  for a notebook's kernel, whose cells go by their execution counts: ids that begin with KERNEL
            stand in the place of those without
    """
    texts, fallback = texts_of(language), texts_of("en")
    if kernel:
        texts, fallback = _of_kernel(texts), _of_kernel(fallback)
    return Catalogue(language, texts, fallback)


def readable_language(language: str, encoding: str) -> str:
    """Return the language, or English where the encoding cannot carry its words."""
    try:
        "".join(texts_of(language).values()).encode(encoding)
    except UnicodeEncodeError:
        return "en"
    return language


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the fields that a text puts in."""
    return frozenset(_PLACEHOLDER.findall(text))


def size(count: float) -> str:
    """Write a number of bytes in a unit that a reader takes in: "512 B", "64 KiB", "1.5 GiB"."""
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.4g} {unit}"
        count /= 1024
    return f"{count:.4g} GiB"


def _of_kernel(texts: Mapping[str, str]) -> Mapping[str, str]:
    said = {key.removeprefix(KERNEL): text for key, text in texts.items() if key.startswith(KERNEL)}
    return MappingProxyType({**texts, **said})


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_FIELD else text[: LONGEST_FIELD - 1] + "\u2026"


def _worded(text: str, dress: Words, ours: Words) -> str:
    """Say words of the catalogue; what stands between backticks is code."""
    pieces = text.split("`") if text else ()
    return "".join((dress if odd % 2 else ours)(piece) for odd, piece in enumerate(pieces) if piece)


def _as_it_is(text: str) -> str:
    return text
