"""The catalogue's part on the gradient's loop: exercise 2, and wherever a learner's own gradient is used.

The table alone; the edits stand beside it, by what they are about.
"""

from __future__ import annotations

from ...vocabulary import Misconception
from . import copies, every, indexes, names, points, restoring, shape, sides, sizes

_GRADIENT = ("numerical_gradient", "gradient_descent", "two_layer_net")
_FORMULA = ("numerical_diff", *_GRADIENT)

RULES: tuple[Misconception, ...] = (
    Misconception(
        "loops-over-int", _GRADIENT, sizes.mend_loops_over_int, sizes.spoil_loops_over_int, order=22
    ),
    Misconception("zeros-of-size", _GRADIENT, sizes.mend_zeros_of_size, sizes.spoil_zeros_of_size, order=23),
    Misconception(
        "assigns-vector-to-element",
        _GRADIENT,
        names.mend_assigns_vector,
        names.spoil_assigns_vector,
        order=24,
    ),
    Misconception(
        "passes-component", _GRADIENT, points.mend_passes_component, points.spoil_passes_component, order=26
    ),
    Misconception(
        "perturbs-all-components", _GRADIENT, every.mend_perturbs_all, every.spoil_perturbs_all, order=27
    ),
    Misconception("same-side-twice", _FORMULA, sides.mend_same_side, sides.spoil_same_side, order=32),
    Misconception("wrong-second-step", _FORMULA, sides.mend_second_step, sides.spoil_second_step, order=32),
    Misconception(
        "missing-index", _GRADIENT, indexes.mend_missing_index, indexes.spoil_missing_index, order=40
    ),
    Misconception("aliased-copy", _GRADIENT, copies.mend_aliased, copies.spoil_aliased, order=41),
    Misconception(
        "not-restored", _GRADIENT, restoring.mend_not_restored, restoring.spoil_not_restored, order=42
    ),
    Misconception(
        "restores-wrong-value",
        _GRADIENT,
        restoring.mend_restores_wrong,
        restoring.spoil_restores_wrong,
        order=42,
    ),
    Misconception("hard-coded-size", _GRADIENT, sizes.mend_hard_coded, sizes.spoil_hard_coded, order=50),
    Misconception(
        "one-dimensional-only", _GRADIENT, shape.mend_vectors_only, shape.spoil_vectors_only, order=51
    ),
    Misconception(
        "integer-truncation", _GRADIENT, shape.note_integers, shape.spoil_integers, kind="advice", order=60
    ),
)
