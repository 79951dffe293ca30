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
from .loops import Loops
from .outline import outlined
from .statements import (
    Statement,
    imports,
    is_at_hand,
    is_inert,
    is_installed,
    is_light,
    is_main_guard,
    is_words,
    may_import,
    measure,
)
from .values import text
from .wire import MAX_ITEMS, Fault, Load, Loaded, Message, Progress, Raised, SourceCell

_MODULE = "submission"
_MAX_FAULTS = 100
_MAX_NAMES = 20  # names that a fault lists
_ASKING = 0.2  # seconds in which default values and classes may answer what they are: learner's code again
_FUTURES = {"annotations": 0x1000000}  # CO_FUTURE_ANNOTATIONS: the only one that changes Python 3 code


@dataclass
class Memory:
    """What was read of the last program, for the next load of the same text: it is parsed only once."""

    cells: list[SourceCell] = field(default_factory=list)
    whole: bool = True  # whether the nodes of all statements tell all of them
    blocks: list[list[Block]] = field(default_factory=list)
    code: dict[tuple[int, int], CodeType] = field(default_factory=dict)  # by statement and flags
    asked: dict[str, frozenset[str]] | None = None


@dataclass
class Loader:
    """Runs one program and keeps what it defined."""

    request: Load
    send: Callable[[Message], None]
    memory: Memory = field(default_factory=Memory)
    faults: list[Fault] = field(default_factory=list)
    definitions: Definitions = field(default_factory=Definitions)
    flags: int = 0
    _guarded_main: bool = False

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
            self.send(measure(statements))
        self._withhold(statements)
        sys.modules[_MODULE] = self.module
        end = time.perf_counter() + self.request.load_seconds
        loops = Loops(frozenset(self.request.loops), self.namespace, self._compiled)
        for number, statement in enumerate(statements):
            if self.request.loops and self._keep(loops, statement):
                continue
            left = end - time.perf_counter()
            light = is_light(statement.node)
            if number in self.request.skip:
                self._fault("died", number, statement)
            elif self.request.light and not light:
                continue
            elif left <= 0 and not light:
                self._fault("skipped", number, statement)
            else:
                if self._is_quick(statement.node) and self._define(statement):
                    continue
                self.send(Progress(number, statement.cell, statement.node.lineno))
                self._run(number, statement, min(self.request.statement_seconds, max(left, 0.1)))

    def _keep(self, loops: Loops, statement: Statement) -> bool:
        """Keep the loops of a statement that are asked for; tells whether there are any."""
        try:
            kept = loops.take(statement.cell, statement.node)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return False  # running it will tell
        for node, loop, parameters in kept:
            self.definitions.take_loop(node, statement.cell, loop, parameters)
        return bool(kept)

    def report(self, stdout: str, printed: int) -> Loaded:
        """Tell what the program defined and what went wrong."""
        hangs = self.request.loops or self._guarded_main  # on what is wanted
        return Loaded(
            self.definitions.finish(self.namespace),
            self.faults[:_MAX_FAULTS],
            self.offered,
            [text(name) for name in self.finder.imported],
            stdout,
            printed,
            not hangs and all(map(is_installed, self.memory.asked or {})),
        )

    def bind(self, chosen: dict[str, int]) -> dict[str, Any]:
        """Return the chosen definitions' objects by the names of their targets."""
        return {name: self.definitions.objects[index] for name, index in chosen.items()}

    def _parse(self, cells: list[SourceCell]) -> Iterator[Statement]:
        whole = self.request.measure or bool(self.request.loops)
        if self.memory.cells != cells or (whole and not self.memory.whole):
            self.memory.whole = whole or any("__future__" in cell.source for cell in cells)
            self.memory.blocks = [_split(cell, self.memory.whole) for cell in cells]
            self.memory.cells, self.memory.asked = cells, None
            self.memory.code.clear()
        for cell, blocks in zip(cells, self.memory.blocks, strict=True):
            for block in blocks:
                if block.error is not None:
                    self._syntax_fault(cell.number, block, block.error)
                for node in block.statements:
                    yield Statement(cell.number, node, block.code)

    def _withhold(self, statements: Sequence[Statement]) -> None:
        own = {name for statement in statements for name, _ in definers(statement.node)}
        withheld = frozenset(own & set(self.request.withheld))
        if self.memory.asked is None:
            importing = (statement.node for statement in statements if may_import(statement))
            self.memory.asked = offered.asked_of(importing)
        self.finder = offered.install(offered.Offer(withheld, self.memory.asked))

    def _is_quick(self, node: ast.stmt) -> bool:
        """Tell whether no learner's code runs in a statement: it needs no guard, and nobody is told of it."""
        return is_inert(node) or is_words(node) or is_at_hand(node, self.namespace)

    def _define(self, statement: Statement) -> bool:
        """Run a plain definition or what else needs no guard; tells whether it compiles."""
        node = statement.node
        try:
            code = self._code(statement)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return False
        before = {name: self.namespace.get(name) for name, _ in definers(node)}
        self.namespace["__name__"] = _MODULE
        exec(code, self.namespace)
        self.definitions.take(node, statement.cell, self.namespace, before)
        return True

    def _run(self, number: int, statement: Statement, seconds: float) -> None:
        node = statement.node
        guard = is_main_guard(node) and any(name in self.request.wanted for name, _ in definers(node))
        self._guarded_main = self._guarded_main or is_main_guard(node)
        self.namespace["__name__"] = "__main__" if guard else _MODULE
        bindings = list(imports(node))
        before = {name: self.namespace.get(name) for name, _ in definers(node)}
        if any(bound == "*" for _, bound in bindings):
            before = dict(self.namespace)
        self._guarded(number, statement, seconds, lambda: exec(self._code(statement), self.namespace))
        self._note_imports(bindings, before)
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Expr):
            return  # it defines nothing
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

    def _code(self, statement: Statement) -> CodeType:
        """Return a statement of the program compiled, as remembered from an earlier load."""
        if statement.code is not None:
            return statement.code
        key = id(statement.node), self.flags  # the node is kept by the memory: its id stays its own
        known = self.memory.code.get(key)
        if known is None:
            known = self._compile(statement)
            if self.flags == key[1]:
                self.memory.code[key] = known
        return known

    def _compiled(self, cell: int, node: ast.stmt) -> CodeType:
        return self._compile(Statement(cell, node))

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


def _split(cell: SourceCell, whole: bool) -> list[Block]:
    name = file_name(cell.number)
    SOURCES[name] = cell.source.split("\n")
    try:
        with warnings.catch_warnings(module=warnings):
            warnings.simplefilter("ignore")
            return (None if whole else outlined(cell.source, name)) or split(cell, name)
    except (MemoryError, RecursionError) as error:
        return [Block(1, cell.source, error=error)]
