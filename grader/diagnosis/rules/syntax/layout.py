"""Indentation of text that does not parse, and returns that have fallen out of their function."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ...text import Fix, Splice, Text, insert
from ...vocabulary import Subject
from ...walking import walk
from ..slips.edits import fix, indent_of, unit_of
from .tokens import Broken

SYNTAX = "syntax-error"
_INNER = re.compile(r"(elif|else|except|finally)\b")
_NEW = re.compile(r"(def|class|if __name__|print|import|from|@)\b")
_MOST = 8


def mend(broken: Broken) -> Iterator[Fix]:
    """Yield other indentations of the line on which Python gives up, and of its neighbours."""
    message = broken.message
    if "unexpected indent" in message:
        yield from _unexpected(broken)
    elif "expected an indented block" in message:
        yield from _body(broken)
    elif "unindent" in message:
        yield from _unindent(broken)
    elif "inconsistent use of tabs" in message:
        yield from _tabs(broken)
    elif _INNER.match(broken.text.line_text(broken.line).strip()):
        yield from _branch(broken)


def _set(text: Text, first: int, last: int, old: str, new: str) -> list[Splice]:
    """Return the splices that change the beginning of the lines' indentation."""
    splices = []
    for line in range(first, last + 1):
        start, _ = text.line_span(line)
        own = indent_of(text, line)
        if text.line_text(line).strip() and own.startswith(old):
            end = start + len(old)
            while end < len(text.source) and text.source[end].isspace() and text.source[end] not in " \t\n":
                end += 1  # a wide blank
            splices.append(Splice(text.number, start, end, new))
    return splices


def _run(text: Text, line: int, indent: str, most: int) -> int:
    """Return the last line of those from a line on that are indented like it or deeper."""
    last = line
    for each in range(line + 1, most + 1):
        if not text.line_text(each).strip():
            continue
        if not indent_of(text, each).startswith(indent):
            break
        last = each
    return last


def _levels(broken: Broken, line: int) -> list[str]:
    """Return the indentations that are open before a line, innermost first."""
    levels: list[str] = []
    for each in reversed([at for at in broken.code_lines if at < line]):
        indent = indent_of(broken.text, each)
        if not levels or len(indent) < len(levels[-1]):
            levels.append(indent)
    return levels


def _unexpected(broken: Broken) -> Iterator[Fix]:
    text, line = broken.text, broken.line
    own = indent_of(text, line)
    before = broken.code_line_before(line)
    last = _run(text, line, own, broken.block.last)
    if before is None:
        before = _last_code(broken)
    if before is None:
        yield fix(SYNTAX, text, line, _set(text, line, last, own, ""), 1.0, 0.8)
        return
    levels = _levels(broken, line) or [indent_of(text, before)]
    for rank, level in enumerate(levels):
        for end in dict.fromkeys((line, last)):
            suspicion = 0.94 - 0.12 * rank - 0.05 * (end > line)
            yield fix(
                SYNTAX, text, line, _set(text, line, end, own, level), 1.0 + 0.1 * (end > line), suspicion
            )
    # or the line before is the one that has lost its indentation
    upper = indent_of(text, before)
    first = before
    while (
        (above := broken.code_line_before(first)) is not None
        and indent_of(text, above) == upper
        and before - above < _MOST
    ):
        first = above
    for start in dict.fromkeys((before, first)):
        if len(own) > len(upper):
            yield fix(
                SYNTAX, text, start, _set(text, start, before, upper, own), 1.0 + 0.1 * (start < before), 0.85
            )


def _last_code(broken: Broken) -> int | None:
    """Return the last line of code of the block before."""
    if broken.before is None:
        return None
    lines = range(broken.before.first, broken.before.last + 1)
    code = [
        each
        for each in lines
        if broken.text.line_text(each).strip() and not broken.text.line_text(each).lstrip().startswith("#")
    ]
    return code[-1] if code else None


def _body(broken: Broken) -> Iterator[Fix]:
    """Yield the lines behind a colon indented: up to a return, all of them, each number of them."""
    text = broken.text
    header = broken.code_line_before(broken.line) or broken.line
    outer = indent_of(text, header)
    end = broken.after[-1].last if not outer and broken.after else broken.block.last
    lines = _following(text, header, outer, end)
    if not lines:
        yield fix(SYNTAX, text, header, [insert(text, text.line_span(header)[1], " pass")], 2.0, 0.4)
        return
    old, new = indent_of(text, lines[0]), outer + unit_of(text)
    flush = [place for place, line in enumerate(lines) if indent_of(text, line) == old]
    returns = [place for place in flush if re.match(r"return\b", text.line_text(lines[place]).strip())]
    ends = [len(lines)] + [place for place in returns if place] + flush[1:][:_MOST] + [1]
    if not outer and not broken.after and broken.block.first == header:
        ends = [len(lines), *ends]
    for rank, count in enumerate(dict.fromkeys(ends)):
        splices = _set(text, lines[0], lines[count - 1], old, new)
        suspicion = 0.93 - 0.03 * rank
        yield fix(SYNTAX, text, lines[0], splices, 1.0 + 0.05 * (rank > 1), suspicion)


def _following(text: Text, header: int, outer: str, end: int) -> list[int]:
    """Return the lines of code behind a header that may be its body."""
    found: list[int] = []
    is_class = text.line_text(header).strip().startswith("class")
    for line in range(header + 1, end + 1):
        content = text.line_text(line)
        if not content.strip():
            if (
                found
                and not outer
                and not text.line_text(header).strip().startswith("class")
                and _starts_anew(text, line, end)
            ):
                break
            continue
        own = indent_of(text, line)
        if len(own) < len(outer):
            break
        if not outer and not own and _NEW.match(content) and not (is_class and "self" in content):
            break
        if outer and own == outer and re.match(r"(def|class|@)\b", content.strip()):
            break
        found.append(line)
    return found


def _starts_anew(text: Text, line: int, end: int) -> bool:
    """Tell whether the code behind a blank line stands at the left edge and is no return."""
    for each in range(line + 1, end + 1):
        content = text.line_text(each)
        if content.strip():
            return not content[0].isspace() and not content.startswith(("return", "#"))
    return True


def _fallen_method(broken: Broken) -> Iterator[Fix]:
    """Yield the head of a method at the left edge, behind its class, moved to where its fellows stand."""
    text, first = broken.text, broken.block.first
    content = text.line_text(first)
    if broken.before is None or not re.match(r"def\b.*\bself\b", content):
        return
    heads = list(range(broken.before.first, broken.before.last + 1))
    fellows = [indent_of(text, each) for each in heads if re.match(r"[ \t]+def\b", text.line_text(each))]
    if fellows:
        start = text.line_span(first)[0]
        yield fix(SYNTAX, text, first, [Splice(text.number, start, start, min(fellows, key=len))], 1.0, 0.93)


def _unindent(broken: Broken) -> Iterator[Fix]:
    text, line = broken.text, broken.line
    yield from _fallen_method(broken)
    own = indent_of(text, line)
    last = _run(text, line, own, broken.block.last)
    levels = _levels(broken, line)
    levels.sort(key=lambda level: (abs(len(level) - len(own)), len(level)))
    for rank, level in enumerate(levels[:4]):
        for end in dict.fromkeys((line, last)):
            suspicion = 0.94 - 0.08 * rank - 0.04 * (end > line)
            yield fix(
                SYNTAX, text, line, _set(text, line, end, own, level), 1.0 + 0.1 * (end > line), suspicion
            )


def _tabs(broken: Broken) -> Iterator[Fix]:
    """Yield one kind of blank for two: on the line alone, or on every line of the block."""
    text, line = broken.text, broken.line
    own = indent_of(text, line)
    before = broken.code_line_before(line)
    near = [] if before is None else [indent_of(text, before)]
    unit = unit_of(text)
    if near and text.line_text(before or line).rstrip().endswith(":"):
        near.insert(0, near[0] + unit)
    near += [level for level in _levels(broken, line) if level not in near]
    for rank, level in enumerate(near[:4]):
        yield fix(SYNTAX, text, line, _set(text, line, line, own, level), 1.0, 0.93 - 0.06 * rank)
    for rank, (size, width) in enumerate(((4, 4), (8, 4), (8, 8))):
        splices = []
        for each in broken.code_lines:
            indent = indent_of(text, each)
            columns = len(indent.expandtabs(size))
            wanted = "\t" * (columns // width) if unit == "\t" else " " * columns
            if indent != wanted:
                splices += _set(text, each, each, indent, wanted)
        if splices:
            yield fix(SYNTAX, text, line, splices, 1.3 + 0.1 * rank, 0.8 - 0.05 * rank)


def _branch(broken: Broken) -> Iterator[Fix]:
    """Yield an `else` set under an `if` (or loop, or try) before it, alone or with what it holds."""
    text, line = broken.text, broken.line
    own = indent_of(text, line)
    levels = []
    for each in reversed([at for at in broken.code_lines if at < line]):
        if re.match(r"(if|elif|for|while|try|except)\b", text.line_text(each).strip()):
            levels.append(indent_of(text, each))
    last = _run(text, line, own, broken.block.last)
    for rank, level in enumerate(dict.fromkeys(level for level in levels if level != own)):
        for end in dict.fromkeys((line, last)):
            yield fix(
                SYNTAX,
                text,
                line,
                _set(text, line, end, own, level),
                1.0 + 0.1 * (end > line),
                0.9 - 0.1 * rank,
            )


def mend_fallen(subject: Subject) -> Iterator[Fix]:
    """Yield the returns at module level, or in a class's body, moved into the function before them."""
    for text in subject.draft.texts:
        body = [node for block in text.blocks for node in block.statements]
        yield from _fallen(text, body, "")
        for node in body:
            if isinstance(node, ast.ClassDef):
                yield from _fallen(text, node.body, indent_of(text, node.body[0].lineno))


def _fallen(text: Text, body: list[ast.stmt], outer: str) -> Iterator[Fix]:
    home: ast.FunctionDef | None = None
    between: list[ast.stmt] = []
    for node in body:
        if isinstance(node, ast.FunctionDef):
            home, between = node, []
            continue
        between.append(node)
        if (
            home is None
            or not any(isinstance(child, ast.Return) for child in walk(node))
            or isinstance(node, ast.ClassDef)
        ):
            continue
        last = home.body[-1]
        levels = [indent_of(text, home.body[0].lineno)]
        while isinstance(last, (ast.For, ast.While, ast.If, ast.With)):
            last = last.body[-1]
            levels.append(indent_of(text, last.lineno))
        for rank, level in enumerate(levels):
            splices = _set(text, between[0].lineno, node.end_lineno or node.lineno, outer, level)
            yield fix(SYNTAX, text, between[0].lineno, splices, 1.0 + 0.1 * rank, 0.94 - 0.1 * rank)
