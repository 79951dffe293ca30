"""Reads a softmax, in a function of its own or inside another; knows no misconception."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ...text import Draft, Text, names_in
from ...vocabulary import Subject, plain
from ...walking import children, walk
from ..reading import Unit, called, units
from ..reductions import (
    Reduction,
    exponent,
    is_for_batches,
    is_for_one,
    reduction_of,
)

_SHAPING = ("ndim", "reshape", "atleast_2d", "expand_dims", "newaxis")


@dataclass(frozen=True, eq=False)
class Shares:
    """A function that turns scores into shares, by itself or among other things."""

    unit: Unit
    draft: Draft
    own: bool  # a softmax is all that it is

    @property
    def text(self) -> Text:
        """The text of its cell."""
        return self.unit.text

    @cached_property
    def exponentials(self) -> list[tuple[ast.expr, ast.expr]]:
        """(exponential, its argument) in source order."""
        found = [(node, exponent(node)) for node in self.unit.nodes(ast.expr)]
        return [(node, argument) for node, argument in found if argument is not None]

    @cached_property
    def powers(self) -> set[str]:
        """Names of exponentials."""
        found: set[str] = set()
        for _ in range(2):
            for name, _, value in self.unit.assignments:
                if self.holds_power(value, found) and not self._is_sum(value):
                    found.add(name)
        for node in self.unit.nodes(ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Subscript) and self.holds_power(node.value, found):
                    found |= names_in(target.value)
        return found

    def _is_sum(self, value: ast.expr) -> bool:
        found = [reduction_of(node, self.draft) for node in (value, *children(value))]
        return any(each is not None and each.kind in ("sum", "mean") for each in found)

    def holds_power(self, node: ast.AST, names: set[str] | None = None) -> bool:
        """Tell whether an expression holds an exponential or the name of one."""
        known = self.powers if names is None else names
        return any(
            exponent(child) is not None or (isinstance(child, ast.Name) and child.id in known)
            for child in walk(node)
        )

    @cached_property
    def reductions(self) -> list[Reduction]:
        """Its maxima and sums, in source order; in a function of wider use only those of a softmax."""
        found = [reduction_of(node, self.draft) for node in self.unit.nodes(ast.Call)]
        return [each for each in found if each is not None and (self.own or self._belongs(each))]

    def _belongs(self, each: Reduction) -> bool:
        if any(
            called(node) in ("log", "log10", "log2")
            for node in walk(each.operand)
            if isinstance(node, ast.Call)
        ):
            return False
        return each.kind in ("max", "min") or self.holds_power(each.operand)

    @property
    def sums(self) -> list[Reduction]:
        """The sums."""
        return [each for each in self.reductions if each.kind == "sum"]

    def group(self, each: Reduction | ast.AST) -> int:
        """Return what two nodes of one block of statements have in common."""
        node = each.call if isinstance(each, Reduction) else each
        statement = self.unit.statement(node)
        return id(self.unit.block(statement)) if statement is not None else 0

    def groups(self, chosen: list[Reduction]) -> list[list[Reduction]]:
        """Sort reductions by the block that they stand in."""
        found: dict[int, list[Reduction]] = {}
        for each in chosen:
            found.setdefault(self.group(each), []).append(each)
        return list(found.values())

    @cached_property
    def transposed(self) -> bool:
        """Whether it works on a transposed array."""
        return any(node.attr in ("T", "transpose") for node in self.unit.nodes(ast.Attribute))

    def is_transposed(self, each: Reduction) -> bool:
        """Whether a reduction stands in a block that transposes."""
        if not self.transposed:
            return False
        statement = self.unit.statement(each.call)
        block = self.unit.block(statement) if statement is not None else [self.unit.node.body]
        return any(
            isinstance(node, ast.Attribute) and node.attr in ("T", "transpose")
            for entry in block
            if isinstance(entry, ast.AST) and not isinstance(entry, ast.If)
            for node in walk(entry)
        )

    def for_batches(self, node: ast.AST) -> bool:
        """Tell whether a node runs for a batch alone: under x.ndim == 2, or behind the case of one sample."""
        chain = [node, *self.unit.above(node)]
        for below, above in pairwise(chain):
            if isinstance(above, ast.If) and below in above.body and is_for_batches(above.test):
                return True
            for name in ("body", "orelse"):
                block = getattr(above, name, [])
                if isinstance(block, list) and below in block:
                    before = block[: block.index(below)]
                    if any(isinstance(entry, ast.If) and is_for_one(entry.test) for entry in before):
                        return True
        return False

    @cached_property
    def tells_dimensions(self) -> bool:
        """Whether it looks at the number of axes or changes it."""
        names = {node.attr for node in self.unit.nodes(ast.Attribute)} | names_in(self.unit.node)
        return bool(names & set(_SHAPING))

    def is_reshaped(self, each: Reduction) -> bool:
        """Whether the result of a reduction gets its lost axis back: reshape, [:, None]."""
        return self._reshaping(each.call) or any(
            self._reshaping(use)
            for name, _, value in self.unit.assignments
            if value is each.call
            for use in self.unit.uses(name)
        )

    def _reshaping(self, node: ast.AST) -> bool:
        above = self.unit.parent(node)
        return isinstance(above, ast.Subscript) or (
            isinstance(above, ast.Attribute) and above.attr == "reshape"
        )

    # --- what is subtracted -------------------------------------------------------------------------

    @cached_property
    def maxima(self) -> set[str]:
        """Names of maxima."""
        return {name for name, _, value in self.unit.assignments if self._is_top(value)}

    def _is_top(self, node: ast.expr) -> bool:
        each = reduction_of(_unshaped(node), self.draft)
        return each is not None and each.kind in ("max", "min", "argmax", "mean")

    def is_top(self, node: ast.expr) -> bool:
        """Tell whether an expression is a maximum or the name of one, reshaped or not."""
        plain_ = _unshaped(node)
        return self._is_top(node) or (isinstance(plain_, ast.Name) and plain_.id in self.maxima)

    def shift(self, node: ast.expr) -> ast.BinOp | None:
        """Return the difference with a maximum in an expression: x - np.max(x)."""
        for child in walk(node):
            if (
                isinstance(child, ast.BinOp)
                and isinstance(child.op, ast.Sub | ast.Add)
                and self.is_top(child.right)
            ):
                return child
        return None

    @cached_property
    def shifts(self) -> list[tuple[ast.stmt, str, ast.expr]]:
        """(statement, name, value) of statements that give a name shifted scores."""
        found = [
            (statement, name, value)
            for name, statement, value in self.unit.assignments
            if self.shift(value) is not None and not self.holds_power(value, set())
        ]
        for step in self.unit.nodes(ast.AugAssign):
            if isinstance(step.target, ast.Name) and isinstance(step.op, ast.Sub) and self.is_top(step.value):
                found.append((step, step.target.id, step.value))
        return found

    def is_shifted(self, argument: ast.expr) -> bool:
        """Tell whether the argument of an exponential has had a maximum subtracted."""
        if self.shift(argument) is not None:
            return True
        named = names_in(argument)
        return any(
            name in named and self.unit.reaches(statement, argument) for statement, name, _ in self.shifts
        )


def shares(subject: Subject) -> list[Shares]:
    """Return the functions that compute a softmax, the target first."""
    place = subject.targets.get("softmax")
    found = []
    for unit in units(subject):
        named = "softmax" in plain(unit.name) or (unit.owner is None and unit.root == place)
        candidate = Shares(unit, subject.draft, named)
        if not candidate.exponentials:
            continue
        summed = any(
            each.kind == "sum" and candidate.holds_power(each.operand) for each in candidate.reductions
        )
        short = len(unit.parameters) == 1 and unit.owner is None
        if named or summed or (short and candidate.reductions):
            found.append(Shares(unit, subject.draft, (named or short) and not _has_log(unit)))
    return found


def _has_log(unit: Unit) -> bool:
    return any(called(call).startswith("log") for call in unit.nodes(ast.Call))


def _unshaped(node: ast.expr) -> ast.expr:
    """Return what is reshaped in m.reshape(-1, 1) and m[:, None]."""
    while True:
        if isinstance(node, ast.Subscript):
            node = node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "reshape"
        ):
            node = node.func.value
        else:
            return node
