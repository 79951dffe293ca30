"""The catalogue's part on difference formulas: exercise 1, and the same formula wherever it stands.

The table alone; the edits stand beside it, by what they are about.
"""

from __future__ import annotations

from ...vocabulary import Misconception
from ..gradient import forward as loops
from . import calls, denominators, quotients, results, sides, steps, typos, vectors

_FORMULA = ("numerical_diff", "numerical_gradient", "gradient_descent", "two_layer_net")

RULES: tuple[Misconception, ...] = (
    Misconception("step-literal-typo", _FORMULA, typos.mend_typo, typos.spoil_typo, order=15),
    Misconception(
        "step-called-as-function", _FORMULA, calls.mend_step_called, calls.spoil_step_called, order=20
    ),
    Misconception("ignores-the-function", _FORMULA, results.mend_ignores, results.spoil_ignores, order=28),
    Misconception(
        "scalar-name-for-vector-code",
        ("numerical_diff",),
        vectors.mend_vector_code,
        vectors.spoil_vector_code,
        order=29,
    ),
    Misconception("step-too-small", _FORMULA, steps.mend_too_small, steps.spoil_too_small, order=30),
    Misconception("step-below-float32", _FORMULA, steps.mend_single, steps.spoil_single, order=30),
    Misconception("step-too-large", _FORMULA, steps.mend_too_large, steps.spoil_too_large, order=31),
    Misconception("step-outside-call", _FORMULA, loops.mend_outside, loops.spoil_outside, order=32),
    Misconception("plus-instead-of-minus", _FORMULA, sides.mend_plus, sides.spoil_plus, order=33),
    Misconception("flipped-sign", _FORMULA, sides.mend_flipped, sides.spoil_flipped, order=33),
    Misconception(
        "missing-numerator-parentheses",
        _FORMULA,
        quotients.mend_numerator,
        quotients.spoil_numerator,
        order=34,
    ),
    Misconception(
        "missing-denominator-parentheses",
        _FORMULA,
        quotients.mend_denominator,
        quotients.spoil_denominator,
        order=35,
    ),
    Misconception(
        "missing-division", _FORMULA, denominators.mend_no_division, denominators.spoil_no_division, order=35
    ),
    Misconception(
        "multiplies-by-step", _FORMULA, denominators.mend_multiplies, denominators.spoil_multiplies, order=35
    ),
    Misconception(
        "wrong-denominator",
        _FORMULA,
        denominators.mend_wrong_denominator,
        denominators.spoil_wrong_denominator,
        order=36,
    ),
    Misconception(
        "divides-by-h", _FORMULA, denominators.mend_divides_by_h, denominators.spoil_divides_by_h, order=36
    ),
    Misconception(
        "half-forward-difference", _FORMULA, loops.mend_half_forward, loops.spoil_half_forward, order=37
    ),
    Misconception("rounds-the-result", _FORMULA, results.mend_rounds, results.spoil_rounds, order=38),
    Misconception("forward-difference", _FORMULA, loops.mend_forward, loops.spoil_forward, order=39),
)
