"""The report as a part of somebody else's page: the output of a notebook's cell.

One element with its own style sheet, which asks for nothing from outside and runs nothing (see `scoping`).
It holds neither time nor path: the same answers give the same text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from . import HIGHEST_RUNG, Settings, escape
from .catalogue import catalogue
from .environment import environment
from .overview import page_of
from .page import ROOM, TAGS, Paper, style_sheet
from .scoping import NAME, scoped

if TYPE_CHECKING:
    from ..outcome import Report


def render_fragment(reports: Sequence[Report], settings: Settings, opened: int = 0) -> str:
    """Write the reports as one HTML element, in ASCII with references.

    opened  the rung of hints that is open to be read, 0 for none
    """
    text = (
        environment(autoescape=True)
        .get_template("fragment.html.jinja")
        .render(
            page=page_of(reports, ROOM, settings.rung),
            paper=Paper(catalogue(settings.lang, settings.kernel)),
            css=Markup(scoped(style_sheet())),
            key=_key(reports),
            name=NAME,
            tag=TAGS[settings.lang],
            more=settings.more and 0 < settings.rung < HIGHEST_RUNG,
            opened=opened,
        )
    )
    text = escape.inert(text, lambda sign: f"&#{ord(sign)};")
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def prepare() -> None:
    """Load what is needed, so that a later `render_fragment` is quick."""
    render_fragment((), Settings())
    for name in ("exercise.html.jinja", "report.markdown.jinja", "report.text.jinja"):
        environment(autoescape=".html" in name).get_template(name)


def _key(reports: Sequence[Report]) -> str:
    """Return what ids begin with, so that two outputs of one page do not share them."""
    return "".join(f"g{report.submission.sha256[:8]}{report.exercise[8:9]}" for report in reports[:1])
