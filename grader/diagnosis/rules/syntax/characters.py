"""Characters, numbers, quotes and words of text that does not parse: what each may have been meant to be."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

from ...text import Fix, Splice
from ..slips.edits import fix
from ..slips.near import KEYWORDS, near_keyword
from .tokens import Broken, Token

_STEPPED = ("exercise1", "exercise2", "exercise3", "exercise5")  # where a step is looked for
SYNTAX, STEP, COMMA = "syntax-error", "step-literal-typo", "comma-for-dot"
_MEANT = {
    "“": '"', "”": '"', "„": '"', "‟": '"', "「": '"', "」": '"', "『": '"', "』": '"', "‘": "'", "’": "'",
    "‛": "'", "`": "'", "´": "'", "。": ".", "、": ",", "【": "[", "】": "]", "〔": "[", "〕": "]", "｛": "{",
    "｝": "}", "《": "<", "》": ">", "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "ー": "-", "×": "*",
    "·": "*", "∗": "*", "÷": "/", "∕": "/", "⁄": "/", "：": ":", "﹕": ":", "，": ",", "；": ";", "（": "(",
    "）": ")", "＝": "=", "≠": "!=", "≤": "<=", "≥": ">=", "\u200b": "", "\u200c": "", "\u200d": "",
    "\ufeff": "", "\u2060": "", "…": "...", "⋅": "*", "∙": "*", "•": "*",
}  # fmt: skip
_POWER = re.compile(r"(?<![\w.])(\d[\d.]*)\s*[eE][\s^*(]*([-−–+]?)[\s-]*(\d+)\)?")
_FLOAT = re.compile(r"\d[\d.]*[eE][-+]?\d+")
_DECIMAL = re.compile(r"(?<![\w.])(\d+), ?(0\d*|\d+)(?![\w.])")
_OPERATORS = {
    "=<": "<=", "=>": ">=", "<>": "!=", "&&": " and ", "||": " or ", "++": " += 1", "--": " -= 1",
    "===": "==", "!==": "!=", "= =": "==", "! =": "!=", "- =": "-=", "+ =": "+=", "* =": "*=", "/ =": "/=",
    "* *": "**", "/ /": "//", "< =": "<=", "> =": ">=", "=!": "!=", ".,": ".", ",.": ",", "..": ".",
    ",,": ",",
}  # fmt: skip
_QUOTES = ("'", '"')
_WORDS = {
    "elseif": "elif", "elsif": "elif", "elif": "else", "function": "def", "func": "def", "fun": "def",
    "define": "def", "void": "def", "foreach": "for", "null": "None", "until": "while", "then": "",
    "do": "",
}  # fmt: skip


def mend(broken: Broken, exercise: str) -> Iterator[Fix]:
    """Yield what characters, numbers, operators and words near the error may mean."""
    yield from _characters(broken)
    lines = [broken.line, *([line] if (line := broken.code_line_before(broken.line)) else [])]
    step = STEP if exercise.startswith(_STEPPED) else SYNTAX
    for line in lines:
        yield from _numbers(broken, line, step)
        yield from _operators(broken, line)
        yield from _words(broken, line)
    yield from _quotes(broken)


def meant(character: str) -> str | None:
    """Return the plain text that a character of another keyboard stands for, or None for a plain one.

    >>> meant("，"), meant("１"), meant("\\u3000"), meant("a")
    (',', '1', ' ', None)
    """
    if character.isascii():
        return "'" if character == "`" else None
    if character in _MEANT:
        return _MEANT[character]
    plain = unicodedata.normalize("NFKC", character)
    if plain.isascii() and plain != character and not plain.isalpha():
        return plain if plain.strip() else " "
    return " " if character.isspace() else None


def _characters(broken: Broken) -> Iterator[Fix]:
    """Yield the plain characters for those of another keyboard: in the whole block, and on one line."""
    found = []
    for token in broken.tokens:
        if token.kind in ("other", "number"):
            for place, character in enumerate(token.text):
                plain = meant(character)
                if plain is not None:
                    at = token.start + place
                    found.append(Splice(broken.text.number, at, at + 1, plain))
    if not found:
        return
    lines = [broken.text.line_of(splice.start) for splice in found]
    cost = min(1.0 + 0.1 * (len(found) - 1), 2.0)
    yield fix(SYNTAX, broken.text, lines[0], found, cost, 0.95)
    here = [splice for splice, line in zip(found, lines, strict=True) if line == broken.line]
    if 0 < len(here) < len(found):
        yield fix(SYNTAX, broken.text, broken.line, here, 1.0 + 0.1 * (len(here) - 1), 0.8)


def _numbers(broken: Broken, line: int, step: str) -> Iterator[Fix]:
    text = broken.text
    start, end = text.line_span(line)
    code = text.source[start:end].split("#")[0]
    for match in _POWER.finditer(code):
        if not _FLOAT.fullmatch(match.group()):
            splice = Splice(
                text.number,
                start + match.start(),
                start + match.end(),
                f"{match[1]}e{match[2] and '-'}{match[3]}",
            )
            yield fix(step, text, line, [splice], 1.0, 0.95)
    for match in _DECIMAL.finditer(code):
        if match[2].startswith("0") or match[1] == "0":
            at = start + match.start() + len(match[1])
            yield fix(COMMA, text, line, [Splice(text.number, at, start + match.start(2), ".")], 1.0, 0.95)
    found = broken.on_line(line)
    for token, following in itertools.pairwise(found):
        if token.kind == "number" and following.kind == "name" and token.end == following.start:
            yield fix(SYNTAX, text, line, [Splice(text.number, token.end, token.end, "*")], 1.0, 0.88)
        if token.kind == "name" and following.text == "," and _is_member(broken, line, following):
            yield fix(
                COMMA, text, line, [Splice(text.number, following.start, following.end, ".")], 1.0, 0.86
            )


def _is_member(broken: Broken, line: int, comma: Token) -> bool:
    """Tell whether a comma stands close between two names, on a line that does not parse."""
    source = broken.text.source
    return (
        line == broken.line
        and source[comma.end : comma.end + 1].isidentifier()
        and source[comma.start - 1].isalnum()
    )


def _operators(broken: Broken, line: int) -> Iterator[Fix]:
    text = broken.text
    found = broken.on_line(line)
    for token, following in itertools.pairwise(found):
        written = text.source[token.start : following.end]
        if written in _OPERATORS:
            splice = Splice(text.number, token.start, following.end, _OPERATORS[written])
            yield fix(SYNTAX, text, line, [splice], 1.0, 0.9)
    words = [token.text for token in found]
    if line == broken.line:
        for place, token in enumerate(found):
            if token.text == "=" and {"if", "elif", "while", "return", "and", "or"} & set(words[:place]):
                yield fix(SYNTAX, text, line, [Splice(text.number, token.start, token.end, "==")], 1.0, 0.92)
    for token in found:
        if token.text == "==" and words[0] not in ("if", "elif", "while", "assert", "return"):
            yield fix(SYNTAX, text, line, [Splice(text.number, token.start, token.end, "=")], 1.0, 0.8)
        if (token.text == "//" and token is found[0]) or token.text == "/*":
            yield fix(SYNTAX, text, line, [Splice(text.number, token.start, token.end, "#")], 1.0, 0.8)


def _words(broken: Broken, line: int) -> Iterator[Fix]:
    """Yield keywords for words that are almost keywords, and blanks in words that hold two."""
    text = broken.text
    found = broken.on_line(line)
    for place, token in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        if token.kind != "name":
            continue
        for word in ([_WORDS[token.text]] if token.text in _WORDS else []) + near_keyword(token.text)[:2]:
            yield fix(
                SYNTAX,
                text,
                line,
                [Splice(text.number, token.start, token.end, word)],
                1.0,
                0.9 if place == 0 else 0.8,
            )
        for word in KEYWORDS:
            if token.text.startswith(word) and len(token.text) > len(word) and len(word) > 1:
                at = token.start + len(word)
                yield fix(
                    SYNTAX, text, line, [Splice(text.number, at, at, " ")], 1.0, 0.92 if place == 0 else 0.75
                )
            elif token.text.endswith(word) and len(token.text) > len(word) + 1 and following is not None:
                at = token.end - len(word)
                yield fix(SYNTAX, text, line, [Splice(text.number, at, at, " ")], 1.0, 0.6)
        if (
            following is not None
            and following.kind == "name"
            and text.source[token.end : following.start].strip() == ""
        ):
            joined = token.text + following.text
            gap = (text.number, token.end, following.start)
            if joined in KEYWORDS:
                yield fix(SYNTAX, text, line, [Splice(*gap, "")], 1.0, 0.9)
            if token.text == "else" and following.text == "if":
                splice = Splice(text.number, token.start, following.end, "elif")
                yield fix(SYNTAX, text, line, [splice], 1.0, 0.95)


def _quotes(broken: Broken) -> Iterator[Fix]:
    """Yield the quote that lacks, where the text may end, or the line without the one too many."""
    text, source = broken.text, broken.text.source
    for token in broken.tokens:
        if token.kind not in ("bad", "open"):
            continue
        line = text.line_of(token.start)
        end = text.line_span(line)[1]
        rest = source[token.end : end]
        if token.kind == "open":
            yield from _long(broken, token, line)
            return
        yield from _around_words(broken, line)
        stops = {token.end + len(rest.rstrip())} | {
            token.end + match.start() for match in re.finditer(r"[\])},:]", rest)
        }
        for rank, at in enumerate(sorted(stops)[:5]):
            yield fix(SYNTAX, text, line, [Splice(text.number, at, at, token.text)], 1.0, 0.85 - 0.05 * rank)
        yield fix(SYNTAX, text, line, [Splice(text.number, token.start, token.end, "")], 1.0, 0.6)
        return


def _around_words(broken: Broken, line: int) -> Iterator[Fix]:
    """Yield the second quote for words with a quote on one side only, or with two kinds of them."""
    text = broken.text
    start, end = text.line_span(line)
    source = text.source
    for match in re.finditer(r"\w+", source[start:end]):
        first, last = start + match.start(), start + match.end()
        left = source[first - 1 : first] if first > start else ""
        right = source[last : last + 1] if last < end else ""
        quoted = (left in _QUOTES, right in _QUOTES)
        if quoted == (True, True) and left != right:
            yield fix(SYNTAX, text, line, [Splice(text.number, last, last + 1, left)], 1.0, 0.92)
            yield fix(SYNTAX, text, line, [Splice(text.number, first - 1, first, right)], 1.0, 0.9)
        elif quoted == (True, False):
            yield fix(SYNTAX, text, line, [Splice(text.number, last, last, left)], 1.0, 0.92)
        elif quoted == (False, True):
            yield fix(SYNTAX, text, line, [Splice(text.number, first, first, right)], 1.0, 0.92)


def _long(broken: Broken, token: Token, line: int) -> Iterator[Fix]:
    """Yield the end of a text in three quotes that never ends."""
    text = broken.text
    ends = [(text.line_span(each)[1], each) for each in range(line, min(line + 12, broken.block.last) + 1)]
    own = text.line_span(line)[1]
    if text.source[token.end : own].rstrip().endswith(token.text[:2]):
        at = token.end + len(text.source[token.end : own].rstrip()) - 2
        yield fix(SYNTAX, text, line, [Splice(text.number, at, at + 2, token.text)], 1.0, 0.93)
    elif text.source[token.end : own].rstrip().endswith(token.text[0]):
        at = token.end + len(text.source[token.end : own].rstrip()) - 1
        yield fix(SYNTAX, text, line, [Splice(text.number, at, at + 1, token.text)], 1.0, 0.9)
    for rank, (at, _) in enumerate(ends):
        at -= (
            len(text.source[token.end : at]) - len(text.source[token.end : at].rstrip())
            if at > token.end
            else 0
        )
        yield fix(SYNTAX, text, line, [Splice(text.number, at, at, token.text)], 1.0, 0.88 - 0.03 * rank)
