"""The report for a terminal: styles, wrapping and signs as template filters; see templates/report.text.jinja.

Whatever a learner wrote passes `escape.terminal` or `escape.terminal_code` before it is laid out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..outcome import Message, Report
from . import Settings
from .catalogue import Catalogue, catalogue, readable_language
from .digits import GAP
from .escape import encodable, inert, terminal, terminal_code
from .layout import Signs, bar, columns, columns_of, cut, pad, signs_for, style, wrap
from .overview import page_of

if TYPE_CHECKING:
    from ..outcome import Curve
    from .arrays import Line
    from .counterexample import Quote
    from .patches import PatchLine

INDENT = 2
LABELS = ("label.expected", "label.got", "label.differs", "label.error", "label.shape")
WIDEST = 100  # longer lines are hard to read
_STYLED = re.compile("\x1b\\[[0-9;]*m")


def render_text(reports: Sequence[Report], settings: Settings) -> str:
    """Write the reports for a terminal."""
    from .environment import environment

    words = catalogue(readable_language(settings.lang, settings.encoding), settings.kernel)
    signs = signs_for(settings.encoding)
    paper = Paper(words, min(settings.width, WIDEST), settings.colour, signs, settings.more)
    template = environment(autoescape=False).get_template("report.text.jinja")
    text = template.render(page=page_of(reports, paper.room, settings.rung), paper=paper, signs=paper.signs)
    return encodable(inert(text), settings.encoding)


@dataclass(frozen=True)
class Paper:
    """What the template writes on: a language, a width, colour or none, a set of signs.

    more  whether to say what to type for the next hint
    """

    words: Catalogue
    width: int
    colour: bool
    signs: Signs
    more: bool = True

    @property
    def label_width(self) -> int:
        """Columns of the widest label and the gap behind it."""
        return max(columns(self.words.text(key)) for key in LABELS) + 2

    @property
    def room(self) -> int:
        """Columns for a value behind its label."""
        return self.width - INDENT - self.label_width

    def t(self, key: str, **fields: Any) -> str:
        """Say words of the interface."""
        return self.words.text(key, **fields)

    def say(self, message: Message) -> str:
        """Say a message on one line."""
        return self.words.say(message, terminal, str)

    def knows(self, message: Message) -> bool:
        """Tell whether there are words for a message."""
        return self.words.has(message.id)

    def safe(self, text: str) -> str:
        """Show a learner's text on one line."""
        return terminal(text)

    def style(self, text: str, name: str) -> str:
        """Put a style on every line."""
        return "\n".join(style(line, name, self.colour) for line in text.split("\n"))

    def paragraph(self, text: str, indent: int = INDENT, first: str = "", look: str = "") -> str:
        """Wrap words under an indent; `first` stands in the first line's indent, `look` is their style."""
        margin = " " * indent
        lines = wrap(self.plain(text), self.width - max(indent, columns(_STYLED.sub("", first))))
        if look:
            lines = [self.style(line, look) for line in lines]
        return "\n".join((first if at == 0 and first else margin) + line for at, line in enumerate(lines))

    def labelled(self, key: str, text: str, **fields: Any) -> str:
        """Wrap words behind a label of the comparison's column."""
        first = " " * INDENT + pad(self.t(key, **fields), self.label_width)
        return self.paragraph(text, INDENT + self.label_width, first)

    def plain(self, text: str) -> str:
        """Replace signs that the encoding lacks."""
        return text if self.signs.gap == GAP else text.replace(GAP, self.signs.gap)

    def bar(self, share: float) -> str:
        """Draw the score's bar."""
        return bar(share, min(24, self.width // 3), self.signs)

    def value(self, label: str, lines: Sequence[Line], marks: bool) -> str:
        """Lay out a value behind its label; what differs is styled, or marked in a line below."""
        margin = " " * (INDENT + self.label_width)
        lines = [self._fitted(line) for line in lines]
        shown = [self._spans(line) for line in lines]
        text = f"\n{margin}".join(shown)
        first = " " * INDENT + pad(label, self.label_width)
        below = self._marks(lines[-1]) if marks and not self.colour and lines else ""
        return f"{first}{text}" + (f"\n{margin}{below}" if below else "")

    def quote(self, quote: Quote) -> str:
        """Show a learner's line as written, with carets under what it points at, cut to the width."""
        prefix = " " * INDENT + "| "
        room = self.width - columns(prefix)
        before = terminal_code(quote.text[: quote.start])
        inside = terminal_code(quote.text[quote.start : quote.end])
        line = before + inside + terminal_code(quote.text[quote.end :])
        carets = _blank(before) + "^" * max(columns(inside), 1) if quote.end else ""
        line, carets = _clip(line, carets, columns(before), room, self.signs.gap)
        text = prefix + line
        return f"{text}\n{prefix}{self.style(carets, 'bad')}" if carets.strip() else text

    def curves(self, curves: Sequence[Curve]) -> str:
        """Show recorded curves, each as a line of signs between its first and last number."""
        from .training import BLOCKS, LETTERS, sparks_of

        sparks = sparks_of(curves, BLOCKS if self.signs.gap == GAP else LETTERS)
        wide = max(columns(self.t(f"curve.{spark.name}")) for spark in sparks) + 2
        lines = []
        for spark in sparks:
            name = " " * INDENT + pad(self.t(f"curve.{spark.name}"), wide)
            lines.append(f"{name}{spark.first} {spark.signs} {spark.last}")
        return "\n".join(lines)

    def code(self, text: str) -> str:
        """Show lines of a program of ours."""
        return "\n".join(f"{' ' * INDENT}| {line}".rstrip() for line in text.split("\n"))

    def patch(self, lines: Sequence[PatchLine]) -> str:
        """Show a diff line by line, never cut; the signs tell what goes and what comes, colour only adds."""
        looks = {"old": "bad", "new": "good", "range": "dim", "file": "dim"}
        return "\n".join(
            f"{' ' * INDENT}| " + self.style(terminal_code(line.sign + line.text), looks.get(line.kind, ""))
            for line in lines
        )

    def _fitted(self, line: Line) -> Line:
        """Make a line safe and cut it to the room; numbers always fit, other values may not."""
        from .arrays import Span

        spans = tuple(Span(self.plain(terminal(span.text)), span.mark) for span in line)
        if sum(columns(span.text) for span in spans) <= self.room:
            return spans
        left = self.room - columns(self.signs.gap)
        fitted: list[Span] = []
        for span in spans:
            text = cut(span.text, left) if left > 0 else ""
            fitted.append(Span(text, span.mark))
            left -= columns(text)
        return (*fitted, Span(self.signs.gap))

    def _spans(self, line: Line) -> str:
        return "".join(self.style(span.text, "mark") if span.mark else span.text for span in line)

    def _marks(self, line: Line) -> str:
        return "".join(("^" if span.mark else " ") * columns(span.text) for span in line).rstrip()


def _blank(text: str) -> str:
    """Return white space as wide as the text; tabs stay, so that both lines meet the same stops."""
    return "".join("\t" if sign == "\t" else " " * columns_of(sign) for sign in text)


def _clip(line: str, carets: str, start: int, room: int, gap: str) -> tuple[str, str]:
    """Cut a long line on both sides of the carets; the cut is shown by a gap sign."""
    if columns(line.expandtabs(8)) <= room:
        return line, carets
    line, carets = line.expandtabs(8), carets.expandtabs(8)
    left = 0
    if start + 8 > room:
        left = min(start - room // 3, columns(line) - room + columns(gap))
        line, carets = gap + _from_column(line, left), " " * columns(gap) + carets[left:]
    if columns(line) > room:
        kept = _to_column(line, room - columns(gap))
        line, carets = kept + gap, carets[: columns(kept)]
    return line, carets


def _from_column(text: str, column: int) -> str:
    used = 0
    for at, sign in enumerate(text):
        if used >= column:
            return " " * (used - column) + text[at:]
        used += columns_of(sign)
    return ""


def _to_column(text: str, column: int) -> str:
    used = 0
    for at, sign in enumerate(text):
        used += columns_of(sign)
        if used > column:
            return text[:at]
    return text
