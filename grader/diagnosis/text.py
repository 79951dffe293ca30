"""Learner text as trees with exact positions, and edits of it; knows no misconception and runs nothing.

A draft is the whole program at one point of a search: its cells, parsed block by block. Edits are
splices of characters, so layout, comments and spelling stay the learner's own. Every line remembers
which line of the submission it came from.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..worker.blocks import Block, split
from ..worker.wire import SourceCell
from .walking import walk

Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Splice:
    """Replace characters [start, end) of a cell's source by `text`."""

    cell: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Fix:
    """One edit that would undo one misconception.

    misconception  its id
    splices        the edit; they do not overlap
    cell, line     where the fault stands (in the draft that the fix is made for)
    cost           size of the change: 1 for one token, more for more; equal results prefer the smaller
    suspicion      0 to 1, how strongly the text itself points here: 0.9 for a pattern that is hardly ever
                   right, 0.5 for a plausible place, 0.1 for a mere possibility
    """

    misconception: str
    splices: tuple[Splice, ...]
    cell: int
    line: int
    cost: float = 1.0
    suspicion: float = 0.5


@dataclass(frozen=True)
class Text:
    """The source of one cell; `origin[i]` is the line of the submission's cell that line i + 1 came from."""

    number: int
    source: str
    prose: bool = False
    origin: tuple[int, ...] = ()

    @classmethod
    def of_cell(cls, cell: SourceCell) -> Text:
        """Take a cell as it was handed in."""
        count = cell.source.count("\n") + 1
        return cls(cell.number, cell.source, cell.prose, tuple(range(1, count + 1)))

    @cached_property
    def blocks(self) -> list[Block]:
        """The cell's blocks: statements that parse, and texts that do not."""
        return split(SourceCell(self.number, self.source, self.prose), f"<cell {self.number}>")

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self.source.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def line_span(self, line: int) -> tuple[int, int]:
        """Return the offsets of a 1-based line's characters, without its line ending."""
        return self._starts[line - 1], self._starts[line] - 1

    def line_text(self, line: int) -> str:
        """Return a 1-based line without its line ending."""
        start, end = self.line_span(line)
        return self.source[start:end]

    def line_of(self, offset: int) -> int:
        """Return the 1-based line that an offset stands on."""
        return self.source.count("\n", 0, offset) + 1

    def offset(self, line: int, byte_column: int) -> int:
        """Return the offset of a position as the ast module gives it."""
        start, end = self.line_span(line)
        text = self.source[start:end]
        if text.isascii():
            return start + byte_column
        return start + len(text.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "replace"))

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias) -> tuple[int, int]:
        """Return the offsets of a node's characters (parentheses around it are not part of it)."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword) -> str:
        """Return a node's own characters."""
        start, end = self.span(node)
        return self.source[start:end]

    def outer_span(self, node: ast.expr) -> tuple[int, int]:
        """Return a node's offsets with all parentheses that stand directly around it."""
        start, end = self.span(node)
        while True:
            left, right = start - 1, end
            while left >= 0 and self.source[left] in " \t":
                left -= 1
            while right < len(self.source) and self.source[right] in " \t":
                right += 1
            if left < 0 or right >= len(self.source):
                return start, end
            if self.source[left] != "(" or self.source[right] != ")" or self._is_call_bracket(left):
                return start, end
            start, end = left, right + 1

    def _is_call_bracket(self, offset: int) -> bool:
        before = self.source[:offset].rstrip(" \t")[-1:]
        return before.isidentifier() or before.isalnum() or before in (")", "]")

    def spliced(self, splices: Iterable[Splice]) -> Text:
        """Return the text after splices; new lines take the origin of the line they were put on."""
        source, origin = self.source, list(self.origin)
        for splice in sorted(splices, key=lambda splice: splice.start, reverse=True):
            first = source.count("\n", 0, splice.start)
            last = first + source.count("\n", splice.start, splice.end)
            before = source[: splice.start].rpartition("\n")[2]
            behind_it = source[splice.end :].partition("\n")[0]
            added = splice.text.count("\n")
            kept = origin[first : last + 1][: added + 1]
            kept += [kept[-1]] * (added + 1 - len(kept))
            if behind_it.strip() and (added or not before.strip()):
                kept[-1] = origin[last]  # what is left of the last line, not what was put before it
            source = source[: splice.start] + splice.text + source[splice.end :]
            origin[first : last + 1] = kept
        return Text(self.number, source, self.prose, tuple(origin))


@dataclass(frozen=True)
class Draft:
    """A whole program, as handed in or after some edits."""

    texts: tuple[Text, ...]
    fixes: tuple[Fix, ...] = field(default=(), compare=False)

    @classmethod
    def of_cells(cls, cells: Iterable[SourceCell]) -> Draft:
        """Take a submission's cells."""
        return cls(tuple(Text.of_cell(cell) for cell in cells))

    @property
    def cost(self) -> float:
        """The cost of all edits so far."""
        return sum(fix.cost for fix in self.fixes)

    def text(self, cell: int) -> Text:
        """Return the text of a cell by its number."""
        return next(text for text in self.texts if text.number == cell)

    def cells(self) -> list[SourceCell]:
        """Return the cells as the worker takes them."""
        return [SourceCell(text.number, text.source, text.prose) for text in self.texts]

    def apply(self, fix: Fix) -> Draft:
        """Return the draft after one more edit; the fix is remembered with the line it came from."""
        touched = {splice.cell for splice in fix.splices}
        texts = tuple(
            text.spliced([splice for splice in fix.splices if splice.cell == text.number])
            if text.number in touched
            else text
            for text in self.texts
        )
        origin = self.text(fix.cell).origin
        line = origin[min(max(fix.line, 1), len(origin)) - 1]
        placed = Fix(fix.misconception, fix.splices, fix.cell, line, fix.cost, fix.suspicion)
        return Draft(texts, (*self.fixes, placed))

    def statements(self) -> Iterator[tuple[Text, ast.stmt]]:
        """Yield every statement at module level with its text, in order."""
        for text in self.texts:
            for block in text.blocks:
                for node in block.statements:
                    yield text, node

    def scopes(self) -> Iterator[tuple[Text, Scope]]:
        """Yield every function and class at module level, in branches too, in order."""
        for text, node in self.statements():
            for found in _scopes(node):
                yield text, found


def _scopes(node: ast.stmt) -> Iterator[Scope]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node
        return
    for name in ("body", "orelse", "finalbody"):
        for child in getattr(node, name, []):
            if isinstance(child, ast.stmt):
                yield from _scopes(child)


def behind(fix: Fix, applied: Fix, draft: Draft) -> Fix | None:
    """Return a fix of a draft as it is after another one was applied; None where the two meet.

    fix, applied  both made for `draft`
    """
    moved = []
    for splice in fix.splices:
        if any(
            other.start <= splice.end and splice.start <= other.end
            for other in applied.splices
            if other.cell == splice.cell
        ):
            return None
        by = _shift(applied, splice.cell, splice.start)
        moved.append(Splice(splice.cell, splice.start + by, splice.end + by, splice.text))
    text = draft.text(fix.cell)
    last = len(text.origin)  # a fault may be told to lie behind it
    start = text.line_span(min(max(fix.line, 1), last))[0]
    lines = sum(
        splice.text.count("\n") - text.source.count("\n", splice.start, splice.end)
        for splice in applied.splices
        if splice.cell == fix.cell and splice.end <= start
    )
    return Fix(fix.misconception, tuple(moved), fix.cell, fix.line + lines, fix.cost, fix.suspicion)


def _shift(applied: Fix, cell: int, offset: int) -> int:
    """Return by how many characters an edit moves what stands at an offset behind it."""
    return sum(
        len(splice.text) - (splice.end - splice.start)
        for splice in applied.splices
        if splice.cell == cell and splice.end <= offset
    )


def replace(text: Text, node: ast.expr | ast.stmt | ast.arg | ast.keyword, by: str) -> Splice:
    """Return the splice that puts other characters in the place of a node's own."""
    start, end = text.span(node)
    return Splice(text.number, start, end, by)


def replace_outer(text: Text, node: ast.expr, by: str) -> Splice:
    """The same, with the parentheses around the node."""
    start, end = text.outer_span(node)
    return Splice(text.number, start, end, by)


def insert(text: Text, offset: int, what: str) -> Splice:
    """Return the splice that puts characters in at an offset."""
    return Splice(text.number, offset, offset, what)


def delete_line(text: Text, line: int) -> Splice:
    """Return the splice that takes a whole line out."""
    start, end = text.line_span(line)
    return Splice(text.number, start, min(end + 1, len(text.source)), "")


def nodes(scope: ast.AST, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of the given kinds below a node, in source order."""
    known: dict[tuple[type[ast.AST], ...], list[ast.AST]] = scope.__dict__.setdefault("_nodes", {})
    if kinds not in known:
        found = [node for node in walk(scope) if isinstance(node, kinds)]
        found.sort(key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)))
        known[kinds] = found
    yield from known[kinds]


def same(left: ast.AST, right: ast.AST) -> bool:
    """Tell whether two trees say the same, wherever they stand."""
    return ast.dump(left) == ast.dump(right)


def names_in(node: ast.AST) -> set[str]:
    """Return every name that a tree mentions."""
    return {child.id for child in walk(node) if isinstance(child, ast.Name)}


def changed_lines(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many lines two texts of equal length differ in; a quick measure for tests."""
    return sum(left != right for left, right in zip(before, after, strict=False))
