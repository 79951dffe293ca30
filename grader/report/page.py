"""The report as one HTML page: see templates/report.html.jinja and templates/page.css.

The page asks for nothing from outside and runs nothing: its own policy admits the one style sheet, by
hash. Whatever a learner wrote is made visible by `escape`, then escaped as HTML.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from .. import __version__
from ..outcome import Message, Outcome, Report, Verdict
from . import Settings, escape
from .catalogue import Catalogue, catalogue
from .environment import TEMPLATES, environment
from .layout import can_carry
from .overview import page_of
from .picture import Picture, picture_of
from .view import FailedCheck

if TYPE_CHECKING:
    from ..outcome import Curve
    from .arrays import Line, Span
    from .counterexample import Quote
    from .patches import PatchLine
    from .training import Graph

_ELEMENTS = {
    "old": "<del>{}</del>",
    "new": "<ins>{}</ins>",
    "range": '<span class="range">{}</span>',
    "file": '<span class="range">{}</span>',
    "same": "{}",
}
ROOM = 60  # columns of a line of numbers
TAGS = {"en": "en", "zh_CN": "zh-Hans", "zh_TW": "zh-Hant", "ja": "ja"}  # BCP 47


def render_html(reports: Sequence[Report], settings: Settings) -> str:
    """Write the reports as one page; where the encoding is not UTF-8, in ASCII with references."""
    css = style_sheet()
    text = (
        environment(autoescape=True)
        .get_template("report.html.jinja")
        .render(
            page=page_of(reports, ROOM, settings.rung),
            paper=Paper(catalogue(settings.lang)),
            css=Markup(css),
            policy=policy(css),
            tag=TAGS[settings.lang],
            version=__version__,
        )
    )
    text = escape.inert(text, lambda sign: f"&#{ord(sign)};")  # the style sheet holds nothing of the kind
    if can_carry(settings.encoding, text) and settings.encoding == "utf-8":
        return text
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


@cache
def style_sheet() -> str:
    """Return the page's style sheet, ASCII only: a style element knows no character references."""
    return (TEMPLATES / "page.css").read_text(encoding="ascii")


def policy(css: str) -> str:
    """Return the content security policy of a page with this style sheet."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class Segment:
    """A check's part of the points bar, in hundredths of its width; earned is the part that is filled."""

    x: float
    width: float
    earned: float
    kind: str


@dataclass(frozen=True)
class Paper:
    """What the template writes on: a language and the rules of HTML."""

    words: Catalogue

    def t(self, key: str, **fields: object) -> str:
        """Say words of the interface (the template escapes them)."""
        return self.words.text(key, **fields)

    def say(self, message: Message) -> Markup:
        """Say a message; what it quotes is set as code."""
        return Markup(self.words.say(message, _quoted, lambda text: str(escape.html(text))))

    def spoken(self, message: Message) -> str:
        """Say a message as plain text, for an attribute (the template escapes it)."""
        return self.words.say(message, escape.visible, str)

    def code(self, text: str) -> Markup:
        """Show a learner's text."""
        return escape.html(text)

    def title(self, exercise: str) -> str:
        """Return the exercise's title, its id where it has none."""
        key = f"exercise.{exercise}"
        return self.words.text(key) if self.words.has(key) else exercise

    def lines(self, lines: Sequence[Line]) -> Markup:
        """Set lines of numbers; what differs is marked."""
        return Markup("\n").join(Markup("").join(_span(span) for span in line) for line in lines)

    def quote(self, quote: Quote) -> Markup:
        """Set a learner's line as written; what the error points at is marked."""
        text = quote.text
        before, inside, after = text[: quote.start], text[quote.start : quote.end], text[quote.end :]
        marked = Markup('<mark class="at">{}</mark>').format(escape.html_code(inside)) if inside else ""
        return escape.html_code(before) + marked + escape.html_code(after)

    def knows(self, message: Message) -> bool:
        """Tell whether there are words for a message."""
        return self.words.has(message.id)

    def patch(self, lines: Sequence[PatchLine]) -> Markup:
        """Set a diff: signs and elements tell what goes and what comes, colour only adds."""
        return Markup("\n").join(map(_patch_line, lines))

    def picture(self, failed: FailedCheck) -> Picture | None:
        """Return the pictures of a failed check."""
        return picture_of(failed.verdict.evidence) if failed.verdict.evidence else None

    def graphs(self, curves: Sequence[Curve]) -> tuple[Graph, ...]:
        """Lay recorded curves out as pictures."""
        from .training import graphs_of

        return graphs_of(curves)

    def segments(self, checks: Sequence[Verdict]) -> list[Segment]:
        """Divide the points bar among the checks that count."""
        counted = [check for check in checks if check.counted and check.max_score > 0]
        whole = sum(check.max_score for check in counted)
        found: list[Segment] = []
        x = 0.0
        for check in counted:
            wide = 100 * check.max_score / whole
            lost = "wait" if check.outcome is Outcome.SKIPPED else "bad"
            kind = lost if check.score < check.max_score else "good"
            earned = min(max(check.score / check.max_score, 0.0), 1.0)
            found.append(Segment(round(x, 3), round(wide, 3), round(wide * earned, 3), kind))
            x += wide
        return found


def _span(span: Span) -> Markup:
    text = escape.html(span.text)
    return Markup("<mark>{}</mark>").format(text) if span.mark else text


def _patch_line(line: PatchLine) -> Markup:
    before, inside, after = line.text[: line.start], line.text[line.start : line.end], line.text[line.end :]
    marked = Markup("<mark>{}</mark>").format(escape.html_code(inside)) if inside else Markup("")
    text = escape.html(line.sign) + escape.html_code(before) + marked + escape.html_code(after)
    return Markup(_ELEMENTS[line.kind]).format(text)


def _quoted(text: str) -> str:
    return f"<code>{escape.html(text)}</code>"
