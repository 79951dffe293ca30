"""Values on their way to and from the wire: Python and NumPy objects, and what stands for them.

`pack` runs beside the learner's code and must survive its objects; `unpack` runs on the trusted side and
must survive what a child claims.
"""

from __future__ import annotations

import math
import reprlib
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from .wire import (
    MAX_ARRAY,
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_ITEMS,
    MAX_TEXT,
    MAX_VALUE,
    Array,
    BigInt,
    Complex,
    Map,
    Opaque,
    Seq,
    Value,
    WireError,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CANONICAL = {
    kind: np.dtype(name)
    for kind, name in (("b", "|b1"), ("i", "<i8"), ("u", "<u8"), ("f", "<f8"), ("c", "<c16"))
}
_FLOAT = _CANONICAL["f"]  # what nearly every value is


def text(value: str, limit: int = MAX_TEXT) -> str:
    """Return the text's beginning with lone surrogates, which have no UTF-8 form, replaced by "?"."""
    return str.__getitem__(value, slice(limit)).encode("utf-8", "replace").decode()


def type_name(value: object) -> str:
    """Return the name of an object's type, past any metaclass that would answer in its place."""
    return text(type.__dict__["__name__"].__get__(type(value)), 100)


def pack(value: Any) -> Value:
    """Turn a Python or NumPy value into its wire form; what has none, or is too large, becomes Opaque.

    Runs beside the learner's code: a hostile object can still make it raise what is no Exception.
    """
    kind = type(value)
    if value is None or kind is float:
        return value  # type: ignore[no-any-return]
    if (kind is np.ndarray and value.dtype is _FLOAT and value.nbytes <= MAX_ARRAY) or kind is np.float64:
        return Array("f", "float64", value.shape, value.tobytes(), kind is np.float64)
    return _Packer().pack(value, 0)


class _Packer:
    """Packs one value, within one allowance of entries and array bytes."""

    def __init__(self) -> None:
        self.entries = MAX_ENTRIES
        self.bytes = MAX_VALUE

    def pack(self, value: Any, depth: int) -> Value:
        try:
            return self._pack(value, depth)
        except MemoryError:
            raise
        except Exception:  # a learner's class may do anything
            return opaque(value)

    def _pack(self, value: Any, depth: int) -> Value:
        if value is None or type(value) in (bool, float):
            return value  # type: ignore[no-any-return]
        if type(value) is int:
            return value if -(2**63) <= value < 2**63 else BigInt(_digits(value))
        if type(value) is str:
            return text(value)
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array(value)
        if isinstance(value, complex):
            return Complex(value.real, value.imag)
        if isinstance(value, (int, float, str)):  # a subclass: its plain value
            plain = int if isinstance(value, int) else float if isinstance(value, float) else str
            return self._pack(plain(value), depth)
        if depth < MAX_DEPTH and isinstance(value, (tuple, list, dict)):
            return self._entries(value, depth)
        return opaque(value)

    def _entries(self, value: Any, depth: int) -> Value:
        length = len(value)
        count = min(length, MAX_ITEMS, self.entries)
        self.entries -= count
        if isinstance(value, dict):
            pairs = [pair for pair, _ in zip(value.items(), range(count), strict=False)]
            return Map({_key(key): self.pack(item, depth + 1) for key, item in pairs})
        kind: Literal["tuple", "list"] = "tuple" if isinstance(value, tuple) else "list"
        return Seq(kind, length, [self.pack(item, depth + 1) for item in value[:count]])

    def _array(self, value: Any) -> Value:
        packed = pack_array(value)
        if isinstance(packed, Array):
            self.bytes -= len(packed.data)
            if self.bytes < 0:
                return opaque(value)
        return packed


def pack_array(value: Any) -> Value:
    """Turn an array or NumPy scalar into an Array, widening its type; others become Opaque."""
    array = np.asarray(value)
    kind = array.dtype.kind
    if array.dtype == object and array.size <= MAX_ITEMS:
        try:
            array = array.astype(np.complex128 if any(map(np.iscomplexobj, array.flat)) else np.float64)
            kind = array.dtype.kind
        except (TypeError, ValueError, OverflowError):
            return opaque(value)
    if kind not in _CANONICAL or array.size * 8 > MAX_ARRAY:
        return opaque(value)
    data = np.ascontiguousarray(array, dtype=_CANONICAL[kind]).tobytes()
    name = str(np.asarray(value).dtype)[:40]
    return Array(kind, name, tuple(array.shape), data, isinstance(value, np.generic))  # type: ignore[arg-type]


def opaque(value: Any) -> Opaque:
    """Describe a value that has no wire form by its type and a short text."""
    kind = type_name(value)
    try:
        if isinstance(value, np.ndarray):
            shown = f"shape {value.shape}"
        elif isinstance(value, (bytes, bytearray)):
            shown = repr(bytes(value[:200]))
        elif isinstance(value, (tuple, list, dict, set, frozenset)):
            shown = reprlib.repr(value)  # in full it might be as large as memory
        else:
            shown = repr(value)
        return Opaque(kind, text(shown, 200))
    except MemoryError:
        raise
    except Exception as error:  # a learner's __repr__ may do anything
        return Opaque(kind, f"<{type_name(error)} in repr>")


def unpack(value: Value) -> Any:
    """Turn a wire value back; Opaque and Ref stay as they are. Raises WireError for a bad array."""
    if isinstance(value, Array):
        return unpack_array(value)
    if isinstance(value, Complex):
        return complex(value.real, value.imag)
    if isinstance(value, BigInt):
        return value
    if isinstance(value, Seq):
        items = [unpack(item) for item in value.items]
        return tuple(items) if value.kind == "tuple" else items
    if isinstance(value, Map):
        return {key: unpack(item) for key, item in value.items.items()}
    return value


def unpack_array(value: Array) -> Any:
    """Return the array (or NumPy scalar) that `value` tells; raises WireError when it lies."""
    array = view_array(value)
    return array[()] if value.scalar and array.ndim == 0 else array.copy()


def view_array(value: Array) -> NDArray[Any]:
    """Return the array that `value` tells, to be read only; raises WireError when it lies."""
    dtype = _CANONICAL[value.kind]
    if value.shape and min(value.shape) < 0:
        raise WireError(f"no array has the shape {value.shape[:8]}")
    if math.prod(value.shape) * dtype.itemsize != len(value.data):
        raise WireError(f"an array of shape {value.shape[:8]} with {len(value.data)} bytes")
    try:
        return np.ndarray(value.shape, dtype, value.data)
    except ValueError as error:  # more axes, or around an empty one longer axes, than NumPy holds
        raise WireError(f"no array has the shape {value.shape[:8]}: {error}") from None


def _key(key: Any) -> str:
    return text(key if type(key) is str else opaque(key).text, 100)


def _digits(value: int) -> str:
    if value.bit_length() > 4 * MAX_TEXT:
        return f"about {'-' if value < 0 else ''}2**{value.bit_length()}"
    return str(value)[:MAX_TEXT]
