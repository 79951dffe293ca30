"""Runs a test program with the worker's own loader, in this process, and tells what rules look at.

For the tests' own programs only: nothing is confined here. Knows no misconception and no expected value: what
is right, the caller's checks say.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader import course, targets
from grader.diagnosis.text import Draft
from grader.diagnosis.vocabulary import Subject
from grader.worker.faults import SOURCES, OutOfTime, deadline, describe
from grader.worker.loader import Loader
from grader.worker.wire import Load, Raised, SourceCell

SECONDS = 0.5  # for one check


class AbsentError(Exception):
    """A check asks for a target that the program lacks."""


class Objects(dict[str, Any]):
    """What stands for the targets: target name -> function or class."""

    def __missing__(self, name: str) -> Any:
        raise AbsentError(name)


Check = Callable[[Mapping[str, Any]], bool]
"""Tells whether a program's objects do one thing right; what they raise, it lets through."""


@dataclass(frozen=True)
class Ran:
    """What a run of a draft showed.

    subject  for rules
    failed   names of the checks that did not pass
    """

    subject: Subject
    failed: tuple[str, ...]
    objects: Objects = field(default_factory=Objects, repr=False)

    @property
    def right(self) -> bool:
        """Every check passed."""
        return not self.failed


def run(program: str | Draft, exercise: str, checks: Mapping[str, Check]) -> Ran:
    """Run a program and ask the checks.

    program   source text, or a draft
    exercise  "exercise1_numerical_diff"
    checks    name -> check; all of them are asked
    """
    draft = Draft.of_cells([SourceCell(1, program)]) if isinstance(program, str) else program
    asked = course.load(exercise)
    with _apart(), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        wanted = list(targets.wanted(asked))
        loader = Loader(Load(draft.cells(), wanted, wanted), lambda message: None)
        with contextlib.redirect_stdout(io.StringIO()):
            loader.load()
            loaded = loader.report("", 0)
            choices = targets.choose(asked, loaded.definitions)
            objects = Objects(
                {
                    name: loader.definitions.objects[choice.definition.index]
                    for name, choice in choices.items()
                }
            )
            raised: list[Raised] = []
            failed = _failing(checks, objects, raised)
    subject = Subject(
        draft,
        exercise,
        {name: (choice.definition.cell, choice.definition.line) for name, choice in choices.items()},
        {target.name: target.parameters for target in asked.targets},
        tuple(raised),
        tuple(loaded.faults),
        dict.fromkeys(failed, ""),
    )
    return Ran(subject, tuple(failed), objects)


def _failing(checks: Mapping[str, Check], objects: Objects, raised: list[Raised]) -> list[str]:
    """Return the checks that do not pass; after one that runs out of time no other is asked."""
    failed = []
    try:
        for name, check in checks.items():
            if not _passes(check, objects, raised):
                failed.append(name)
    except OutOfTime:
        return list(checks)
    return failed


def _passes(check: Check, objects: Objects, raised: list[Raised]) -> bool:
    try:
        with deadline(SECONDS):
            return bool(check(objects))
    except OutOfTime:
        raise
    except AbsentError:
        return False
    except BaseException as error:
        told = describe(error)
        if told not in raised:
            raised.append(told)
        return False


@contextlib.contextmanager
def _apart() -> Iterator[None]:
    """Leave this process as it was: the import system, the built-in names, the loaded modules."""
    path, names, modules = list(sys.meta_path), dict(vars(builtins)), set(sys.modules)
    numpy, random = dict(vars(np)), dict(vars(np.random))
    bytecode, limit, state = sys.dont_write_bytecode, sys.getrecursionlimit(), np.random.get_state()
    sys.dont_write_bytecode = True
    sys.setrecursionlimit(400)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        sys.dont_write_bytecode = bytecode
        np.random.set_state(state)
        sys.meta_path[:] = path
        vars(np).update(numpy)  # `np.zeros = x` in a draft must not reach the next one
        vars(np.random).update(random)
        for name in set(vars(builtins)) - set(names):
            delattr(builtins, name)
        for name in set(sys.modules) - modules:
            module = sys.modules[name]
            if name == "submission" or getattr(getattr(module, "__spec__", None), "origin", "") == "offered":
                del sys.modules[name]
        SOURCES.clear()
