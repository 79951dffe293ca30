"""Reports -> text, HTML, Markdown, JSON, other tools' formats, in a language; the one place that knows words.

    render(reports, "text", lang="en", colour=False, width=80, encoding="utf-8") -> str

Importing this package is cheap. Jinja is loaded by the first format that needs it; `prepare` does so
ahead of time, while a worker is busy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..outcome import Report

LEAST_WIDTH = 40
HIGHEST_RUNG = 4  # 0 verdict, 1 line and question, 2 name, 3 the same slip elsewhere, 4 patch
# format -> rung shown where none is asked for: a program takes all there is, and the page's reader opens one
# rung after the other
RUNGS: Mapping[str, int] = MappingProxyType(
    {"text": 1, "markdown": 1, "html": 4, "json": 4}
    | dict.fromkeys(("junit", "github", "gradescope", "classroom50", "exercism"), 1)
)


@dataclass(frozen=True)
class Settings:
    """How a report is to be written.

    lang      one of catalogue.LANGUAGES
    colour    whether ANSI styles may be used
    width     columns of the terminal
    encoding  what the reader can take; characters outside it are shown in another way
    rung      the last rung of hints that is shown, 0 (none) to HIGHEST_RUNG
    more      whether to say how the next rung is had
    kernel    whether the cells of a notebook's kernel were graded, by their execution counts
    """

    lang: str = "en"
    colour: bool = False
    width: int = 80
    encoding: str = "utf-8"
    rung: int = 1
    more: bool = True
    kernel: bool = False


Renderer = Callable[[Sequence["Report"], Settings], str]


def _text(reports: Sequence[Report], settings: Settings) -> str:
    from .terminal import render_text

    return render_text(reports, settings)


def _html(reports: Sequence[Report], settings: Settings) -> str:
    from .page import render_html

    return render_html(reports, settings)


def _markdown(reports: Sequence[Report], settings: Settings) -> str:
    from .markdown import render_markdown

    return render_markdown(reports, settings)


def _json(reports: Sequence[Report], settings: Settings) -> str:
    from .document import render_json

    return render_json(reports, settings)


def _junit(reports: Sequence[Report], settings: Settings) -> str:
    from .junit import render_junit

    return render_junit(reports, settings)


def _github(reports: Sequence[Report], settings: Settings) -> str:
    from .github import render_github

    return render_github(reports, settings)


def _gradescope(reports: Sequence[Report], settings: Settings) -> str:
    from .gradescope import render_gradescope

    return render_gradescope(reports, settings)


def _classroom50(reports: Sequence[Report], settings: Settings) -> str:
    from .classroom50 import render_classroom50

    return render_classroom50(reports, settings)


def _exercism(reports: Sequence[Report], settings: Settings) -> str:
    from .exercism import render_exercism

    return render_exercism(reports, settings)


# format -> renderer: a new format is one entry
RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {
        "text": _text,
        "json": _json,
        "html": _html,
        "markdown": _markdown,
        "junit": _junit,
        "github": _github,
        "gradescope": _gradescope,
        "classroom50": _classroom50,
        "exercism": _exercism,
    }
)


def render(
    reports: Sequence[Report],
    format: str,  # noqa: A002  the word of the command line
    *,
    lang: str,
    colour: bool,
    width: int,
    encoding: str,
    rung: int | None = None,
    more: bool = True,
) -> str:
    """Write reports in one of RENDERERS' formats; the result ends with a line ending.

    lang      one of catalogue.LANGUAGES; English is used where `encoding` cannot carry it
    colour    whether ANSI styles may be used (text only)
    width     columns of the terminal, at least 40 (text only)
    encoding  name of a text codec; every character of the result can be encoded in it
    rung      last rung of hints that is shown, 0 to HIGHEST_RUNG; None takes the format's own of RUNGS
    more      whether to say what to type for the next rung (text only)
    Raises KeyError for an unknown format.
    """
    last = RUNGS[format] if rung is None else min(max(rung, 0), HIGHEST_RUNG)
    settings = Settings(lang, colour, max(width, LEAST_WIDTH), _codec(encoding), last, more)
    return RENDERERS[format](reports, settings)


def prepare(form: str) -> None:
    """Load what a format needs, so that a later `render` is quick."""
    if form == "json":
        from . import document  # noqa: F401  loading is the purpose

        return
    render((), form, lang="en", colour=False, width=80, encoding="utf-8")


def _codec(name: str) -> str:
    """Return the codec's name, ASCII where Python knows no such codec."""
    import codecs

    try:
        return codecs.lookup(name).name
    except LookupError:
        return "ascii"
