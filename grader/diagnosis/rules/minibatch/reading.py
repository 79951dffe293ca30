"""Reads a training loop: which names are data, batches, gradients, the network; knows no misconception."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ...text import Draft, Text
from ...vocabulary import Subject
from ...walking import walk
from ..reading import Unit, called, units

TOPICS = ("minibatch_training",)
TARGET = "train"
_TEST = re.compile(r"test|valid|(?:^|_)val(?:_|$)|(?:^|_)te(?:_|$)", re.IGNORECASE)
_TRAIN = re.compile(r"train|(?:^|_)tr(?:_|$)", re.IGNORECASE)
_SERIES = re.compile(r"acc|loss|list|hist|curve|size|num|len|epoch|score|error", re.IGNORECASE)
_LABELS = re.compile(r"^[ty](?:_|$|s$|b|tr|te)|label|target|(?:^|_)[ty]$", re.IGNORECASE)
_INPUTS = re.compile(r"^[xX](?:_|$|s$)|data|input|image|sample", re.IGNORECASE)
_SIZE = re.compile(r"batch.*(size|n)|^batch$|^bs$|^B$")
_SIZE_OF_HELPER = re.compile(r"^(size|n|k|count|num)$")
_GRADIENTS = ("gradient", "numerical_gradient")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True)
class Script(Unit):
    """The statements of a cell at module level, as a function without parameters."""

    @cached_property
    def parameters(self) -> list[str]:
        """None."""
        return []

    @cached_property
    def body(self) -> list[ast.stmt]:
        """The statements that define nothing."""
        return [node for node in self.node.body if not isinstance(node, _DEFINITIONS)]  # type: ignore[union-attr]


@dataclass(frozen=True)
class Training:
    """A function or script that takes a part in training.

    main    whether it is the definition that is graded, or the script around the loop
    around  names that the definition around it uses, where it is nested in one
    """

    unit: Unit
    main: bool
    draft: Draft
    around: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """The text of its cell."""
        return self.unit.text

    @cached_property
    def names(self) -> list[str]:
        """Every name and attribute of a name, such as "self.x_train": parameters first, the class's last."""
        owner = self.unit.owner
        seen = [*self.unit.all, *(walk(owner) if owner is not None else ())]
        own = [*self.unit.parameters, *filter(None, map(spelt, seen))]
        return list(dict.fromkeys([*own, *self.around]))

    def _data(self, of_test: bool, labels: bool) -> str:
        """Return the name of a whole data set, "" where none is seen."""
        for name in self.names:
            own = name.split(".")[-1]
            test = bool(_TEST.search(own))
            if _SERIES.search(own) or test is not of_test or not (test or _TRAIN.search(own)):
                continue
            if self._is_data(name) and self.is_label(name) is labels:
                return name
        return self._by_place(of_test, labels) or ("" if of_test else self._beside_test(labels))

    def _beside_test(self, labels: bool) -> str:
        """Return the training set by the name of the test set: x beside x_val."""
        test = self._data(True, labels)
        home, _, own = test.rpartition(".")
        name = ".".join(filter(None, [home, _TEST.sub("", own).strip("_")]))
        return name if test and name in self.names and self._is_data(name) else ""

    def _by_place(self, of_test: bool, labels: bool) -> str:
        """Return the data set by where its parameter stands, or in a helper by being the only pair."""
        given = self.unit.parameters
        at = 1 + labels + 2 * of_test
        if self.main and len(given) > 5:
            return given[at] if not _TEST.search(given[at]) or of_test else ""
        if self.main or of_test or self.unit.owner is not None:
            return ""
        fits = _LABELS if labels else _INPUTS
        return next((name for name in given if fits.search(name) and not _TEST.search(name)), "")

    def _is_data(self, name: str) -> bool:
        if name in self.unit.parameters or not self.main:
            return True
        values = [value for _, value in self.unit.assigned(name)]
        return not values or not any(self.is_batch_value(value) for value in values)

    @staticmethod
    def is_label(name: str) -> bool:
        """Tell whether a name means targets rather than inputs."""
        return bool(_LABELS.search(name.split(".")[-1]))

    @cached_property
    def x_train(self) -> str:
        """The name of the training inputs."""
        return self._data(False, False)

    @cached_property
    def t_train(self) -> str:
        """The name of the training targets."""
        return self._data(False, True)

    @cached_property
    def x_test(self) -> str:
        """The name of the test inputs."""
        return self._data(True, False)

    @cached_property
    def t_test(self) -> str:
        """The name of the test targets."""
        return self._data(True, True)

    @cached_property
    def sets(self) -> set[str]:
        """Names of whole data sets."""
        return {self.x_train, self.t_train, self.x_test, self.t_test} - {""}

    @cached_property
    def batch_size(self) -> str:
        """The name of the number of rows of a batch, "" where none is seen."""
        for pattern in (_SIZE,) if self.main else (_SIZE, _SIZE_OF_HELPER):
            for name in self.names:
                if pattern.search(name.split(".")[-1]):
                    return name
        return ""

    @cached_property
    def train_size(self) -> str:
        """How the program writes the number of training samples."""
        for name, _, value in self.unit.assignments:
            if self.x_train and self.x_train in names_in(value) and counts(value):
                return name
        return f"{self.x_train}.shape[0]" if self.x_train else ""

    @cached_property
    def gradient_calls(self) -> list[ast.Call]:
        """Calls of a network's gradient, in source order."""
        return [
            call
            for call in self.unit.nodes(ast.Call)
            if isinstance(call.func, ast.Attribute) and call.func.attr in _GRADIENTS and len(call.args) == 2
        ]

    def is_batch_value(self, value: ast.expr) -> bool:
        """Tell whether an expression takes rows of a whole data set."""
        base, _ = taken(value)
        return bool(base) and bool(_TRAIN.search(base) or _TEST.search(base))

    @cached_property
    def batches(self) -> list[tuple[str, ast.stmt, ast.expr]]:
        """(name, statement, value) of what takes rows of a whole data set, and of names given to all of it.

        The name is "" where rows are taken without an assignment of their own.
        """
        found: list[tuple[str, ast.stmt, ast.expr]] = []
        for name, statement, value in self.unit.assignments:
            base, _ = taken(value)
            whole = spelt(value) in self.sets
            if (base in self.sets or whole) and name not in self.sets:
                found.append((name, statement, value))
        direct = {id(value) for _, _, value in found}
        for node in self.unit.nodes(ast.Subscript, ast.Call):
            around = self.unit.statement(node)
            base, index = taken(node)
            if base in self.sets and id(node) not in direct and around is not None and _is_rows(index):
                found.append(("", around, node))
        return found

    @cached_property
    def loop(self) -> ast.For | ast.While | None:
        """The outermost loop around a gradient or a batch."""
        places: list[ast.AST] = [*self.gradient_calls, *(statement for _, statement, _ in self.batches)]
        for place in places:
            loops = self.unit.loops(place)
            if loops:
                return loops[-1]
        return None


def spelt(node: ast.AST) -> str:
    """Return a name, or an attribute of one with both: "self.x_train"; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    return ""


def is_set(draft: Draft, name: str) -> bool:
    """Tell whether anything in a program sets a name, or a star import may."""
    for _, statement in draft.statements():
        for node in walk(statement):
            if isinstance(node, ast.Name):
                found = node.id == name and not isinstance(node.ctx, ast.Load)
            elif isinstance(node, ast.alias):
                found = node.name == "*" or name in (node.asname, node.name)
            else:
                found = name in (getattr(node, "arg", ""), getattr(node, "name", ""))
            if found:
                return True
    return False


def names_in(node: ast.AST) -> set[str]:
    """Return every name in a tree, and every attribute of a name."""
    return {name for child in walk(node) if (name := spelt(child))}


def taken(value: ast.AST) -> tuple[str, ast.expr | None]:
    """Return (data set, index) of x_train[rows] or x_train.take(rows); ("", None) for anything else."""
    if isinstance(value, ast.Subscript) and spelt(value.value):
        return spelt(value.value), value.slice
    function = value.func if isinstance(value, ast.Call) else None
    of = function.value if isinstance(function, ast.Attribute) and function.attr == "take" else None
    if isinstance(value, ast.Call) and len(value.args) > 1 and spelt(of or value) in ("np", "numpy"):
        return spelt(value.args[0]), value.args[1]
    if isinstance(value, ast.Call) and value.args and of is not None:
        return spelt(of), value.args[0]
    return "", None


def _is_rows(index: ast.expr | None) -> bool:
    """Tell whether an index takes several rows, as far as its form tells."""
    return index is not None and not isinstance(index, ast.Constant)


def counts(value: ast.expr) -> bool:
    """Tell whether an expression is the number of rows of something: x.shape[0], len(x)."""
    if isinstance(value, ast.Subscript):
        return isinstance(value.value, ast.Attribute) and value.value.attr == "shape"
    return isinstance(value, ast.Call) and called(value) == "len"


def trainings(subject: Subject) -> Iterator[Training]:
    """Yield the graded function and those that it uses; of a script, its statements and its functions."""
    functions = units(subject)
    graded = _graded(subject, functions)
    if not graded:
        yield from scripts(subject)
    outermost: dict[tuple[int, int], tuple[str, ...]] = {}
    for unit in functions:
        main = bool(graded) and unit is graded[0] and unit.owner is None
        training = Training(unit, main, subject.draft, outermost.get(unit.root, ()))
        if unit.owner is None:
            outermost.setdefault(unit.root, tuple(training.names))
        yield training


def is_script(subject: Subject) -> bool:
    """Tell whether no function is graded, but a loop at module level."""
    return not _graded(subject, units(subject))


def _graded(subject: Subject, functions: list[Unit]) -> list[Unit]:
    place = subject.targets.get(TARGET)
    return [unit for unit in functions if place in (unit.root, (unit.text.number, unit.node.lineno))]


def scripts(subject: Subject) -> Iterator[Training]:
    """Yield the statements at module level, cell by cell."""
    for text in subject.draft.texts:
        body = [node for block in text.blocks for node in block.statements]
        if body:
            module = ast.Module(body, [])
            unit = Script(text, module, "", None, (text.number, 1))  # type: ignore[arg-type]
            yield Training(unit, True, subject.draft)
