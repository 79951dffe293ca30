"""Running a learner's program statement by statement, as a notebook does after a failed cell.

A statement that raises, takes too long or uses too much memory is noted and hides nothing else. Runs in
the child; knows no exercise.
"""

from __future__ import annotations

import ast
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType, ModuleType
from typing import Any

from . import offered
from .blocks import Block, split
from .definitions import Definitions, definers
from .faults import SOURCES, OutOfTime, deadline, describe, file_name, syntax_place
from .values import text
from .wire import MAX_ITEMS, Fault, Load, Loaded, Message, Parsed, Progress, Raised, SourceCell

_MODULE = "submission"
_MAX_FAULTS = 100
_MAX_NAMES = 20  # names that a fault lists
_ASKING = 0.2  # seconds in which default values and classes may answer what they are: learner's code again
_LIGHT = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_FUTURES = {"annotations": 0x1000000}  # CO_FUTURE_ANNOTATIONS: the only one that changes Python 3 code


@dataclass(frozen=True)
class Statement:
    """A statement of the program with the cell it stands in."""

    cell: int
    node: ast.stmt


@dataclass
class Loader:
    """Runs one program and keeps what it defined."""

    request: Load
    send: Callable[[Message], None]
    faults: list[Fault] = field(default_factory=list)
    definitions: Definitions = field(default_factory=Definitions)
    flags: int = 0

    def __post_init__(self) -> None:
        self.module = ModuleType(_MODULE)
        self.module.__file__ = f"{_MODULE}.py"
        self.namespace = self.module.__dict__
        self.offered: dict[str, str] = {}
        self.finder = offered.install(offered.Offer())

    def load(self) -> None:
        """Parse and run everything within the budgets; problems become faults."""
        self.send(Progress(-1, 0, 0))
        statements = list(self._parse(self.request.cells))
        if self.request.measure:
            self.send(_measure(statements))
        self._withhold(statements)
        sys.modules[_MODULE] = self.module
        end = time.perf_counter() + self.request.load_seconds
        for number, statement in enumerate(statements):
            left = end - time.perf_counter()
            light = _is_light(statement.node)
            if number in self.request.skip:
                self._fault("died", number, statement)
            elif self.request.light and not light:
                continue
            elif left <= 0 and not light:
                self._fault("skipped", number, statement)
            else:
                self.send(Progress(number, statement.cell, statement.node.lineno))
                self._run(number, statement, min(self.request.statement_seconds, max(left, 0.1)))

    def report(self, stdout: str, printed: int, seconds: float) -> Loaded:
        """Tell what the program defined and what went wrong."""
        return Loaded(
            self.definitions.finish(self.namespace),
            self.faults[:_MAX_FAULTS],
            self.offered,
            [text(name) for name in self.finder.imported],
            stdout,
            printed,
            seconds,
        )

    def bind(self, chosen: dict[str, int]) -> dict[str, Any]:
        """Return the chosen definitions' objects by the names of their targets."""
        return {name: self.definitions.objects[index] for name, index in chosen.items()}

    def _parse(self, cells: Iterable[SourceCell]) -> Iterator[Statement]:
        for cell in cells:
            name = file_name(cell.number)
            SOURCES[name] = cell.source.split("\n")
            try:
                with warnings.catch_warnings(module=warnings):
                    warnings.simplefilter("ignore")
                    blocks = split(cell, name)
            except (MemoryError, RecursionError) as error:
                blocks = [Block(1, cell.source, error=error)]
            for block in blocks:
                if block.error is not None:
                    self._syntax_fault(cell.number, block, block.error)
                for node in block.statements:
                    yield Statement(cell.number, node)

    def _withhold(self, statements: Iterable[Statement]) -> None:
        own = {name for statement in statements for name, _ in definers(statement.node)}
        withheld = frozenset(own & set(self.request.withheld))
        asked = offered.asked_of(statement.node for statement in statements)
        self.finder = offered.install(offered.Offer(withheld, asked))

    def _run(self, number: int, statement: Statement, seconds: float) -> None:
        node = statement.node
        guard = _is_main_guard(node) and any(name in self.request.wanted for name, _ in definers(node))
        self.namespace["__name__"] = "__main__" if guard else _MODULE
        imports = list(_imports(node))
        before = {name: self.namespace.get(name) for name, _ in definers(node)}
        if any(bound == "*" for _, bound in imports):
            before = dict(self.namespace)
        self._guarded(number, statement, seconds, lambda: exec(self._compile(statement), self.namespace))
        self._note_imports(imports, before)
        self._guarded(
            number,
            statement,
            _ASKING,
            lambda: self.definitions.take(node, statement.cell, self.namespace, before),
        )

    def _guarded(self, number: int, statement: Statement, seconds: float, act: Callable[[], None]) -> None:
        """Do what runs learner's code; whatever comes of it is a fault of the statement."""
        raised = None
        try:
            with deadline(seconds):
                try:
                    act()
                except (OutOfTime, MemoryError):
                    raise
                except BaseException as error:  # SystemExit and KeyboardInterrupt too: nothing ends the child
                    raised = describe(error)
        except OutOfTime:
            self._fault("timeout", number, statement)
        except MemoryError:
            self._fault("memory", number, statement)
        if raised is not None:
            self._fault("raised", number, statement, raised)

    def _compile(self, statement: Statement) -> CodeType:
        node = statement.node
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                self.flags |= _FUTURES.get(alias.name, 0)
        tree = ast.Module([node], [])
        with warnings.catch_warnings(module=warnings):
            warnings.simplefilter("ignore")
            return compile(tree, file_name(statement.cell), "exec", self.flags, dont_inherit=True)  # type: ignore[no-any-return]

    def _note_imports(self, imports: Iterable[tuple[str, str]], before: Mapping[str, Any]) -> None:
        """Note names bound from offered modules; the program's own definition keeps a withheld name."""
        for module, bound in imports:
            if module not in self.finder.imported:
                continue
            if bound == "*":
                changed = (name for name, value in self.namespace.items() if before.get(name) is not value)
                names = [name for name in changed if type(name) is str and not name.startswith("_")]
            else:
                names = [bound]
            for name in names:
                own = self.definitions.latest(name)
                if own is not None and name in self.request.withheld:
                    self.namespace[name] = own
                elif len(self.offered) < MAX_ITEMS:
                    self.offered[text(name)] = text(module)

    def _fault(self, kind: str, number: int, statement: Statement, raised: Raised | None = None) -> None:
        node = statement.node
        names = [text(name) for name, _ in definers(node)][:_MAX_NAMES]
        last = node.end_lineno or node.lineno
        self.faults.append(
            Fault(kind, number, statement.cell, node.lineno, last, raised, names)  # type: ignore[arg-type]
        )

    def _syntax_fault(self, cell: int, block: Block, error: BaseException) -> None:
        raised = describe(error)
        place = syntax_place(error) if isinstance(error, SyntaxError) else None
        line = min(max(place.line if place is not None else 0, block.first), block.last)
        names = [text(name) for name in block.names()[:_MAX_NAMES]]
        self.faults.append(Fault("syntax", -1, cell, line, block.last, raised, names))


def _imports(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """Yield (module, bound name) of the statement's from-imports at module level, "*" for all names."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    for child in ast.walk(node):
        if isinstance(child, ast.ImportFrom) and not child.level:
            for alias in child.names:
                yield child.module or "", alias.asname or alias.name


def _is_light(node: ast.stmt) -> bool:
    """Tell whether a statement cannot take long: a definition, an import, an assignment without a call."""
    if isinstance(node, _LIGHT):
        return True
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        if isinstance(node.value, ast.Lambda):  # its calls wait until it is called itself
            return True
        return not any(isinstance(child, (ast.Call, ast.Await)) for child in ast.walk(node))
    if isinstance(node, ast.Try):
        handled = [child for handler in node.handlers for child in handler.body]
        return all(map(_is_light, [*node.body, *handled, *node.orelse, *node.finalbody]))
    return isinstance(node, ast.Pass)


def _measure(statements: Sequence[Statement]) -> Parsed:
    """Count the nodes of the program's trees and their greatest depth, without recursion."""
    count = deepest = 0
    level: list[ast.AST] = [statement.node for statement in statements]
    while level:
        count += len(level)
        deepest += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return Parsed(count, deepest)


def _is_main_guard(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and isinstance(node.test.left, ast.Name)
        and node.test.left.id == "__name__"
    )
