"""The report in Markdown (CommonMark and GitHub's): see templates/report.markdown.jinja.

Whatever a learner wrote stands in a code span or a fenced block, where no link, mention or tag forms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..outcome import Message, Report, Verdict
from . import Settings, escape
from .catalogue import Catalogue, catalogue, readable_language
from .digits import GAP
from .layout import can_carry, columns, pad
from .overview import page_of

if TYPE_CHECKING:
    from ..outcome import Curve
    from .arrays import Line
    from .counterexample import Comparison, Quote
    from .patches import PatchLine

ROOM = 72  # columns of a line in a code block
_BLANK = re.compile("\n{3,}")
LABELS = ("label.expected", "label.got")


def render_markdown(reports: Sequence[Report], settings: Settings) -> str:
    """Write the reports in Markdown."""
    from .environment import environment

    words = catalogue(readable_language(settings.lang, settings.encoding), settings.kernel)
    paper = Paper(words, can_carry(settings.encoding, GAP + "█"))
    template = environment(autoescape=False).get_template("report.markdown.jinja")
    text = template.render(page=page_of(reports, ROOM, settings.rung), paper=paper)
    return escape.encodable(escape.inert(spaced(text)), settings.encoding)


def spaced(text: str) -> str:
    """Return Markdown with no more than one blank line in a row; no code block of ours holds two."""
    return _BLANK.sub("\n\n", text)


@dataclass(frozen=True)
class Paper:
    """What the template writes on: a language and the rules of Markdown.

    blocks  whether the encoding has the signs that curves are best drawn with
    """

    words: Catalogue
    blocks: bool = True

    def t(self, key: str, **fields: object) -> str:
        """Say words of the interface."""
        return escape.markdown_text(self.words.text(key, **fields))

    def say(self, message: Message) -> str:
        """Say a message; what it quotes stands in code spans."""
        return self.words.say(message, escape.markdown, escape.markdown_text)

    def code(self, text: str) -> str:
        """Put a text into a code span."""
        return escape.markdown(text)

    def knows(self, message: Message) -> bool:
        """Tell whether there are words for a message."""
        return self.words.has(message.id)

    def program(self, text: str) -> str:
        """Put lines of a program of ours into a code block."""
        return escape.fence(text, "python")

    def block(self, lines: Sequence[str]) -> str:
        """Put lines of signs into a code block."""
        return escape.fence("\n".join(lines))

    def curves(self, curves: Sequence[Curve]) -> str:
        """List recorded curves, each as a line of signs between its first and last number."""
        from .training import BLOCKS, LETTERS, sparks_of

        lines = []
        for spark in sparks_of(curves, BLOCKS if self.blocks else LETTERS):
            name = self.t(f"curve.{spark.name}") + self.t("colon")
            lines.append(f"- {name}{spark.first} {escape.markdown(spark.signs)} {spark.last}")
        return "\n".join(lines)

    def patch(self, lines: Sequence[PatchLine]) -> str:
        """Put a diff into a code block."""
        return escape.fence(
            "\n".join(line.sign + escape.visible(line.text, keep="\t") for line in lines), "diff"
        )

    def list(self, verdicts: Sequence[Verdict]) -> str:
        """Name checks by their titles."""
        return self.t("list.separator").join(self.say(verdict.title) for verdict in verdicts)

    def comparison(self, values: Comparison) -> str:
        """Put expected and got into one code block, with marks under what differs."""
        labels = [self.words.text(key) for key in LABELS]
        wide = max(map(columns, labels)) + 2
        lines: list[str] = []
        for label, rows in zip(labels, (values.expected, values.got), strict=True):
            for number, row in enumerate(rows):
                lines.append(pad("" if number else label, wide) + _joined(row))
        if values.marks and values.got:
            lines.append(" " * wide + "".join(_mark(values.got[-1])))
        return escape.fence("\n".join(line.rstrip() for line in lines).rstrip("\n"))

    def quote(self, quote: Quote) -> str:
        """Put a learner's line into a code block, with carets under what it points at."""
        before = escape.visible(quote.text[: quote.start], keep="\t")
        inside = escape.visible(quote.text[quote.start : quote.end], keep="\t")
        line = before + inside + escape.visible(quote.text[quote.end :], keep="\t")
        blank = "".join("\t" if sign == "\t" else " " * columns(sign) for sign in before)
        carets = f"\n{blank}{'^' * max(1, columns(inside))}" if quote.end else ""
        return escape.fence(line + carets)


def _joined(line: Line) -> str:
    return "".join(escape.visible(span.text) for span in line)


def _mark(line: Line) -> list[str]:
    return [("^" if span.mark else " ") * columns(escape.visible(span.text)) for span in line]
