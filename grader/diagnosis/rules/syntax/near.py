"""Single tokens and lines of text that does not parse: what lacks or is too many where Python gives up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...text import Fix, Splice
from ..slips.edits import fix
from ..slips.near import near_keyword
from .characters import meant
from .tokens import Broken, Token

SYNTAX = "syntax-error"
_BETWEEN = (", ", "*", " = ", ".", ": ", " - ", " + ", " / ", " in ", " as ", "_", " == ", "(")
_INSTEAD = {
    ";": (",", ":"), ":": (",", "=", ""), ".": (",", ":"), ",": (".", ":"), "=": ("==", "-", ""),
    "==": ("=",), "-": ("_", "=", ""), "|": ("l", ""), "->": ("",), "*": ("",), "/": ("",), "+": ("",),
    "!": ("",), ")": ("]", ""), "]": (")", ""), "}": (")", "]"), "&": (" and ",), ":=": ("=",), "<": ("(",),
    "~": ("-",), "^": ("**",), "**": ("*",),
}  # fmt: skip


def mend(broken: Broken) -> Iterator[Fix]:
    """Yield tokens and lines that lack or are too many near the error."""
    yield from _print(broken)
    yield from _tokens(broken)
    yield from _lines(broken)


def _print(broken: Broken) -> Iterator[Fix]:
    """Yield the brackets of `print x`."""
    text = broken.text
    found = broken.on_line(broken.line)
    if len(found) > 1 and found[0].text in ("print", "exec") and found[1].text != "(":
        splices = [
            Splice(text.number, found[0].end, found[1].start, "("),
            Splice(text.number, found[-1].end, found[-1].end, ")"),
        ]
        yield fix(SYNTAX, text, broken.line, splices, 1.0, 0.95)


def _tokens(broken: Broken) -> Iterator[Fix]:
    """Yield a token added, taken out or replaced where Python gives up."""
    text, number = broken.text, broken.text.number
    found = [token for token in broken.tokens if token.kind != "newline"]
    at = next((place for place, token in enumerate(found) if token.end > broken.offset), len(found) - 1)
    close = [place for place in (at, at - 1, at + 1, at - 2) if 0 < place < len(found)]
    beside = [place for place in range(1, len(found)) if place not in close and _is_gap(broken, found, place)]
    for rank, place in enumerate([*close, *beside]):
        before, token = found[place - 1], found[place]
        line = text.line_of(token.start)
        same = text.line_of(before.start) == line
        if same and _is_keyword(broken, before, line):
            continue  # `retrun x`: the word is what is wrong, and nothing lacks behind it
        if before.ends_value and token.begins_value and (same or before.text not in ("else", ":")):
            member = place > 2 and found[place - 2].text == "." and found[place - 3].text != "self"
            for order, what in enumerate(_BETWEEN if same else (",",)):
                if what == " = " and member:
                    continue  # `np.zeros = x` would change NumPy itself
                splice = Splice(number, before.end, token.start if same and what != "," else before.end, what)
                where = text.line_of(before.start)
                yield fix(SYNTAX, text, where, [splice], 1.0, 0.85 - 0.03 * order - 0.04 * rank)
        if same and before.kind == "name" and before.ends_value and token.is_word:
            yield from _called(broken, before, found[place:])
        if place in beside:
            continue
        odd = token.kind == "bad" or (token.kind == "other" and meant(token.text) is None)
        for what in _INSTEAD.get(token.text, ("",) if odd else ()):
            yield fix(
                SYNTAX, text, line, [Splice(number, token.start, token.end, what)], 1.0, 0.72 - 0.04 * rank
            )
        if token.kind in ("name", "number", "op") and rank < 2 and "" not in _INSTEAD.get(token.text, ()):
            yield fix(
                SYNTAX, text, line, [Splice(number, token.start, token.end, "")], 1.0, 0.5 - 0.04 * rank
            )


def _is_keyword(broken: Broken, token: Token, line: int) -> bool:
    """Tell whether a token is the first word of a line and almost a keyword."""
    return token is broken.on_line(line)[0] and token.kind == "name" and bool(near_keyword(token.text))


def _called(broken: Broken, name: Token, behind: Sequence[Token]) -> Iterator[Fix]:
    """Yield both brackets of a call that lacks them, `np.log y`, around a value and around the line."""
    text, number = broken.text, broken.text.number
    line = text.line_of(name.start)
    rest = [token for token in behind if text.line_of(token.start) == line]
    last = rest[-2] if len(rest) > 1 and rest[-1].text == ":" else rest[-1]
    for rank, end in enumerate(dict.fromkeys((rest[0].end, last.end))):
        splices = [Splice(number, name.end, rest[0].start, "("), Splice(number, end, end, ")")]
        yield fix(SYNTAX, text, line, splices, 1.0, 0.86 - 0.02 * rank)


def _is_gap(broken: Broken, found: Sequence[Token], place: int) -> bool:
    """Tell whether two values stand side by side where the error is, as no program has them."""
    before, token = found[place - 1], found[place]
    if not before.ends_value or not token.is_word:
        return False
    line = broken.text.line_of(token.start)
    return broken.text.line_of(before.start) == broken.line and line in (broken.line, broken.last_line)


def _lines(broken: Broken) -> Iterator[Fix]:
    """Yield a line made a comment, two lines joined, one line cut in two."""
    text = broken.text
    found = broken.on_line(broken.line)
    start, end = text.line_span(broken.line)
    if found:
        at = found[0].start
        if found[0].text not in ("def", "class"):
            yield fix(SYNTAX, text, broken.line, [Splice(text.number, at, at, "# ")], 2.0, 0.3)
        indent = text.source[start:at]
        for token in found[1:]:
            if token.text in ("return", "for", "while", "if", "def") or token.start == broken.offset:
                gap = text.source[start : token.start].rstrip()
                splice = Splice(text.number, start + len(gap), token.start, "\n" + indent)
                yield fix(SYNTAX, text, broken.line, [splice], 1.0, 0.55)
        before = broken.code_line_before(broken.line)
        if found[0].text in ("+", "-", "*", "/", "**", "@", ".", "and", "or") and before is not None:
            behind = broken.on_line(before)[-1].end
            yield fix(SYNTAX, text, broken.line, [Splice(text.number, behind, at, " ")], 1.0, 0.9)
        if found[-1].kind == "op" or broken.offset >= found[-1].end:
            following = text.source[end + 1 :]
            blank = len(following) - len(following.lstrip(" \t"))
            if following.strip():
                yield fix(
                    SYNTAX, text, broken.line, [Splice(text.number, end, end + 1 + blank, " ")], 1.0, 0.7
                )
    tail = text.source[start:end]
    if tail.rstrip().endswith("\\"):
        at = start + len(tail.rstrip())
        yield fix(SYNTAX, text, broken.line, [Splice(text.number, at, end, "")], 1.0, 0.9)
        yield fix(SYNTAX, text, broken.line, [Splice(text.number, at - 1, at, "")], 1.0, 0.8)
