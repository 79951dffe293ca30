"""Exercise 3, gradient_descent: its misconceptions as a table; the edits are in the descent_* modules."""

from __future__ import annotations

from typing import Literal

from ...vocabulary import Misconception, Rule, Spoiler
from . import coordinates, count, gradient, loop, path, product, rate, result, update

_TOPICS = ("gradient_descent",)
Kind = Literal["misconception", "advice"]


def _entry(name: str, mend: Rule, spoil: Spoiler, order: int, kind: Kind = "misconception") -> Misconception:
    return Misconception(name, _TOPICS, mend, spoil, kind, order)


RULES: tuple[Misconception, ...] = (
    _entry("passes-value-for-function", gradient.mend_value, gradient.spoil_value, 20),
    _entry("uses-numerical-diff", gradient.mend_diff, gradient.spoil_diff, 22),
    _entry("assigns-the-step", update.mend_assigns, update.spoil_assigns, 30),
    _entry("update-not-kept", update.mend_not_kept, update.spoil_not_kept, 31),
    _entry("adds-the-gradient", product.mend_adds, product.spoil_adds, 32),
    _entry("divides-by-learning-rate", product.mend_divides, product.spoil_divides, 33),
    _entry("ascends", update.mend_ascends, update.spoil_ascends, 34),
    _entry("ignores-learning-rate", rate.mend_rate, rate.spoil_rate, 36),
    _entry("stale-gradient", loop.mend_stale, loop.spoil_stale, 40),
    _entry("restarts-each-step", loop.mend_again, loop.spoil_again, 41),
    _entry("update-per-coordinate", coordinates.mend_each, coordinates.spoil_each, 42),
    _entry("ignores-step-count", count.mend_count, count.spoil_count, 44),
    _entry("off-by-one-steps", count.mend_one, count.spoil_one, 46),
    _entry("returns-wrong-variable", result.mend_other, result.spoil_other, 60),
    _entry("returns-only-history", result.mend_only, result.spoil_only, 61),
    _entry("history-wrong-value", path.mend_value, path.spoil_value, 62),
    _entry("history-aliased", path.mend_aliased, path.spoil_aliased, 63),
    _entry("wrong-default", rate.mend_default, rate.spoil_default, 80, "advice"),
    _entry("mutates-init-x", result.mend_mutates, result.spoil_mutates, 81, "advice"),
)
