"""Whatever arrives is handled: slices of what benchmarks/fuzz.py does at length, and what it found."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from targets import NAMES, TARGETS, bases, inputs, mutated_answer, reader, wrong

from grader import judge
from grader.worker import wire
from grader.worker.values import pack, unpack

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*-*"))
SLICES = {"decode": 3000, "receive": 800, "judging": 300, "false_pass": 300, "reader": 400}
BYTES = st.binary(max_size=300)


@pytest.mark.parametrize("target", SLICES)
def test_a_slice_of_mutated_inputs_is_handled(target: str) -> None:
    rng = random.Random(f"{target} 1")
    for _ in range(SLICES[target]):
        TARGETS[target](inputs(target, rng))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_what_once_broke_something_is_handled(path: Path) -> None:
    TARGETS[path.name.partition("-")[0]](path.read_bytes())


def test_every_target_has_its_slice() -> None:
    assert set(SLICES) == set(TARGETS)


def test_mutations_leave_many_transcripts_that_are_messages_and_differ() -> None:
    rng = random.Random(3)
    answer = bases()[0].answers["values"]
    kept = [found for found in (mutated_answer(answer, rng) for _ in range(300)) if found is not None]
    assert len([found for found in kept if found != answer]) > 100


def test_the_wrong_transcripts_cover_every_exercise_and_right_ones_pass() -> None:
    assert {base.exercise.number for base, _, _ in wrong()} == {1, 2, 3, 4, 5, 6}
    for base in bases():
        assert all(judge.passes(base.plans[name], answer) for name, answer in base.answers.items())


@given(BYTES)
def test_any_bytes_are_a_message_or_a_wire_error(body: bytes) -> None:
    TARGETS["decode"](body)
    TARGETS["receive"](body)
    TARGETS["receive"](struct.pack(">I", len(body)) + body)


@settings(max_examples=60)
@given(
    st.builds(
        wire.Array,
        kind=st.sampled_from("biufc"),
        dtype=st.text(max_size=9),
        shape=st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 3), max_size=6).map(tuple),
        data=st.binary(max_size=64),
        scalar=st.booleans(),
    )
)
def test_any_value_of_the_schema_is_unpacked_or_refused(value: wire.Value) -> None:
    body = msgspec.msgpack.encode(wire.Answer("a", "done", [wire.Record(value)]))
    TARGETS["decode"](body)


@settings(max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.complex_numbers(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
        max_leaves=12,
    )
)
def test_plain_values_survive_the_way_over_the_wire(value: object) -> None:
    body = wire.encode(wire.Answer("a", "done", [wire.Record(pack(value))]))[wire.HEADER_SIZE :]
    message = wire.decode_message(body)
    assert isinstance(message, wire.Answer)
    back = unpack(message.records[0].value)
    assert type(back) is type(value) or isinstance(back, wire.BigInt | wire.Opaque)


@given(
    st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_a_submission_or_are_refused(data: bytes) -> None:
    for name in NAMES:
        reader(data, name)


@given(
    st.lists(
        st.sampled_from(
            [
                "```",
                "~~~",
                "```python",
                ">>> x",
                "... y",
                "In [1]:",
                "Out[1]: 3",
                "%time x",
                "!ls",
                "def f(x):",
                "    return x",
                "# %%",
                "",
                " ",
                "\t",
                "'''",
                '"""',
                "x = (",
                ")",
                "> ```",
                "- ```",
                "1. x",
            ]
        ),
        max_size=30,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_mixture_of_marks_is_read_line_by_line(lines: list[str], ending: str) -> None:
    for name in NAMES:
        reader(ending.join(lines).encode(), name)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(0, 5)
        | st.sampled_from(["code", "x = 1\n", "\ud800", "%time"]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["cells", "cell_type", "source", "nbformat", "worksheets", "input", "metadata"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=15,
    )
)
def test_any_json_is_a_notebook_or_is_refused(document: object) -> None:
    import json

    reader(json.dumps(document).encode(), "a.ipynb")
