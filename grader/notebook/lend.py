"""What a notebook that lies alone is lent: `common.functions` and its kin; knows no exercise.

In the worker, programs are offered correct tools under the names of the book's modules. A notebook that
imports them is lent the same ones where it is run: in Jupyter, and in the graders that execute it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import MappingProxyType, ModuleType

from ..worker.offered import Finder
from ..worker.offered.names import BUILT_IN

# Further modules of the book, and what is imported from them; the worker offers these when a program asks.
FILES: Mapping[str, frozenset[str]] = MappingProxyType({"two_layer_net": frozenset({"TwoLayerNet"})})


class Lender:
    """A meta path finder for the book's own modules and no other, to be asked after all others."""

    def __init__(self) -> None:
        self._finder = Finder(frozenset(), FILES)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to make the module of that full name, None where it is not lent."""
        return self._finder.find_spec(name, path, target) if is_lent(name) else None


def is_lent(module: str) -> bool:
    """Tell whether a module of that full name is lent."""
    return module in BUILT_IN or module in FILES


def lend() -> None:
    """Let this process import the book's modules, such as `common.gradient`, where nothing else has them."""
    if not any(isinstance(finder, Lender) for finder in sys.meta_path):
        sys.meta_path.append(Lender())
