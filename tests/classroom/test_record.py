"""A report is packed without loss, whatever grading puts into it, and read back by later versions."""

from __future__ import annotations

import math
import struct
import zlib
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import course, outcome
from grader.classroom import record
from grader.classroom.record import pack, peek, unpack
from grader.errors import GradebookError
from grader.grading import grade
from grader.outcome import (
    Diagnosis,
    Edit,
    Evidence,
    LearnerError,
    Location,
    Message,
    Outcome,
    Repair,
    Report,
    SubmissionInfo,
    Verdict,
    passed,
)
from grader.sandbox import Sandbox
from grader.submission import read_submission

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = sorted((ROOT / "solutions").glob("*.py")) + sorted((ROOT / "tests" / "wrong").rglob("*.py"))[::29]


def report(value: object = None, **changes: Any) -> Report:
    """A report that holds a value where grading puts plain data."""
    fields: dict[str, Any] = {
        "exercise": "exercise3_gradient_descent",
        "submission": SubmissionInfo("a.py", "0" * 64, "alice"),
        "seed": 2**63 - 1,
        "outcome": Outcome.FAILED,
        "score": 12.5,
        "max_score": 100.0,
        "checks": (
            Verdict(
                "c", Message("t"), Outcome.FAILED, 0.0, 1.0, Message("m"), Evidence(expected=value, got=value)
            ),
        ),
        "notes": (Message("note", {"value": value}),),
    }
    return Report(**(fields | changes))


def alike(one: object, other: object) -> bool:
    """Equal in type and value, bit for bit in floats: NaN is NaN, 0.0 is not -0.0; NumPy's are plain ones."""
    one, other = (each.item() if isinstance(each, np.generic) else each for each in (one, other))
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other)
    if isinstance(one, complex) and isinstance(other, complex):
        return alike(one.real, other.real) and alike(one.imag, other.imag)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(map(alike, one.values(), other.values()))
    if is_dataclass(one):
        return all(alike(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    return one == other


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_what_grading_yields_comes_back_whole(path: Path, sandbox: Sandbox) -> None:
    names = [name for name in course.EXERCISES if name.split("_")[0] in str(path)]
    for graded in grade(read_submission(path), names, sandbox, student="alice", mend=True):
        packed = pack(graded)
        assert alike(unpack(packed), graded)
        assert len(packed) < 6000


floats = st.floats(allow_nan=True, allow_infinity=True)
scalars = st.none() | st.booleans() | st.integers() | floats | st.complex_numbers() | st.text()
odd_texts = st.text(st.characters(categories=("Cs", "Lu", "Cc")))
leaves = scalars | odd_texts | st.integers(-(2**3000), 2**3000) | st.builds(Location, st.integers(1, 9))
nested = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner)
)


@given(nested)
def test_any_plain_value_comes_back_whole(value: object) -> None:
    packed = report(value)
    assert alike(unpack(pack(packed)), packed)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -0.0, 5e-324, complex(math.nan, -0.0)])
def test_numbers_that_json_cannot_hold_come_back_bit_for_bit(value: object) -> None:
    assert alike(unpack(pack(report([value]))), report([value]))


def test_every_part_of_a_report_comes_back() -> None:
    line = Location(3, 2, "x = y", 5, 6, "f")
    inner = Message("inner", {"line": line, "list": [1, (2.0, "三")], "outcome": Outcome.MISSING})
    whole = report(
        inner,
        diagnoses=(
            Diagnosis("step-too-small", "misconception", line, True, inner),
            Diagnosis("wrong-default", "advice", None, False, Message("m")),
        ),
        repair=Repair(True, (Edit("step-too-small", 3),), "--- a\n+++ b\n"),
        checks=(
            Verdict(
                "c",
                inner,
                Outcome.CRASHED,
                0,
                1,
                inner,
                Evidence("f(x)", "f", 1, 2, 0.5, 0.25, 1e-6, (0, 1), LearnerError("E", "m", (line,))),
                "d",
                False,
            ),
        ),
        recovered=(inner,),
        sandbox=("process", "rlimits"),
        elapsed_s=0.25,
    )
    assert alike(unpack(pack(whole)), whole)


@pytest.mark.parametrize(
    ("value", "plain"),
    [(np.float64(0.1), 0.1), (np.int64(3), 3), (np.bool_(True), True), (np.arange(3), [0, 1, 2])],
)
def test_values_of_numpy_are_kept_as_plain_ones(value: object, plain: object) -> None:
    assert alike(unpack(pack(report([value]))), report([plain]))


def test_the_head_tells_the_columns_of_the_gradebook_without_unpacking() -> None:
    named = Diagnosis("step-too-small", "misconception", Location(7), True, Message("m"))
    head = peek(pack(report(diagnoses=(named,), elapsed_s=0.5)))
    assert (head.outcome, head.score, head.max_score, head.elapsed_s) == ("failed", 12.5, 100.0, 0.5)
    assert [(each.misconception, each.kind, each.line, each.verified) for each in head.named] == [
        ("step-too-small", "misconception", 7, True)
    ]


def test_every_field_of_every_value_of_grading_is_kept() -> None:
    kept = {kind: set(names) for kind, names in record._KEPT}
    for kind in vars(outcome).values():
        if is_dataclass(kind) and isinstance(kind, type):
            assert kept.get(kind) == {each.name for each in fields(kind)}, (
                f"{kind.__name__}: add the new field to the end of its row in record._KEPT"
            )


def test_a_report_packed_before_a_field_was_added_gets_its_default() -> None:
    layout, head, body = msgspec.msgpack.decode(pack(report(recovered=(Message("m"),))))
    plain = msgspec.msgpack.decode(zlib.decompress(body))
    assert record._KEPT[0][1][-1] == "recovered"
    older = zlib.compress(msgspec.msgpack.encode(plain[:-1]))
    assert unpack(msgspec.msgpack.encode((layout, head, older))) == report()


def two_verdicts(right: Verdict) -> Report:
    """A report on one check that passed and one that failed."""
    evidence = Evidence("numerical_diff(f, 0.5)", "f(x) = x", 1.0, 2.0, 1.0, 1.0, 5e-3)
    title, message = Message("check.exercise1.values.title"), Message("values-differ")
    wrong = Verdict("values", title, Outcome.FAILED, 0.0, 35, message, evidence)
    return Report(
        "exercise1_numerical_diff",
        SubmissionInfo("a.py", "0" * 64, "alice"),
        7,
        Outcome.FAILED,
        10.0,
        45.0,
        (right, wrong),
        sandbox=("process", "seccomp"),
        elapsed_s=0.25,
    )


def test_a_report_of_the_first_gradebooks_is_read() -> None:
    raw = bytes.fromhex(
        "930195a66661696c6564cb4024000000000000cb4046800000000000cb3fd000000000000090c4fa480d9b27b023b522b52839"
        "b338d5303eaf3437b528333931273e25332d6d8ae09244bd82ca9b0e061482a5893999c9a9ec93d896a52566e6a4a69c765061"
        "0083d30e6e0d60c664c6d942cb81f6e614eba64d16de9b9c919a9cad0777971e5446af24b32427752213d0a082c4e2622483b8"
        "260b438526321d38707822d0b865658939a5a9c59385f7a09b069140320cea2a889b181894270baf85a8d10505436ad144a659"
        "62db50c346234d47c140cf5473459a4685a682ad42c569fb0f10fda71d20340342c4fe0344e8b47d49d543f77522d51319c18e"
        "9cc808644c665c5e50949f9c5a5cbcbc383539393fb7e0b4fd0588fa898c00d5ab8445"
    )
    right = Verdict(
        "calls-f", Message("check.exercise1.calls-f.title"), Outcome.PASSED, 10.0, 10, Message("passed")
    )
    assert alike(unpack(raw), two_verdicts(right))


@pytest.mark.parametrize("points", [10, 10.0, 12.5])
def test_a_check_that_passed_is_kept_alike_whoever_made_its_verdict(points: float) -> None:
    title = "check.exercise1.calls-f.title"
    usual = passed("calls-f", title, points)
    message = Message("passed")
    equal = Verdict("calls-f", Message(title), Outcome.PASSED, usual.score, usual.max_score, message)
    assert usual is not equal
    assert pack(two_verdicts(usual)) == pack(two_verdicts(equal))
    assert alike(unpack(pack(two_verdicts(usual))), two_verdicts(equal))


@pytest.mark.parametrize(
    "changes",
    [
        {"score": 5.0},
        {"message": Message("passed-one-sided")},
        {"evidence": Evidence("f(x)")},
        {"counted": False},
        {"curves": (outcome.Curve("loss", (1.0, 0.5)),)},
    ],
)
def test_what_more_is_said_of_a_check_that_passed_is_kept(changes: dict[str, Any]) -> None:
    right = replace(passed("calls-f", "check.exercise1.calls-f.title", 10), **changes)
    assert alike(unpack(pack(two_verdicts(right))), two_verdicts(right))


def test_a_value_that_cannot_be_kept_is_told_when_it_is_packed() -> None:
    with pytest.raises(TypeError, match="object"):
        pack(report(object()))


def test_a_value_nested_without_end_is_told_when_it_is_packed() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(TypeError, match="deep"):
        pack(report(endless))


@pytest.mark.parametrize("read", [unpack, peek])
@pytest.mark.parametrize("raw", [b"", b"\xff", msgspec.msgpack.encode([1, 2]), b"{}"])
def test_bytes_that_are_no_report_are_a_fault_of_the_gradebook(read: Any, raw: bytes) -> None:
    with pytest.raises(GradebookError, match="damaged"):
        read(raw)


@given(st.data())
def test_a_damaged_report_is_a_fault_of_the_gradebook_or_a_report(data: st.DataObject) -> None:
    raw = bytearray(pack(report([1.5, "x"])))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with suppress(GradebookError):  # and nothing else
        assert isinstance(unpack(bytes(raw)), Report)


def test_a_report_of_a_newer_layout_is_refused_with_what_to_do() -> None:
    _, *rest = msgspec.msgpack.decode(pack(report()))
    for read in (unpack, peek):
        with pytest.raises(GradebookError, match="newer grader"):
            read(msgspec.msgpack.encode((2, *rest)))


def test_a_report_with_a_value_of_a_newer_grader_is_refused_with_what_to_do() -> None:
    layout, head, _ = msgspec.msgpack.decode(pack(report()))
    body = zlib.compress(msgspec.msgpack.encode([200, "what only a newer grader knows"]))
    with pytest.raises(GradebookError, match="newer grader"):
        unpack(msgspec.msgpack.encode((layout, head, body)))
