"""Which of the cells that ran in a kernel make the learner's program; knows their texts, no kernel.

All runs in their order are what the kernel holds. A cell that ran again stands for its earlier runs, as the
notebook shows it: they are left out, unless something between used what they made. Cells that only call a
grader do not count.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .names import STAR, Names, names_of

_GRADERS = frozenset(("grader", "otter"))
_AROUND = frozenset(("float", "display", "print"))  # what may be called on a grader's answer
_RESET = re.compile(r"^%reset(?:[ \t]+-\w+)*[ \t]*$", re.MULTILINE)  # forgets everything but the history


@dataclass(frozen=True)
class Run:
    """A cell as it ran.

    number  the execution count
    source  the text as it was typed
    cell    what the front end calls the cell, "" where it does not say
    """

    number: int
    source: str
    cell: str = ""


def standing(runs: Sequence[Run]) -> list[Run]:
    """Return the runs that make the program, in their order."""
    answers = _GRADERS  # and what is made of them
    found: list[tuple[Run, Names, bool]] = []
    for run in _since_reset(runs):
        names = names_of(run.source)
        counts = _counts(names.statements, answers)
        if not counts:
            answers |= names.binds
        found.append((run, names, counts))
    program = _Program(_functions(names for _, names, _ in found))
    for run, names, counts in reversed(found):
        if (counts or names.binds & program.used) and not program.replaces(run, names):
            program.add(run, names)
    return [run for run, _, _ in reversed(program.kept)]


def _since_reset(runs: Sequence[Run]) -> Sequence[Run]:
    """Return the runs from the last one on that reset the kernel."""
    last = (at for at in reversed(range(len(runs))) if _RESET.search(runs[at].source))
    return runs[next(last, 0) :]


def _functions(cells: Iterable[Names]) -> dict[str, set[str]]:
    """Return what is used by the functions of each name, in any of the cells."""
    found: dict[str, set[str]] = {}
    for names in cells:
        for name, uses in names.functions.items():
            found.setdefault(name, set()).update(uses)
    return found


@dataclass
class _Program:
    """The runs that stand, gathered from the last one to the first.

    functions  function or class -> names that it uses when it is called
    kept       the last run first, each with what it surely binds, and all that it uses, by what it calls too
    used       names that some of them use
    live       names that they use before they bind them
    """

    functions: Mapping[str, set[str]]
    kept: list[tuple[Run, frozenset[str], set[str]]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    live: set[str] = field(default_factory=set)
    # Where in `kept` the first run is of a cell, of a text, and of a set of names; the latter two among all
    # runs and among those whose cell is not known, since two cells that are known are compared as cells.
    _cells: dict[str, int] = field(default_factory=dict)
    _all: dict[object, int] = field(default_factory=dict)
    _nameless: dict[object, int] = field(default_factory=dict)

    def add(self, run: Run, names: Names) -> None:
        """Put a run in front of the others."""
        at = len(self.kept)
        uses = self._all_uses(names)
        self.kept.append((run, names.sure, uses))
        self.used |= uses
        self.live -= names.sure
        self.live |= uses
        if run.cell:
            self._cells[run.cell] = at
        for index in (self._all,) if run.cell else (self._all, self._nameless):
            index[run.source] = at
            if names.binds and names.binds == names.sure:
                index[names.binds, names.imports] = at
            index |= dict.fromkeys((("name", name) for name in names.binds), at)

    def replaces(self, run: Run, names: Names) -> bool:
        """Tell whether a later run stands for this one, and nothing that stays needs what this one made."""
        index = self._nameless if run.cell else self._all
        if not names.whole:  # the kernel ran nothing of it
            told = all(("name", name) in index for name in names.binds)
            return run.cell in self._cells or run.source in index or (told and bool(index))
        same = [where[key] for where, key in ((self._cells, run.cell), (index, run.source)) if key in where]
        again = max([*same, index.get((names.binds, names.imports), -1)])
        if again < 0:
            return False
        if not (names.binds & self.live or STAR in names.binds):
            return True
        # A cell that ran again needs nothing of its own earlier run; another cell of the same names may.
        return not self._needs(names.binds, again if again in same else -1)

    def _all_uses(self, names: Names) -> set[str]:
        """Return what a cell uses, by itself and by functions that it may call."""
        found: set[str] = set()
        todo = set(names.uses)
        while todo:
            found |= todo
            todo = {name for each in todo for name in self.functions.get(each, ())} - found
        return found

    def _needs(self, binds: Iterable[str], but: int) -> bool:
        """Tell whether a run that stays uses a name before it is bound anew; the run at `but` aside."""
        left = set(binds)
        for at in reversed(range(len(self.kept))):
            _, sure, uses = self.kept[at]
            if at != but and (left & uses or STAR in left):
                return True
            left -= sure
            if not left:
                return False
        return False


def _counts(statements: Sequence[ast.stmt] | None, answers: frozenset[str]) -> bool:
    """Tell whether a cell does more than import graders and call what they give, to be graded itself.

    statements  of the cell; None where it is long or broken
    answers     names of graders and of what they gave in cells before
    """
    if statements is None:
        return True
    known = set(answers)
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            if any(module.split(".")[0] not in _GRADERS for module in _modules(statement)):
                return True
            known |= {alias.asname or alias.name.split(".")[0] for alias in statement.names}
        elif isinstance(statement, ast.Assign):
            names = [each.id for each in statement.targets if isinstance(each, ast.Name)]
            if len(names) < len(statement.targets) or not _is_answer(statement.value, known):
                return True
            known.update(names)
        elif not (isinstance(statement, ast.Expr) and _is_answer(statement.value, known)):
            return True
    return False


def _modules(statement: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(statement, ast.ImportFrom):
        return [statement.module or ""]
    return [alias.name for alias in statement.names]


def _is_answer(node: ast.expr, known: set[str]) -> bool:
    """Tell whether an expression is made of a grader, its members and calls of them."""
    if isinstance(node, ast.Call):
        around = isinstance(node.func, ast.Name) and node.func.id in _AROUND
        return all(_is_answer(each, known) for each in node.args) if around else _is_answer(node.func, known)
    if isinstance(node, ast.Attribute | ast.Subscript):
        return _is_answer(node.value, known)
    if isinstance(node, ast.Tuple | ast.List):
        return all(_is_answer(each, known) for each in node.elts)
    return isinstance(node, ast.Name) and node.id in known
