"""The object that stands for everything of a drawing library: accepts all, does nothing, holds nothing.

It is empty, false and zero. Every attribute, item, call and arithmetic result is again the same object, so
no program can make it grow; every loop over it ends at once, and a condition made from it is false.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from opcode import opmap
from types import FrameType, FunctionType
from typing import Any, Self

import numpy as np

_UNPACK = {opmap["UNPACK_SEQUENCE"], opmap["UNPACK_EX"]}
_EXTENDED_ARG = opmap["EXTENDED_ARG"]

# Methods whose result programs use as a value, or loop on until it changes.
ANSWERS: dict[str, object] = {
    "show": None,
    "pause": None,
    "axis": (0.0, 1.0, 0.0, 1.0),
    "get_xlim": (0.0, 1.0),
    "get_ylim": (0.0, 1.0),
    "get_zlim": (0.0, 1.0),
    "get_fignums": (),
    "fignum_exists": False,
    "waitforbuttonpress": True,
}


class Inert:
    """See the module; a class that derives from an inert object keeps its own attributes beside it."""

    __slots__ = ()

    def __new__(cls, *_args: object, **_kwargs: object) -> Self:
        return super().__new__(cls)

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        """Take whatever a derived class hands on."""

    def __init_subclass__(cls, **_kwargs: object) -> None:
        super().__init_subclass__()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # or numpy, copy and pickle would take it for what it is not
        if name in ANSWERS:
            return answering(ANSWERS[name])
        return axes_grid if name == "subplots" else INERT

    def __setattr__(self, name: str, value: object) -> None:
        try:
            super().__setattr__(name, value)
        except AttributeError:
            return  # the inert object itself keeps nothing

    def __delattr__(self, name: str) -> None:
        """Forget nothing, as nothing is kept."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and isinstance(args[0], (FunctionType, type)):
            return args[0]  # used as a decorator, it must not swallow the learner's function
        return INERT

    def __iter__(self) -> Iterator[Any]:
        return iter((INERT,) * _wanted(sys._getframe(1)))

    def __next__(self) -> Any:
        return INERT

    def __reversed__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, _item: object) -> bool:
        return False

    def __getitem__(self, _key: object) -> Any:
        return INERT

    def __setitem__(self, _key: object, _value: object) -> None:
        """Keep nothing."""

    def __delitem__(self, _key: object) -> None:
        """Forget nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        """Let an exception of the block pass."""

    def __bool__(self) -> bool:
        return False

    def __int__(self) -> int:
        return 0

    __index__ = __int__

    def __float__(self) -> float:
        return 0.0

    def __complex__(self) -> complex:
        return 0j

    def __repr__(self) -> str:
        return "<nothing is drawn here>"

    def __format__(self, _spec: str) -> str:
        return repr(self)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        return np.zeros((), dtype)

    def _same(self, *_others: object, **_options: object) -> Any:
        return INERT

    __array_ufunc__ = __array_function__ = _same
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __rmatmul__ = _same
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _same
    __divmod__ = __rdivmod__ = __pow__ = __rpow__ = __lshift__ = __rshift__ = _same
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = _same
    __neg__ = __pos__ = __abs__ = __invert__ = __round__ = _same

    def _false(self, _other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _false
    __instancecheck__ = __subclasscheck__ = _false

    def __mro_entries__(self, _bases: tuple[object, ...]) -> tuple[type, ...]:
        return (Inert,)


INERT = Inert()


class ColourMap(Inert):
    """A colour map: one black for a number, as many as there are numbers in an array."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        found = super().__getattr__(name)
        return self if found is INERT else found

    def __getitem__(self, _key: object) -> Any:
        return self

    def __call__(self, *args: Any, **_kwargs: Any) -> Any:
        if not args or args[0] is None or isinstance(args[0], (str, Inert)):
            return self
        if np.ndim(args[0]) == 0:
            return (0.0, 0.0, 0.0, 1.0)
        black = np.zeros((*np.shape(args[0]), 4))
        black[..., 3] = 1.0
        return black


COLOURS = ColourMap()


def answering(value: object) -> Callable[..., Any]:
    """Return a function that takes any arguments and returns the value."""
    return lambda *_args, **_kwargs: value


def axes_grid(nrows: int = 1, ncols: int = 1, *, squeeze: bool = True, **_options: object) -> Any:
    """Return what `Figure.subplots` returns, with inert axes: one, or an object array of them.

    nrows, ncols  int, the shape of the grid
    squeeze       whether axes of length 1 are dropped
    """
    grid = np.empty((int(nrows), int(ncols)), dtype=object)
    for index in np.ndindex(grid.shape):
        grid[index] = INERT
    if not squeeze:
        return grid
    return INERT if grid.size == 1 else grid.squeeze()


def _wanted(caller: FrameType) -> int:
    """Return how many items the caller unpacks at this moment (`fig, ax = ...` wants 2), 0 where it loops."""
    code, at = caller.f_code.co_code, caller.f_lasti
    if code[at] not in _UNPACK:
        return 0
    # `a, *b, c = ...` tells the names after the star in the high byte of its argument
    high = code[at - 1] if at >= 2 and code[at - 2] == _EXTENDED_ARG else 0
    return code[at + 1] + (high if code[at] == opmap["UNPACK_EX"] else high << 8)
