"""The interpreter of steps: a short list of instructions, run on the learner's definitions.

It knows no exercise and no expected value. Each step yields a Record; the first that raises ends the
program. Runs in the child, beside the learner's code.
"""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import probes
from .faults import OutOfTime, describe, place_of
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
    Warned,
)

MAX_WARNINGS = 8
_MAX_PARTS = 8  # of a tuple or list that is returned, looked at for shared memory
_ABSENT = object()


class StepError(Exception):
    """A step that cannot be done on what the learner's program made, such as an attribute it lacks."""


class Interpreter:
    """Runs one program: registers, the log of probe calls, and one method for each kind of step."""

    def __init__(self, bound: dict[str, Any]) -> None:
        self.registers: dict[str, Any] = dict(bound)
        self.log = probes.CallLog()
        self._path = ""

    def run(self, step: Step) -> tuple[Any, list[tuple[str, Any]]]:
        """Do one step; returns its value and the arguments whose change is watched, by name."""
        return _METHODS[type(step)](self, step)

    def _probe(self, step: Probe) -> tuple[Any, list[tuple[str, Any]]]:
        params = {name: unpack(value) for name, value in step.params.items()}
        self.registers[step.into] = probes.make(
            step.into, step.family, params, self.log if step.log else None
        )
        return None, []

    def _put(self, step: Put) -> tuple[Any, list[tuple[str, Any]]]:
        self.registers[step.into] = unpack(step.value)
        return None, []

    def _seed(self, step: Seed) -> tuple[Any, list[tuple[str, Any]]]:
        np.random.seed(step.value)
        random.seed(step.value)
        return None, []

    def _generator(self, step: Generator) -> tuple[Any, list[tuple[str, Any]]]:
        self.registers[step.into] = np.random.default_rng(step.seed)
        return None, []

    def _model(self, step: Model) -> tuple[Any, list[tuple[str, Any]]]:
        from . import models  # its networks are not needed for most programs

        params = {name: unpack(value) for name, value in step.params.items()}
        self.registers[step.into] = models.make(step.into, params, step.noted, self.log)
        return None, []

    def _call(self, step: Call) -> tuple[Any, list[tuple[str, Any]]]:
        return self._apply(self.registers[step.function], step.args, step.kwargs, step.into)

    def _method(self, step: Method) -> tuple[Any, list[tuple[str, Any]]]:
        bound = self._find_method(self.registers[step.object], step.names)
        return self._apply(bound, step.args, step.kwargs, step.into)

    def _get(self, step: Get) -> tuple[Any, list[tuple[str, Any]]]:
        value, self._path = _find(self.registers[step.object], step.paths)
        if step.into:
            self.registers[step.into] = value
        return value, []

    def _set(self, step: Set) -> tuple[Any, list[tuple[str, Any]]]:
        owner = self.registers[step.object]
        current, self._path = _find(owner, step.paths)
        value = self._argument(step.value)
        if _is_array(current) and _is_array(value):
            if step.reshape and current.size == value.size:
                value = value.reshape(current.shape)
            if current.shape == value.shape and current.dtype.kind == "f" and current.flags.writeable:
                current[...] = value  # the very array that the learner's code holds
                return None, []
        _assign(owner, self._path, value)
        return None, []

    def _methodof(self, step: MethodOf) -> tuple[Any, list[tuple[str, Any]]]:
        bound = self._find_method(self.registers[step.object], step.names)
        args = [self._argument(value) for value in step.args]
        self.registers[step.into] = lambda ignored: bound(*args)
        return None, []

    def _apply(
        self, function: Any, args: Sequence[Any], kwargs: dict[str, Any], into: str
    ) -> tuple[Any, list[tuple[str, Any]]]:
        positional = [self._argument(value) for value in args]
        named = {name: self._argument(value) for name, value in kwargs.items()}
        watched = [(f"args[{index}]", value) for index, value in enumerate(positional)]
        watched += named.items()
        arrays = [(name, value) for name, value in watched if _is_array(value)]
        self._before = [(name, value, np.array(value)) for name, value in arrays]
        value = function(*positional, **named)
        if into:
            self.registers[into] = value
        return value, arrays

    def _argument(self, value: Any) -> Any:
        return self.registers[value.register] if isinstance(value, Ref) else unpack(value)

    def _find_method(self, owner: Any, names: Sequence[str]) -> Any:
        value, self._path = _find(owner, names)
        return value

    def record(self, step: Step, caught: list[warnings.WarningMessage]) -> Record:
        """Do a step and write down what it did."""
        self._path, self._before = "", []
        start = time.perf_counter()
        value, raised, packed = None, None, None
        arrays: list[tuple[str, Any]] = []
        try:
            value, arrays = self.run(step)
            seconds = time.perf_counter() - start
            if isinstance(step, (Call, Method, Get)):
                packed = pack(value)
        except (OutOfTime, MemoryError):
            raise
        except BaseException as error:  # also what a value raises when it is asked what it is
            seconds = time.perf_counter() - start
            raised = describe(error)
        calls, count = self.log.take()
        record = Record(
            value=packed,
            raised=raised,
            calls=calls,
            call_count=count,
            changed=self._changes() if self._before else [],
            shared=_shared(value, arrays) if arrays else [],
            warnings=[_warned(item) for item in caught[:MAX_WARNINGS]],
            path=text(self._path) if self._path else "",
            seconds=seconds,
        )
        caught.clear()
        return record

    def _changes(self) -> list[Changed]:
        """Compare each array argument with its copy, by plain NumPy whatever class it is of."""
        changed = []
        for name, array, before in self._before:
            now = np.asarray(array)
            if not _same(now, before):
                changed.append(Changed(text(name), pack(before), pack(now)))
        return changed


_METHODS: dict[type[Any], Callable[[Interpreter, Any], tuple[Any, list[tuple[str, Any]]]]] = {
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


def run_program(program: Program, bound: dict[str, Any], deadline: Callable[[float], Any]) -> Answer:
    """Run a program's steps until one raises or time or memory runs out.

    deadline  makes a context manager that raises OutOfTime after the given seconds
    """
    interpreter = Interpreter(bound)
    records: list[Record] = []
    ended = "done"
    start = time.perf_counter()
    try:
        with deadline(program.seconds), warnings.catch_warnings(record=True, module=warnings) as caught:
            warnings.simplefilter("always")
            for step in program.steps:
                records.append(interpreter.record(step, caught))
                if records[-1].raised is not None:
                    ended = "raised"
                    break
    except OutOfTime:
        ended = "timeout"
    except MemoryError:
        ended = "memory"
    return Answer(program.id, ended, records, seconds=time.perf_counter() - start)  # type: ignore[arg-type]


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


def _shared(value: Any, arrays: Sequence[tuple[str, Any]]) -> list[str]:
    parts = value[:_MAX_PARTS] if type(value) in (tuple, list) else [value]
    plain = [np.asarray(part) for part in parts if _is_array(part)]
    return [
        text(name)
        for name, array in arrays
        if any(np.may_share_memory(part, np.asarray(array)) for part in plain)
    ]


def _warned(item: warnings.WarningMessage) -> Warned:
    message = describe(item.message) if isinstance(item.message, Warning) else None
    return Warned(
        message.type if message else "Warning",
        text(message.message, 300) if message else "",
        place_of(item.filename, item.lineno),
    )
