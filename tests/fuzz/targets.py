"""What is fuzzed: the decoder of transcripts, the judge, and the readers of submissions; knows no engine.

A target takes bytes. It returns when they are handled as they should be and raises for all else: an exception
that is none of the format's own errors, a broken law, or points for an answer that is wrong.
"""

from __future__ import annotations

import copy
import functools
import random
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import msgspec

from grader import course, judge
from grader.errors import UnreadableSubmission
from grader.exercise import Exercise, Found, Limits, Plan
from grader.sandbox import Child, Ending, Sandbox
from grader.session import Session
from grader.submission import parse_submission, read_submission
from grader.trial import attempt, plans_for
from grader.worker import wire
from grader.worker.values import unpack
from grader.worker.wire import Answer, SourceCell

ROOT = Path(__file__).resolve().parents[2]
SEED = 11
SLOW = 2.0  # seconds that one input may take
NAMES = ("a.py", "a.ipynb", "a.md", "a.txt")
_WRONG = 1000.0  # added to every number that a wrong transcript answers


# --- transcripts ----------------------------------------------------------------------------------


def decode(body: bytes) -> None:
    """A message is decoded, and its values unpacked, or there is a WireError."""
    try:
        message = wire.decode_message(body)
        if isinstance(message, Answer):
            for record in message.records:
                unpack(record.value)
    except wire.WireError:
        return


class _Channel:
    """A channel on which exactly these bytes arrive, some at a time, and then the end."""

    def __init__(self, sent: bytes) -> None:
        self.sent = sent
        self.size = 1 + len(sent) % 7 * 100

    def settimeout(self, seconds: float) -> None:
        """Part of a socket."""

    def recv(self, count: int) -> bytes:
        """Return the next bytes."""
        part, self.sent = self.sent[: self.size], self.sent[self.size :]
        return part


def receive(sent: bytes) -> None:
    """A conversation ends: with the channel's end or with an Ending, after finitely many messages."""
    child = Child(1, 0, cast(Any, _Channel(sent)))
    for _ in range(len(sent) + 2):
        message = child.receive(time.monotonic() + 5.0)
        if message is None or isinstance(message, Ending):
            return
    raise AssertionError("more messages than bytes")


@dataclass(frozen=True)
class Base:
    """An exercise, the plans of its checks, and the transcript of a right program."""

    exercise: Exercise
    found: Found
    plans: Mapping[str, Plan]
    answers: Mapping[str, Answer]


@functools.cache
def bases() -> tuple[Base, ...]:
    """Return the transcripts of the solutions."""
    found = []
    with Sandbox(Limits(seconds=20.0)) as sandbox:
        for name in course.EXERCISES:
            exercise = course.load(name)
            submission = read_submission(str(ROOT / "solutions" / f"{name}.py"))
            cells = [SourceCell(cell.number, cell.source, cell.prose) for cell in submission.cells]
            names = [target.name for target in exercise.targets]
            with Session(sandbox, cells, names) as session:
                trial = attempt(session, exercise, SEED, lambda place: None)
            assert trial.outcome == "passed", (name, trial.verdicts)
            plans = plans_for(exercise, trial.found, trial.loaded.offered, SEED)
            found.append(Base(exercise, trial.found, plans, trial.answers))
    return tuple(found)


@functools.cache
def wrong() -> tuple[tuple[Base, str, Answer], ...]:
    """Return transcripts whose every returned number is far off, of the checks that then fail.

    The check `difference` is left out: told another number of calls, it lets a program pass that adapts its
    formula to the values.
    """
    found = []
    for base in bases():
        for name, answer in base.answers.items():
            records = [msgspec.structs.replace(record, value=_off(record.value)) for record in answer.records]
            spoilt = msgspec.structs.replace(answer, records=records)
            if name != "difference" and not judge.passes(base.plans[name], spoilt):
                found.append((base, name, spoilt))
    return tuple(found)


def _off(value: wire.Value) -> wire.Value:
    if isinstance(value, wire.Array) and value.kind == "f":
        count = len(value.data) // 8
        numbers = [number + _WRONG for number in struct.unpack(f"<{count}d", value.data)]
        return msgspec.structs.replace(value, data=struct.pack(f"<{count}d", *numbers))
    if isinstance(value, wire.Seq):
        return msgspec.structs.replace(value, items=[_off(item) for item in value.items])
    return value + _WRONG if isinstance(value, int | float) and not isinstance(value, bool) else value


def judging(data: bytes) -> None:
    """A mutated transcript of a right program is judged without an exception."""
    rng = random.Random(data)
    base = rng.choice(bases())
    name = rng.choice(list(base.answers))
    mutated = mutated_answer(base.answers[name], rng)
    if mutated is not None:
        judge.verdicts(base.exercise, base.found, base.plans, {**base.answers, name: mutated})


def false_pass(data: bytes) -> None:
    """A transcript with wrong numbers does not pass its check, however it is mutated."""
    rng = random.Random(data)
    base, name, answer = rng.choice(wrong())
    mutated = mutated_answer(answer, rng)
    if mutated is not None and len(mutated.records) == len(answer.records):
        untouched = sum(
            new.value == old.value for new, old in zip(mutated.records, answer.records, strict=True)
        )
        if untouched:  # a wrong number is left
            assert not judge.passes(base.plans[name], mutated), (base.exercise.id, name)


def mutated_answer(answer: Answer, rng: random.Random) -> Answer | None:
    """Return the answer with some parts changed; None where none of a few attempts is still a message."""
    return next((found for _ in range(8) if (found := _attempted(answer, rng)) is not None), None)


def _attempted(answer: Answer, rng: random.Random) -> Answer | None:
    tree = msgspec.msgpack.decode(wire.encode(answer)[wire.HEADER_SIZE :])
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        _mutate(tree, rng)
    try:
        message = wire.decode_message(msgspec.msgpack.encode(tree))
    except (wire.WireError, OverflowError):  # an integer beyond msgpack
        return None
    return message if isinstance(message, Answer) else None


_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53, -(2**63), 2**64 - 1, 0.0, -0.0, 1e-320, 1e308, -1e308,
    float("nan"), float("inf"), float("-inf"), "", "x" * 2000, "nan", b"", b"\0" * 8, b"\xff" * 16, [], {},
    [1.0, 2.0], [[]], {"type": "array", "kind": "f", "dtype": "float64", "shape": [1], "data": b"\0" * 8},
    {"type": "array", "kind": "c", "dtype": "c", "shape": [0, 2**40], "data": b""},
    {"type": "array", "kind": "b", "dtype": "bool", "shape": [], "data": b"\x07", "scalar": True},
    {"type": "array", "kind": "f", "dtype": "f", "shape": [2, 2], "data": b"\x7f" * 32},
    {"type": "array", "kind": "f", "dtype": "f", "shape": [-1], "data": b""},
    {"type": "array", "kind": "u", "dtype": "O", "shape": [1], "data": b"\xff" * 8},
    {"type": "seq", "kind": "tuple", "length": 2**53, "items": []},
    {"type": "seq", "kind": "list", "length": 1, "items": [1.0, None]},
    {"type": "map", "items": {"": None, "W1": 1.0}},
    {"type": "bigint", "digits": "9" * 400}, {"type": "bigint", "digits": "no number"},
    {"type": "complex", "real": float("nan"), "imag": 1.0},
    {"type": "opaque", "kind": "ndarray", "text": "shape ()"}, {"type": "ref", "register": "f"},
    {"type": "StepError", "message": "", "trace": []}, "done", "raised", "timeout", "memory", "StepError",
)  # fmt: skip


def _mutate(tree: Any, rng: random.Random) -> None:
    """Change one part of a tree of plain data, found by walking down at random."""
    place, key = tree, None
    holder: Any = None
    while isinstance(place, dict | list) and place and (holder is None or rng.random() < 0.85):
        keys: Sequence[Any] = list(place) if isinstance(place, dict) else range(len(place))
        holder, key = place, rng.choice(keys)
        place = place[key]
    if holder is None:
        return
    choice = rng.random()
    if choice < 0.15:
        del holder[key]
    elif choice < 0.3 and isinstance(holder, list):
        holder.insert(key, place)
    elif choice < 0.45 and isinstance(place, bytes) and place:
        changed = bytearray(place)
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        holder[key] = bytes(changed[: rng.choice((len(changed), len(changed), len(changed) - 1))])
    elif choice < 0.6 and isinstance(place, int | float) and not isinstance(place, bool):
        holder[key] = rng.choice((place + 1, -place, place * 1e300, place - 1))
    else:
        holder[key] = copy.deepcopy(rng.choice(_ODD))


# --- submissions ----------------------------------------------------------------------------------


def reader(data: bytes, name: str = "") -> None:
    """A file is read within bounds, each line of a cell known, or refused with the reason."""
    start = time.perf_counter()
    for each in (name,) if name else (NAMES[len(data) % len(NAMES)],):
        try:
            submission = parse_submission(data, each)
        except UnreadableSubmission:
            continue
        for cell in submission.cells:
            assert len(cell.lines) == cell.source.count("\n") + 1
            cell.source.encode("utf-8")
        assert isinstance(submission.text, str)
    assert time.perf_counter() - start < SLOW, "too slow"


TARGETS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {"decode": decode, "receive": receive, "judging": judging, "false_pass": false_pass, "reader": reader}
)


# --- seeds and mutation ---------------------------------------------------------------------------

TOKENS = (
    b"\0\0\0\x05", b"\xff\xff\xff\xff", b"\x00\x80\x00\x00", b"\xc0", b"\xc1", b"\xc6\xff\xff\xff\xff",
    b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\x81\xa4type\xa6answer", b"\xa4type\xa5array",
    b"\xa4type\xa3seq", b"\xa6loaded", b"\xa8progress", b"\xa6parsed", b"\xa8confined",
    b"```", b"~~~", b"```python\n", b">>> ", b"... ", b"In [1]: ", b"Out[1]: ", b"%%time\n", b"%matplotlib",
    b"!ls", b"# %%", b'{"cells": [', b'"cell_type": "code"', b'"source": ["', b'"nbformat": 4', b"\\ud800",
    b"\xef\xbb\xbf", b"\xff\xfe", b"# -*- coding: gbk -*-\n", b"# coding: rot13\n", b"\x1a", b"\x0c", b"\r",
    b"\r\n", b"\xe2\x80\xa8", b"\t", b"    ", b"'''", b'"""', b"\\\n", b"(" * 40, b"\xf0\x9f\x98\x80",
    b"def numerical_diff(f, x):\n    return 1\n",
)  # fmt: skip


@functools.cache
def seeds(target: str) -> tuple[bytes, ...]:
    """Return inputs of the target that are right, to be mutated."""
    if target == "decode":
        return tuple(frame[wire.HEADER_SIZE :] for frame in _frames())
    if target == "receive":
        return (*_frames(), b"".join(_frames()))
    if target != "reader":
        return (b"0",)
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["%time\n", "x = 1\n", "f?\n"]}
    ] * 3
    plain = b"import numpy as np\ndef numerical_diff(f, x):\n    h = 1e-4\n    return f(x + h)\n"
    return (
        msgspec.json.encode({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}),
        msgspec.json.encode({"nbformat": 3, "worksheets": [{"cells": cells}]}),
        plain,
        b"# Title\n\ntext\n\n```python\n" + plain + b"```\n\n- a\n\n  ~~~ py\n  x = 1\n  ~~~\n",
        b"In [1]:\nimport numpy\nOut[1]: 3\nIn [2]:\nx = 1\n\nIn [3]: %matplotlib inline\n",
        b">>> def f(x):\n...     return x\n...\n>>> f(1)\n1\n>>> !ls\n",
        "# coding: gbk\n# 数值微分\nx = 1\n".encode("gbk"),
        "# 微分を求める\nx = 1\r\n".encode("cp932"),
    )


@functools.cache
def _frames() -> tuple[bytes, ...]:
    answers = [next(iter(base.answers.values())) for base in bases()]
    place = wire.Place(1, 2, 3, 4, "f")
    fault = wire.Fault("raised", 1, 1, 2, 3, wire.Raised("E", "m", [place]), ["f"])
    known = wire.Definition(0, "f", "function", 1, 1, 2, [wire.Parameter("x", "positional", True)])
    messages: list[wire.Message] = [
        wire.Confined(["process"], {"seccomp": "no"}),
        wire.Parsed(10, 3),
        wire.Progress(1, 2, 3),
        wire.Loaded([known], [fault], {"softmax": "common.functions"}, ["numpy"], "out", 3, 0.1),
        *answers,
    ]
    return tuple(wire.encode(message) for message in messages)


def mutated(seed: bytes, rng: random.Random, others: Sequence[bytes]) -> bytes:
    """Return bytes near a seed: bits, lengths, tokens, pieces of other seeds."""
    data = bytearray(seed)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 10))):
        at = rng.randrange(len(data) + 1)
        choice = rng.randrange(6)
        if choice == 0 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif choice == 1:
            data[at:at] = rng.choice(TOKENS) * rng.choice((1, 1, 1, 2, 50))
        elif choice == 2:
            del data[at : at + rng.choice((1, 1, 4, 16, 200))]
        elif choice == 3:
            other = rng.choice(others)
            begin = rng.randrange(len(other) + 1)
            data[at : at + rng.choice((0, 8, 50))] = other[begin : begin + rng.choice((4, 20, 100))]
        elif choice == 4:
            data[at:at] = rng.randbytes(rng.choice((1, 2, 4, 9)))
        else:
            piece = data[at : at + rng.choice((1, 8, 40))]
            data[at:at] = piece * rng.choice((1, 2, 30))
        if len(data) > 50_000:
            del data[50_000:]
    return bytes(data)


def inputs(target: str, rng: random.Random) -> bytes:
    """Return one input of a target; the same generator gives the same inputs."""
    if target in ("judging", "false_pass"):
        return rng.randbytes(8)
    known = seeds(target)
    if rng.random() < 0.02:
        return rng.randbytes(rng.randrange(64))
    return mutated(rng.choice(known), rng, known)
