"""Which modules are offered, and by what they are made; knows names, not what stands behind them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.abc import Loader
else:
    Loader = object  # importlib.abc costs 7 ms on Python 3.11, and its methods are not needed

# Drawing, progress bars, the notebook and its graders: everything under these names exists and does nothing.
INERT_ROOTS = frozenset({
    "matplotlib", "mpl_toolkits", "pylab", "seaborn", "IPython", "PIL", "tqdm", "japanize_matplotlib",
    "koreanize_matplotlib", "grader", "otter",
})  # fmt: skip


class Finder:
    """A meta path finder for the offered modules, to be asked after all others.

    withheld  names that are graded here
    asked     module name -> names that the program imports from it
    imported  the offered modules in the order of their first import; of drawing libraries only the top, so
              that the list cannot grow beyond what the program's source names
    made      full names of the modules that were made
    """

    def __init__(self, withheld: frozenset[str], asked: Mapping[str, frozenset[str]]) -> None:
        self.withheld = withheld
        self.asked = dict(asked)
        self.imported: list[str] = []
        self.made: list[str] = []

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to make the module of that full name, or None, which Python reports as not found."""
        make = self._maker(name)
        if make is None:
            return None
        return ModuleSpec(name, _Loader(make, self.imported, self.made), origin="offered", is_package=True)

    def _maker(self, name: str) -> Callable[[str], ModuleType] | None:
        root, _, _ = name.partition(".")
        if root in sys.stdlib_module_names:
            return None
        if root in INERT_ROOTS:
            from .plotting import inert_module

            return inert_module
        from . import names

        if name not in names.BUILT_IN and not names.is_routed(name, self.asked):
            return None
        from .routing import OfferedModule

        return lambda module: OfferedModule(module, names.exports(module), self.withheld)


class _Loader(Loader):
    """Makes one module and records it, in the two steps that Python's import asks for."""

    def __init__(self, make: Callable[[str], ModuleType], imported: list[str], made: list[str]) -> None:
        self._make = make
        self._imported = imported
        self._made = made

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._make(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        root, _, _ = module.__name__.partition(".")
        self._made.append(module.__name__)
        name = root if root in INERT_ROOTS else module.__name__
        if name not in self._imported:
            self._imported.append(name)
