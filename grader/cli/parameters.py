"""The kinds of words that commands take: exercises, languages, numbers within bounds; knows no command."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

ALL_LAYERS = "all"
LANGUAGES = ("en", "zh_CN", "zh_TW", "ja")

if TYPE_CHECKING:
    ParamType = click.ParamType[Any]  # generic since click 8.4
else:
    ParamType = click.ParamType


class Word(ParamType):
    """A word for an exercise, which the course understands."""

    name = "exercise"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Complete the names of exercises."""
        return exercises(incomplete)


class Idea(ParamType):
    """The id of a misconception, which the catalogue understands."""

    name = "misconception"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Complete the ids of misconceptions."""
        from ..report.explain import known_ids

        return [item(name) for name in known_ids() if name.startswith(incomplete)]


class Language(ParamType):
    """A language, as a locale writes it: "ja", "zh-TW", "zh_CN.UTF-8"."""

    name = "language"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return one of LANGUAGES."""
        from ..report.catalogue import language_of

        found = language_of(value)
        if found is None:
            self.fail(f"{value!r} is none of {', '.join(LANGUAGES)}.", param, ctx)
        return str(found)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Complete the languages."""
        return [item(language) for language in LANGUAGES if language.startswith(incomplete)]


class Layers(ParamType):
    """Layers of the sandbox, by their names with commas between them; "all" is every one."""

    name = "layers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a tuple of names, each once, in the order in which the layers are put in force."""
        if isinstance(value, tuple):
            return value
        from ..worker.confine import LAYERS

        asked = [word.strip().lower() for word in str(value).split(",")]
        unknown = [word for word in asked if word not in (*LAYERS, ALL_LAYERS)]
        if unknown:
            known = ", ".join(LAYERS)
            self.fail(f"{unknown[0]!r} is no layer; there are {known}, or {ALL_LAYERS}.", param, ctx)
        return tuple(layer for layer in LAYERS if ALL_LAYERS in asked or layer in asked)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Complete the last of the names."""
        from ..worker.confine import LAYERS

        before, comma, last = incomplete.rpartition(",")
        return [item(before + comma + name) for name in (*LAYERS, ALL_LAYERS) if name.startswith(last)]


class Number(ParamType):
    """A number within bounds; says the bounds and the unit where it is not."""

    name = "number"

    def __init__(self, kind: type[int] | type[float], least: float, most: float, unit: str = "") -> None:
        self.kind, self.least, self.most, self.unit = kind, least, most, unit

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        try:
            number = self.kind(value)
        except ValueError:
            number = math.nan
        if not self.least <= number <= self.most:
            whole = "a whole number" if self.kind is int else "a number"
            bounds = f"from {self.kind(self.least)} to {self.kind(self.most)}".replace(
                ".0 ", " "
            ).removesuffix(".0")
            self.fail(f"{value!r} is not {whole} {bounds}{self.unit and ' ' + self.unit}.", param, ctx)
        return number


def item(text: str) -> Any:
    """Return what a shell completes to."""
    from click.shell_completion import CompletionItem

    return CompletionItem(text)


def exercises(incomplete: str) -> list[Any]:
    """Return the names of exercises that begin so."""
    from ..course import ALL, EXERCISES

    return [item(name) for name in (*EXERCISES, ALL) if name.startswith(incomplete)]
