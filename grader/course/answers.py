"""Reading what a worker sent: numbers and arrays, or what came in their place; knows no exercise.

Nothing here raises for a value that `wire.decode_message` lets through, except WireError for an array whose
bytes do not fit its shape.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..outcome import Message
from ..worker.values import view_array
from ..worker.wire import Array, BigInt, Complex, Map, Opaque, Seq, Value

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
Shape: TypeAlias = tuple[int, ...]

MOST_SHOWN = 256  # numbers of an array that evidence holds
_MOST_ITEMS = 16  # entries of a list that it holds
_DEEPEST = 2  # levels of lists in lists that it holds
_LONGEST = 200  # characters of a text


class Reading(NamedTuple):
    """A value read as numbers of one shape.

    numbers  float64 of the shape asked for; None where the value is something else
    problem  what it is instead
    note     what is unusual about a value that is taken
    """

    numbers: FloatArray | None
    problem: Message | None = None
    note: Message | None = None


def read(value: Value, shape: Shape, loose: bool = False) -> Reading:
    """Read a value as real numbers of a shape.

    value  what the worker sent
    shape  lengths by axis; () asks for one number, which may also come as an array of one element
    loose  whether axes of length 1 may be there or not, as in a bias of shape (1, n) for (n,)
    Returns Reading. Raises WireError when an array lies about its size.
    """
    if type(value) is Array and value.kind == "f" and value.dtype == "float64" and value.shape == shape:
        return Reading(view_array(value))  # nearly all of them
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Reading(np.array(float(value))) if shape == () else _no_array(shape)
    if isinstance(value, BigInt):
        return Reading(None, Message("too-large"))
    if not isinstance(value, Array) or value.kind in ("b", "c") or value.dtype == "object":
        return Reading(None, _instead(value, shape))
    numbers = np.asarray(view_array(value), dtype=np.float64)
    if numbers.shape == shape:
        return Reading(numbers)
    if shape == () and numbers.size == 1:
        return Reading(numbers.reshape(()), note=Message("one-element-array", {"shape": str(numbers.shape)}))
    if loose and _squeezed(numbers.shape) == _squeezed(shape):
        return Reading(numbers.reshape(shape))
    if shape == ():
        return Reading(None, Message("array-for-number", {"shape": str(numbers.shape)}))
    if numbers.shape == ():
        return _no_array(shape)
    return Reading(None, Message("wrong-shape", {"expected": str(shape), "got": str(numbers.shape)}))


def read_any(value: Value) -> FloatArray | None:
    """Read real numbers of whatever shape; None for anything else. Raises WireError as `read`."""
    if isinstance(value, Array):
        return read(value, value.shape).numbers
    return read(value, ()).numbers


def plain(value: Value, depth: int = 0) -> object:
    """Turn a value into plain data for evidence, cut to a size that a report can hold.

    A large array is given by its shape, as text; so is what lies deeper than a history of points does.
    """
    if isinstance(value, Array):
        numbers = view_array(value)
        return f"ndarray, shape {numbers.shape}" if numbers.size > MOST_SHOWN else numbers.tolist()
    if isinstance(value, Complex):
        return complex(value.real, value.imag)
    if isinstance(value, Seq):
        if depth >= _DEEPEST:
            return f"{value.kind}, length {value.length}"
        return [plain(item, depth + 1) for item in value.items[:_MOST_ITEMS]]
    if isinstance(value, Map):
        keys = [f"{key[:_LONGEST]!r}: ..." for key in list(value.items)[:_MOST_ITEMS]]
        return _cut("{" + ", ".join(keys) + "}")
    if isinstance(value, BigInt):
        return _cut(value.digits)
    if isinstance(value, Opaque):
        return _cut(value.text)
    if isinstance(value, str):
        return _cut(value)
    return value if isinstance(value, bool | int | float) else None


def kind_of(value: Value) -> str:
    """Return the name of a value's type as Python has it: "NoneType", "str", "ndarray of bool"."""
    if isinstance(value, Array):
        return _cut(value.dtype if value.shape == () else f"ndarray of {value.dtype}")
    if isinstance(value, Seq | Opaque):
        return _cut(value.kind)
    names = {"Complex": "complex", "Map": "dict", "BigInt": "int"}
    return names.get(type(value).__name__, type(value).__name__)


def distinct(numbers: FloatArray) -> int:
    """Count the different numbers of an array that has some; np.unique costs 9 ms when first called."""
    ordered = np.sort(numbers, axis=None)
    return 1 + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def point(value: Value) -> NDArray[Any] | None:
    """Read the argument of a call of f: numbers, complex ones too; None for anything else."""
    if isinstance(value, Complex):
        return np.array(complex(value.real, value.imag))
    if isinstance(value, Array) and value.kind == "c":
        return view_array(value)
    return read_any(value)


def _instead(value: Value, shape: Shape) -> Message:
    if value is None:
        return Message("returned-nothing")
    return Message("not-a-number" if shape == () else "not-an-array", {"kind": kind_of(value)})


def _no_array(shape: Shape) -> Reading:
    return Reading(None, Message("number-for-array", {"shape": str(shape)}))


def _squeezed(shape: Shape) -> Shape:
    return tuple(length for length in shape if length != 1)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
