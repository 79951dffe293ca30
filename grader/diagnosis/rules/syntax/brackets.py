"""Brackets, colons and heads of text that does not parse: which token lacks, which is one too many."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from ...text import Fix, Splice
from ..slips.edits import fix
from ..slips.numpy_names import offered
from ..slips.scope import BUILTINS
from .tokens import CLOSERS, OPENERS, Broken, Token, tokens

SYNTAX, CALL = "syntax-error", "brackets-for-call"
_COMPOUND = re.compile(r"(async[ ]+)?(def|class|if|elif|else|for|while|try|except|finally|with)\b")
_DEFAULTS = {"step_num": "100", "lr": "0.01", "weight_init_std": "0.01", "h": "1e-4", "learning_rate": "0.01"}


def mend(broken: Broken) -> Iterator[Fix]:
    """Yield colons and brackets that lack or are too many near the error."""
    yield from _colons(broken)
    yield from _headers(broken)
    yield from _assigned_call(broken)
    yield from _pairs(broken)
    yield from _balance(broken)


def _colons(broken: Broken) -> Iterator[Fix]:
    text = broken.text
    for line in {broken.line, broken.code_line_before(broken.line) or broken.line}:
        found = broken.on_line(line)
        if not found:
            continue
        last = found[-1]
        number = text.number
        if _COMPOUND.match(text.line_text(line).strip()):
            if last.text in (";", ".", ",", "=", "{"):
                yield fix(SYNTAX, text, line, [Splice(number, last.start, last.end, ":")], 1.0, 0.93)
            elif last.text != ":":
                yield fix(SYNTAX, text, line, [Splice(number, last.end, last.end, ":")], 1.0, 0.95)
        elif last.text == ":":
            yield fix(SYNTAX, text, line, [Splice(number, last.start, last.end, "")], 1.0, 0.9)
        for place, token in enumerate(found):
            if token.text == "lambda":
                for rank, name in enumerate(each for each in found[place : place + 4] if each.kind == "name"):
                    yield fix(
                        SYNTAX,
                        text,
                        line,
                        [Splice(number, name.end, name.end, ":")],
                        1.0,
                        (0.7, 0.93, 0.8, 0.7)[rank],
                    )


def _headers(broken: Broken) -> Iterator[Fix]:
    """Yield what lacks at the head of a definition: `def`, `class`, its brackets, a default."""
    text, number = broken.text, broken.text.number
    for line in {broken.line, broken.block.first, broken.code_line_before(broken.line) or broken.line}:
        found = broken.on_line(line)
        words = [token.text for token in found]
        if len(found) == 2 and words[0] == "def":
            at = found[1].end
            yield fix(SYNTAX, text, line, [Splice(number, at, at, "(")], 1.0, 0.9)
        if len(found) == 2 and found[0].kind == "name" and words[1] == ":":
            at = found[0].start
            yield fix(SYNTAX, text, line, [Splice(number, at, at, "class ")], 1.0, 0.88)
        if len(found) < 3:
            continue
        head = found[0]
        if words[-1] == ":" and head.kind == "name" and words[1] == "(":
            yield fix(SYNTAX, text, line, [Splice(number, head.start, head.start, "def ")], 1.0, 0.88)
        if words[-1] == ":" and head.kind == "name" and words[1] == "in":
            yield fix(SYNTAX, text, line, [Splice(number, head.start, head.start, "for ")], 1.0, 0.9)
        if words[0] == "def" and found[1].kind == "name" and "(" not in words:
            last = found[-1] if words[-1] == ":" else None
            end = last.start if last else found[-1].end
            splices = [Splice(number, found[1].end, found[1].end, "("), Splice(number, end, end, ")")]
            yield fix(SYNTAX, text, line, splices, 1.0, 0.9)
        if words[0] == "def" and "default" in broken.message:
            yield from _defaults(broken, line, found)


def _defaults(broken: Broken, line: int, found: Sequence[Token]) -> Iterator[Fix]:
    """Yield the default that a parameter lacks behind one that has it, or no default at all."""
    text = broken.text
    seen = False
    for token, following in itertools.pairwise(found):
        seen = seen or following.text == "="
        if seen and token.kind == "name" and following.text in (",", ")") and token.text in _DEFAULTS:
            splice = Splice(text.number, token.end, token.end, "=" + _DEFAULTS[token.text])
            yield fix(SYNTAX, text, line, [splice], 1.0, 0.9)
    for place, token in enumerate(found):
        if token.text == "=" and place + 1 < len(found):
            splice = Splice(text.number, token.start, found[place + 1].end, "")
            yield fix(SYNTAX, text, line, [splice], 1.0, 0.5)


def _assigned_call(broken: Broken) -> Iterator[Fix]:
    """Yield square brackets for round ones in what is assigned to: `grad(idx) = ...`."""
    text = broken.text
    found = broken.on_line(broken.line)
    depth, opened = 0, None
    for place, token in enumerate(found):
        if token.text in OPENERS:
            depth += 1
            opened = (
                token
                if depth == 1 and token.text == "(" and place and found[place - 1].kind == "name"
                else opened
            )
        elif token.text in CLOSERS:
            depth -= 1
            following = found[place + 1].text if place + 1 < len(found) else ""
            if (
                depth == 0
                and opened is not None
                and token.text == ")"
                and following.endswith("=")
                and following != "=="
            ):
                splices = [
                    Splice(text.number, opened.start, opened.end, "["),
                    Splice(text.number, token.start, token.end, "]"),
                ]
                yield fix(CALL, text, broken.line, splices, 1.0, 0.95)


def _pairs(broken: Broken) -> Iterator[Fix]:
    """Yield round brackets for curly ones behind a name, and a head without brackets around all of it."""
    text, number = broken.text, broken.text.number
    found = broken.on_line(broken.line)
    for place, token in enumerate(found):
        if token.text == "{" and place and found[place - 1].kind == "name":
            closer = next((each for each in found[place:] if each.text == "}"), None)
            for left, right in ("()", "[]"):
                if closer is None:
                    break
                splices = [
                    Splice(number, token.start, token.end, left),
                    Splice(number, closer.start, closer.end, right),
                ]
                yield fix(SYNTAX, text, broken.line, splices, 1.0, 0.9)
    words = [token.text for token in found]
    if (
        len(words) > 4
        and words[0] in ("for", "with", "import")
        and words[1] == "("
        and words[-2:] == [")", ":"]
    ):
        splices = [
            Splice(number, found[0].end, found[1].end, " "),
            Splice(number, found[-2].start, found[-2].end, ""),
        ]
        yield fix(SYNTAX, text, broken.line, splices, 1.0, 0.9)


def _balance(broken: Broken) -> Iterator[Fix]:
    """Yield a bracket at each place where it may lack, and the text without each that may be too many."""
    opened: list[Token] = []
    for token in broken.tokens:
        if token.text in OPENERS and token.kind == "op":
            opened.append(token)
        elif token.text in CLOSERS and token.kind == "op":
            if opened and opened[-1].text == CLOSERS[token.text]:
                opened.pop()
                continue
            yield from _mismatch(broken, opened[-1] if opened else None, token)
            return
    for token in reversed(opened[-2:]):
        yield from _unclosed(broken, token)


def _mismatch(broken: Broken, opener: Token | None, closer: Token) -> Iterator[Fix]:
    text, number = broken.text, broken.text.number
    line = text.line_of(closer.start)
    if opener is not None:
        right = OPENERS[opener.text]
        yield fix(SYNTAX, text, line, [Splice(number, closer.start, closer.end, right)], 1.0, 0.93)
        first = text.line_of(opener.start)
        yield fix(
            SYNTAX, text, first, [Splice(number, opener.start, opener.end, CLOSERS[closer.text])], 1.0, 0.8
        )
        yield from _unclosed(broken, opener, closer.end)
    found = [token for token in _logical(broken, line) if token.start <= closer.start]
    for token in reversed(found):
        if token.text == closer.text:
            yield fix(
                SYNTAX,
                text,
                text.line_of(token.start),
                [Splice(number, token.start, token.end, "")],
                1.0,
                0.85,
            )
    for at in _glued(broken, found):
        splice = Splice(number, at, at, CLOSERS[closer.text])
        yield fix(SYNTAX, text, text.line_of(at), [splice], 1.0, 0.86)
    for rank, token in enumerate(_begins(found)):
        splice = Splice(number, token.start, token.start, CLOSERS[closer.text])
        yield fix(SYNTAX, text, text.line_of(token.start), [splice], 1.0, 0.84 - 0.01 * rank)


def _begins(found: Sequence[Token]) -> list[Token]:
    """Return the tokens in front of which an opening bracket may lack."""
    starts = []
    for before, token in zip([None, *found], found, strict=False):
        if token.begins_value and (
            before is None or not before.ends_value or before.text in ("return", "in", "and", "or", "not")
        ):
            starts.append(token)
        elif before is not None and before.kind == "name" and token.begins_value:
            starts.append(token)  # `np.log y + 1)`
        elif (before is not None and before.kind == "name" and token.text in ("-", "+")) or (
            token.text == "-" and (before is None or not before.ends_value)
        ):
            starts.append(token)
    return starts


def _glued(broken: Broken, found: Sequence[Token]) -> Iterator[int]:
    """Yield where a word is two known words, between which a bracket may lack: `sigmoidx)`."""
    known = {
        token.text for token in tokens(broken.text.source, 0, len(broken.text.source)) if token.kind == "name"
    }
    known |= BUILTINS | set(offered("numpy"))
    for before, token in zip([None, *found], found, strict=False):
        for at in range(1, len(token.text)) if token.kind == "name" else ():
            head, tail = token.text[:at], token.text[at:]
            if tail in known and (head in known or (before is not None and before.text == "def")):
                yield token.start + at


def _logical(broken: Broken, line: int) -> list[Token]:
    """Return the tokens of a line with those of the lines before it that it goes on from."""
    first = line
    while (before := broken.code_line_before(first)) is not None:
        last = broken.on_line(before)[-1:]
        if not last or last[0].text not in (",", "(", "[", "{", "+", "-", "*", "/"):
            break
        first = before
    return [token for each in range(first, line + 1) for token in broken.on_line(each)]


def _unclosed(broken: Broken, opener: Token, stop: int | None = None) -> Iterator[Fix]:
    """Yield the closing bracket behind each value that follows on the opener's line and the next ones."""
    text, number = broken.text, broken.text.number
    line = text.line_of(opener.start)
    closer = OPENERS[opener.text]
    behind = [
        token for token in broken.tokens if token.start > opener.start and (stop is None or token.end <= stop)
    ]
    ends: list[tuple[Token, bool]] = []
    for place, token in enumerate(behind):
        if token.kind == "newline":
            before = behind[place - 1] if place else opener
            if before.text not in (",", "(", "[", "{", "+", "-", "*", "/"):
                break
            continue
        if token.ends_value:
            last = (
                place + 1 == len(behind)
                or behind[place + 1].kind == "newline"
                or behind[place + 1].text == ":"
            )
            ends.append((token, last))
    for count, (token, last) in enumerate(ends):
        if count < 16 or last:
            where = text.line_of(token.start)
            suspicion = 0.9 if last else 0.85 - 0.01 * count
            yield fix(SYNTAX, text, where, [Splice(number, token.end, token.end, closer)], 1.0, suspicion)
    if behind and behind[0].text == closer:
        return
    yield fix(SYNTAX, text, line, [Splice(number, opener.start, opener.end, "")], 1.0, 0.7)
    if not behind or behind[0].kind == "newline" or behind[0].text == ":":
        yield fix(SYNTAX, text, line, [Splice(number, opener.end, opener.end, closer)], 1.0, 0.9)
