"""The interpreter of steps: a short list of instructions, run on the learner's definitions.

It knows no exercise and no expected value. Each step yields a Record; the first that raises ends the
program. Runs in the child, beside the learner's code.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np

from . import probes
from .faults import OutOfTime, describe
from .values import pack, text, unpack
from .wire import (
    Answer,
    Call,
    Changed,
    Generator,
    Get,
    Method,
    MethodOf,
    Model,
    Probe,
    Program,
    Put,
    Record,
    Ref,
    Seed,
    Set,
    Step,
    Value,
)

_ABSENT = object()
_UNCHANGED: list[Changed] = []


class StepError(Exception):
    """A step that cannot be done on what the learner's program made, such as an attribute it lacks."""


class Interpreter:
    """Runs one program: registers, the log of probe calls, and one method for each kind of step.

    A method returns what the step's record tells as its value, in wire form.
    """

    def __init__(self, bound: dict[str, Any]) -> None:
        self.registers: dict[str, Any] = dict(bound)
        self.log = probes.CallLog()
        self._watched: list[tuple[str, Any, Any]] = []  # array arguments: name, array, its copy from before

    def record(self, step: Step) -> Record:
        """Do a step and write down what it did."""
        self._watched = []
        value, raised = None, None
        try:
            value = _METHODS[type(step)](self, step)
        except (OutOfTime, MemoryError):
            raise
        except BaseException as error:  # also what a value raises when it is asked what it is
            raised = describe(error)
        changed = self._changes() if self._watched else _UNCHANGED
        if self.log.count:
            calls, count = self.log.take()
            return Record(value, raised, calls, count, changed)
        return Record(value, raised, changed=changed)

    def _probe(self, step: Probe) -> None:
        params = {name: unpack(value) for name, value in step.params.items()}
        self.registers[step.into] = probes.make(
            step.into, step.family, params, self.log if step.log else None
        )

    def _put(self, step: Put) -> None:
        self.registers[step.into] = unpack(step.value)

    def _seed(self, step: Seed) -> None:
        np.random.seed(step.value)
        random.seed(step.value)

    def _generator(self, step: Generator) -> None:
        self.registers[step.into] = np.random.default_rng(step.seed)

    def _model(self, step: Model) -> None:
        from . import models  # its networks are not needed for most programs

        params = {name: unpack(value) for name, value in step.params.items()}
        self.registers[step.into] = models.make(step.into, params, step.noted, self.log)

    def _call(self, step: Call) -> Value:
        return self._apply(self.registers[step.function], step)

    def _method(self, step: Method) -> Value:
        bound, _ = _find(self.registers[step.object], step.names)
        return self._apply(bound, step)

    def _get(self, step: Get) -> Value:
        value, _ = _find(self.registers[step.object], step.paths)
        if step.into:
            self.registers[step.into] = value
        return pack(value)

    def _set(self, step: Set) -> None:
        owner = self.registers[step.object]
        current, path = _find(owner, step.paths)
        value = self._argument(step.value)
        if _is_array(current) and _is_array(value):
            if step.reshape and current.size == value.size:
                value = value.reshape(current.shape)
            if current.shape == value.shape and current.dtype.kind == "f" and current.flags.writeable:
                current[...] = value  # the very array that the learner's code holds
                return
        _assign(owner, path, value)

    def _methodof(self, step: MethodOf) -> None:
        bound, _ = _find(self.registers[step.object], step.names)
        args = [self._argument(value) for value in step.args]
        self.registers[step.into] = lambda ignored: bound(*args)

    def _apply(self, function: Any, step: Call | Method) -> Value:
        positional = [self._argument(value) for value in step.args]
        named = {name: self._argument(value) for name, value in step.kwargs.items()}
        for index, value in enumerate(positional):
            self._watch(f"args[{index}]", value)
        for name, value in named.items():
            self._watch(name, value)
        value = function(*positional, **named)
        if step.into:
            self.registers[step.into] = value
        return pack(value)

    def _argument(self, value: Any) -> Any:
        return self.registers[value.register] if type(value) is Ref else unpack(value)

    def _watch(self, name: str, value: Any) -> None:
        if _is_array(value):
            self._watched.append((name, value, np.array(value)))

    def _changes(self) -> list[Changed]:
        """Compare each array argument with its copy, by plain NumPy whatever class it is of."""
        changed = []
        for name, array, before in self._watched:
            now = np.asarray(array)
            if not _same(now, before):
                changed.append(Changed(text(name), pack(before), pack(now)))
        return changed


_METHODS: dict[type[Any], Callable[[Interpreter, Any], Value]] = {
    Probe: Interpreter._probe,
    Put: Interpreter._put,
    Seed: Interpreter._seed,
    Generator: Interpreter._generator,
    Model: Interpreter._model,
    Call: Interpreter._call,
    Method: Interpreter._method,
    Get: Interpreter._get,
    Set: Interpreter._set,
    MethodOf: Interpreter._methodof,
}


def run_program(
    program: Program, bound: dict[str, Any], deadline: Callable[[float], Any], left: float = math.inf
) -> Answer:
    """Run a program's steps until one raises or time or memory runs out.

    deadline  makes a context manager that raises OutOfTime after the given seconds
    left      seconds that there are for it, where those are fewer than its own
    """
    interpreter = Interpreter(bound)
    records: list[Record] = []
    ended: Literal["done", "raised", "timeout", "memory"] = "done"
    try:
        with deadline(min(program.seconds, left)):
            for step in program.steps:
                records.append(interpreter.record(step))
                if records[-1].raised is not None:
                    ended = "raised"
                    break
    except OutOfTime:
        ended = "timeout"
    except MemoryError:
        ended = "memory"
    return Answer(program.id, ended, records)


def _find(owner: Any, paths: Sequence[str]) -> tuple[Any, str]:
    for path in paths:
        value = owner
        for part in path.split("."):
            value = _part(value, part)
            if value is _ABSENT:
                break
        else:
            return value, path
    kind = type(owner).__name__
    raise StepError(f"{kind} has no {' or '.join(paths)}")


def _part(owner: Any, name: str) -> Any:
    if isinstance(owner, dict):
        return owner.get(name, _ABSENT)
    return getattr(owner, name, _ABSENT)


def _assign(owner: Any, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for part in parents:
        owner = _part(owner, part)
    if isinstance(owner, dict):
        owner[last] = value
    else:
        setattr(owner, last, value)


def _is_array(value: Any) -> bool:
    return issubclass(type(value), np.ndarray)  # isinstance would ask the value's own __class__


def _same(now: Any, before: Any) -> bool:
    if now.shape != before.shape or now.dtype != before.dtype:
        return False
    if now.tobytes() == before.tobytes():
        return True
    return now.dtype.kind in "fc" and bool(np.array_equal(now, before, equal_nan=True))
