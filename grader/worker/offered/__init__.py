"""The modules that learners' programs import beside their own; knows no exercise and no expected value.

    finder      which name is offered, and as what: the one meta path finder
    names       the tables: what an asked name means, which names are never offered
    functions gradients networks digits     what `common.*`, `dataset.mnist` and learners' own files hold
    inert plotting progress                 matplotlib and its kin, which accept everything and do nothing

Nothing but this file and `finder` is loaded before a learner's program imports something offered.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .finder import Finder

__all__ = ["Finder", "Offer", "asked_of", "install"]


@dataclass(frozen=True)
class Offer:
    """What one learner's program is offered.

    withheld  names that are graded here: where an offered module would give one of them, or a variant of
              it, it gives a stand-in that raises RuntimeError when it is called
    asked     module name -> the names that the program imports from it, "*" for the whole module (see
              `asked_of`); a module that is not built in here is offered only when it is asked for
    """

    withheld: frozenset[str] = frozenset()
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)


def asked_of(trees: Iterable[ast.AST]) -> dict[str, frozenset[str]]:
    """List what a program imports, from its syntax trees, wherever in them the import stands.

    trees  the trees of the program's blocks or statements
    Returns module name -> names; "*" stands for the module as a whole (`import m`, `from m import *`).
    Relative imports (`from . import m`) are left out: Python itself refuses them in a script.
    """
    asked: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    asked.setdefault(alias.name, set()).add("*")
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                asked.setdefault(node.module, set()).update(alias.name for alias in node.names)
    return {module: frozenset(names) for module, names in asked.items()}


def install(offer: Offer) -> Finder:
    """Offer the modules to everything this process imports from now on.

    The finder goes to the end of sys.meta_path, so that the standard library and numpy come first; a finder
    of an earlier call is replaced, and the modules that it made are forgotten: a program that is loaded after
    another one in this process imports its own. `get_ipython` and `display` become built-in names, as in a
    notebook.
    offer  what is withheld and what is asked for
    Returns the finder; its `imported` lists the offered modules in the order of their import.
    """
    finder = Finder(offer.withheld, offer.asked)
    for other in sys.meta_path:
        if isinstance(other, Finder):
            for name in other.made:
                sys.modules.pop(name, None)
    sys.meta_path[:] = [other for other in sys.meta_path if not isinstance(other, Finder)]
    sys.meta_path.append(finder)
    setattr(builtins, "get_ipython", _get_ipython)  # noqa: B010  (mypy knows no such attribute)
    setattr(builtins, "display", _display)  # noqa: B010
    return finder


def _get_ipython() -> object:
    from .inert import INERT

    return INERT


def _display(*_objects: object, **_options: object) -> None:
    """Show nothing, where a notebook would draw its arguments."""
