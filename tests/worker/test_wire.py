"""The wire format: what goes over comes back, and what a hostile child sends is refused."""

from __future__ import annotations

import math
import struct
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.worker import values, wire

few = settings(max_examples=60, deadline=None)
KINDS = st.sampled_from(
    ["bool", "int8", "int64", "uint16", "uint64", "float32", "float64", "complex64", "complex128"]
)


def over(value: Any) -> Any:
    """Send a value over the wire, as an answer's, and take it up again."""
    answer = wire.Answer("p", "done", [wire.Record(value=values.pack(value))])
    received = wire.decode_message(wire.encode(answer)[wire.HEADER_SIZE :])
    assert isinstance(received, wire.Answer)
    return values.unpack(received.records[0].value)


def same(one: Any, other: Any) -> bool:
    """Compare plain data by type and value; a NaN equals a NaN and 0.0 differs from -0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other) or (math.isnan(one) and math.isnan(other))
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    return bool(one == other)


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
)
keys = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
plain = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=20,
)


@few
@given(plain)
def test_plain_values_come_back_with_their_types(value: Any) -> None:
    assert same(over(value), value)


@few
@given(npst.arrays(KINDS, npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)))
def test_arrays_come_back_in_the_widest_type_of_their_kind(array: np.ndarray[Any, Any]) -> None:
    back = over(array)
    assert back.shape == array.shape
    assert (
        back.dtype.name
        == {"b": "bool", "i": "int64", "u": "uint64", "f": "float64", "c": "complex128"}[array.dtype.kind]
    )
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize(
    "scalar",
    [
        np.float32(0.1),
        np.float64("nan"),
        np.int8(-3),
        np.bool_(True),
        np.complex64(1 - 2j),
        np.uint64(2**64 - 1),
    ],
)
def test_numpy_scalars_stay_scalars_and_tell_their_own_type(scalar: Any) -> None:
    packed = values.pack(scalar)
    assert isinstance(packed, wire.Array)
    assert packed.scalar
    assert packed.dtype == scalar.dtype.name
    back = over(scalar)
    assert isinstance(back, np.generic)
    np.testing.assert_array_equal(back, scalar)


def test_an_array_of_no_axis_is_told_from_a_scalar() -> None:
    assert isinstance(over(np.array(2.5)), np.ndarray)
    assert over(np.array(2.5)).shape == ()


def test_arrays_that_are_not_contiguous_or_not_native_come_back_in_order() -> None:
    grid = np.arange(12.0).reshape(3, 4)
    for view in (grid.T, grid[::-1, ::2], grid.astype(">f8"), np.asfortranarray(grid)):
        np.testing.assert_array_equal(over(view), view)


def test_object_arrays_of_numbers_become_floats_and_tell_that_they_were_objects() -> None:
    packed = values.pack(np.array([1, 2.5, np.float32(3)], dtype=object))
    assert isinstance(packed, wire.Array)
    assert (packed.kind, packed.dtype) == ("f", "object")
    assert over(np.array([1, 2j], dtype=object)).tolist() == [1, 2j]


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        b"bytes",
        np.array(["a"]),
        np.array([[1], "a"], dtype=object),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        np.zeros(wire.MAX_ARRAY // 8 + 1),
        np.broadcast_to(1.0, (10**6, 10**6)),
        b"x" * 10**8,
        range(5),
        print,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_has_no_form_is_named_by_its_type_and_a_short_text(value: Any) -> None:
    packed = values.pack(value)
    assert isinstance(packed, wire.Opaque)
    assert packed.kind == type(value).__name__
    assert len(packed.text) <= 200


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        (2**63, "9223372036854775808"),
        (-(2**64), "-18446744073709551616"),
        (10**1000, "1" + "0" * 1000),
        (-(2**100_000), "about -2**100001"),
    ],
    ids=["2**63", "-2**64", "10**1000", "-2**100000"],
)
def test_large_integers_are_told_by_their_digits(value: int, digits: str) -> None:
    assert values.pack(value) == wire.BigInt(digits)


def test_subclasses_of_plain_types_are_taken_as_plain_values() -> None:
    class Metres(float):
        pass

    class Name(str):
        pass

    class Path(list):  # type: ignore[type-arg]
        pass

    assert same(over(Metres(2.5)), 2.5)
    assert same(over(Name("x")), "x")
    assert same(over(Path([1])), [1])


def test_lone_surrogates_are_replaced_since_they_cannot_be_sent() -> None:
    assert over("a\ud800b") == "a?b"
    assert over({"\udfff": 1}) == {"?": 1}
    cell = wire.sendable(wire.SourceCell(3, "x = '\udcff'\n", prose=True))
    assert cell == wire.SourceCell(3, "x = '?'\n", prose=True)
    assert wire.encode(wire.Load([cell]))


def test_long_texts_lists_and_dicts_are_cut_and_the_true_length_is_told() -> None:
    assert over("x" * 5000) == "x" * wire.MAX_TEXT
    packed = values.pack(list(range(5000)))
    assert isinstance(packed, wire.Seq)
    assert (packed.length, len(packed.items)) == (5000, wire.MAX_ITEMS)
    assert len(over({str(number): 0 for number in range(5000)})) == wire.MAX_ITEMS


def test_nesting_ends_at_a_fixed_depth_also_where_a_value_holds_itself() -> None:
    value: list[Any] = []
    value.append(value)
    packed = values.pack(value)
    depth = 0
    while isinstance(packed, wire.Seq):
        packed, depth = packed.items[0], depth + 1
    assert isinstance(packed, wire.Opaque)
    assert depth == wire.MAX_DEPTH


def test_a_few_lists_that_share_each_other_cannot_grow_beyond_one_allowance() -> None:
    value: Any = [0] * 4000
    for _ in range(6):
        value = [value] * 4000  # 4000**7 entries, were they written out

    def count(packed: wire.Value) -> int:
        return sum(map(count, packed.items)) + len(packed.items) if isinstance(packed, wire.Seq) else 0

    assert count(values.pack(value)) <= wire.MAX_ENTRIES


def test_many_arrays_in_one_value_stay_within_one_allowance_of_bytes() -> None:
    packed = values.pack([np.zeros(100_000) for _ in range(50)])
    assert isinstance(packed, wire.Seq)
    arrays = [item for item in packed.items if isinstance(item, wire.Array)]
    assert 0 < sum(len(array.data) for array in arrays) <= wire.MAX_VALUE
    assert all(isinstance(item, wire.Array | wire.Opaque) for item in packed.items)


class Hostile:
    """Raises from everything that a packer could ask of it."""

    def __getattribute__(self, name: str) -> Any:
        raise ValueError(name)

    def __repr__(self) -> str:
        raise ValueError

    def __eq__(self, other: object) -> bool:
        raise ValueError

    def __hash__(self) -> int:
        return 0


class Liar:
    """Claims to be an array."""

    __class__ = np.ndarray  # type: ignore[assignment]

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise ValueError


class BadList(list):  # type: ignore[type-arg]
    def __len__(self) -> int:
        raise ValueError


class NameLess(type):
    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise ValueError


class Metaclassed(metaclass=NameLess):
    pass


@pytest.mark.parametrize(
    "kind", [Hostile, Liar, BadList, Metaclassed], ids=["hostile", "liar", "list", "meta"]
)
def test_objects_that_answer_with_exceptions_become_opaque(kind: type) -> None:
    assert isinstance(values.pack([kind(), 1.5]), wire.Seq)
    assert isinstance(values.pack(kind()), wire.Opaque)


def test_type_names_are_read_past_the_metaclass() -> None:
    assert values.type_name(Metaclassed()) == "Metaclassed"


# --- what a child may send ------------------------------------------------------------------------


@few
@given(st.binary(max_size=200))
def test_random_bytes_are_a_message_or_a_wire_error(body: bytes) -> None:
    try:
        message = wire.decode_message(body)
    except wire.WireError:
        return
    assert isinstance(message, wire.Confined | wire.Parsed | wire.Progress | wire.Loaded | wire.Answer)


@few
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=4))
def test_a_damaged_message_is_a_message_or_a_wire_error(place: int, damage: bytes) -> None:
    record = wire.Record(value=values.pack(np.arange(3.0)), raised=wire.Raised("E", "m", [wire.Place(1, 2)]))
    body = bytearray(wire.encode(wire.Answer("p", "done", [record, record]))[wire.HEADER_SIZE :])
    place %= len(body)
    body[place : place + len(damage)] = damage
    try:
        message = wire.decode_message(bytes(body))
    except wire.WireError:
        return
    for record in message.records if isinstance(message, wire.Answer) else []:
        try:
            values.unpack(record.value)
        except wire.WireError:
            continue


def nested(depth: int) -> bytes:
    return b"\x91" * depth + b"\xc0"


HOSTILE = {
    "nothing": b"",
    "cut short": msgspec.msgpack.encode({"type": "loaded", "definitions": [], "faults": []})[:-3],
    "two messages in one frame": msgspec.msgpack.encode(wire.Progress(1, 1, 1)) * 2,
    "a request": wire.encode(wire.Load([]))[4:],
    "unknown tag": msgspec.msgpack.encode({"type": "eval", "code": "1"}),
    "nested a million deep": nested(10**6),
    "a list for a text": msgspec.msgpack.encode(
        {"type": "answer", "program": [], "ended": "done", "records": []}
    ),
    "unknown ending": msgspec.msgpack.encode(
        {"type": "answer", "program": "p", "ended": "won", "records": []}
    ),
    "a length that is not there": b"\xdd\xff\xff\xff\xff",
    "a negative line": msgspec.msgpack.encode({"type": "progress", "statement": 1, "cell": 1, "line": -1}),
    "a huge line": msgspec.msgpack.encode({"type": "progress", "statement": 1, "cell": 1, "line": 2**63}),
    "a text beyond the cap": wire.encode(wire.Loaded([], [], stdout="x" * (wire.MAX_TEXT + 1)))[4:],
    "a list beyond the cap": wire.encode(wire.Loaded([], [], imported=["m"] * (wire.MAX_ITEMS + 1)))[4:],
    "invalid UTF-8": b"\x81\xa4type\xa2\xff\xfe",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_raise_a_wire_error(body: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode_message(body)


@pytest.mark.parametrize(
    ("shape", "data"),
    [
        ((3,), b""),
        ((3,), b"\0" * 16),
        ((-1,), b""),
        ((-1, -1), b"\0" * 8),
        ((2**62, 4), b"\0" * 8),
        ((2**32, 2**32), b""),
        ((0, 2**62), b""),
        ((1,) * 100, b"\0" * 8),
    ],
)
def test_an_array_whose_bytes_do_not_fit_its_shape_raises_a_wire_error(
    shape: tuple[int, ...], data: bytes
) -> None:
    with pytest.raises(wire.WireError):
        values.unpack(wire.Array("f", "float64", shape, data))


def test_an_array_that_a_program_is_given_is_its_own_to_change() -> None:
    sent = wire.Array("f", "float64", (2,), np.array([1.0, 2.0]).tobytes())
    array = values.unpack(sent)
    array[0] = 5.0
    array.resize(3)
    assert values.unpack(sent).tolist() == [1.0, 2.0]


def test_an_array_that_is_judged_cannot_be_changed() -> None:
    seen = values.view_array(wire.Array("f", "float64", (2,), np.array([1.0, 2.0]).tobytes()))
    assert seen.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        seen[0] = 5.0


# --- frames ---------------------------------------------------------------------------------------


def test_a_frame_begins_with_its_length_in_four_bytes() -> None:
    frame = wire.encode(wire.Progress(1, 2, 3))
    assert int.from_bytes(frame[:4], "big") == len(frame) - 4 == wire.frame_length(frame[:4])


def test_a_frame_that_announces_too_much_is_refused_before_it_is_read() -> None:
    assert wire.frame_length(struct.pack(">I", wire.MAX_FRAME)) == wire.MAX_FRAME
    with pytest.raises(wire.WireError, match="over the limit"):
        wire.frame_length(struct.pack(">I", wire.MAX_FRAME + 1))


def test_a_message_of_a_child_is_capped_lower_than_a_request() -> None:
    text = "#" * (wire.MAX_FRAME + 1)
    with pytest.raises(wire.WireError):
        wire.encode(wire.Loaded([], [], stdout=text))
    frame = wire.encode(wire.Load([wire.SourceCell(1, text)]))
    length = wire.frame_length(frame[:4], wire.MAX_REQUEST)
    assert wire.decode_request(frame[4 : 4 + length]) == wire.Load([wire.SourceCell(1, text)])
