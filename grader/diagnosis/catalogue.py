"""The catalogue: every misconception that can be named, in one table; knows no program."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from .vocabulary import Misconception

_FORMULA = ("numerical_diff", "numerical_gradient", "gradient_descent", "two_layer_net")
_MODULES: dict[str, tuple[str, ...]] = {
    "syntax.table": (),
    "slips.table": (),
    "difference.table": _FORMULA,
    "gradient.table": _FORMULA,
    "descent.table": ("gradient_descent",),
    "simple_net.table": ("simple_net", "two_layer_net"),
    "two_layer_net.table": ("two_layer_net",),
    "minibatch": ("minibatch_training",),
}
"""Module of rules/ -> the topics of its entries, () for any: no other topic needs it imported."""


def entries() -> tuple[Misconception, ...]:
    """Return the whole catalogue, in a teacher's order."""
    return _in_order(_MODULES)


def entries_for(topic: str) -> tuple[Misconception, ...]:
    """Return what is looked for in an exercise, by its topic such as "numerical_diff"."""
    modules = [module for module, topics in _MODULES.items() if not topics or topic in topics]
    return tuple(entry for entry in _in_order(modules) if not entry.exercises or topic in entry.exercises)


def entry(name: str) -> Misconception:
    """Return the misconception of that id; KeyError when there is none."""
    return {entry.id: entry for entry in entries()}[name]


def _in_order(modules: Iterable[str]) -> tuple[Misconception, ...]:
    found: list[Misconception] = []
    for name in modules:
        found += import_module(f"{__package__}.rules.{name}").RULES
    return tuple(sorted(found, key=lambda entry: entry.order))
