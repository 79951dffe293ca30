"""Exercise 4, softmax, cross_entropy_error and simpleNet: its misconceptions as a table."""

from __future__ import annotations

import random
from collections.abc import Iterator

from ...text import Fix
from ...vocabulary import Misconception, Rule, Spoiler, Subject
from . import entropy_batch as batch
from . import entropy_classes as classes
from . import entropy_count as count
from . import entropy_formula as entropy
from . import entropy_labels as labels
from . import entropy_sign as sign
from . import entropy_small as small
from . import outputs, products, weights
from . import softmax_after as after
from . import softmax_axes as axes
from . import softmax_formula as formula
from . import softmax_shares as fraction

_BOTH = ("simple_net", "two_layer_net")


def _shown_here(spoil: Spoiler) -> Spoiler:
    """Keep an inverse edit to exercise 4: exercise 5 asks for no single sample, large scores or zeros."""

    def here(subject: Subject, rng: random.Random) -> Iterator[Fix]:
        """Yield what the inverse edit does, in exercise 4."""
        if subject.exercise.endswith("simple_net"):
            yield from spoil(subject, rng)

    return here


def _entry(
    name: str, mend: Rule, spoil: Spoiler | None, order: int, topics: tuple[str, ...] = _BOTH
) -> Misconception:
    return Misconception(name, topics, mend, spoil, "misconception", order)


_SOFTMAX = (
    _entry("softmax-not-normalised", fraction.mend_bare, fraction.spoil_bare, 30),
    _entry("softmax-sum-of-scores", fraction.mend_scores, fraction.spoil_scores, 31),
    _entry("softmax-subtracts-after-exp", after.mend_after, after.spoil_after, 32),
    _entry("softmax-subtracts-in-one-place", fraction.mend_one, fraction.spoil_one, 33),
    _entry("softmax-overflow", formula.mend_over, _shown_here(formula.spoil_over), 34),
    _entry("softmax-wrong-axis", axes.mend_wrong, axes.spoil_wrong, 50),
    _entry("softmax-missing-keepdims", axes.mend_lost, axes.spoil_lost, 51),
    _entry("softmax-over-whole-batch", axes.mend_whole, axes.spoil_whole, 52),
    _entry("softmax-batch-only", axes.mend_batch, _shown_here(axes.spoil_batch), 53),
)

_ENTROPY = (
    _entry(
        "cross-entropy-overwrites-prediction", batch.mend_overwrites, _shown_here(batch.spoil_overwrites), 29
    ),
    _entry("cross-entropy-mixed-formulas", labels.mend_mixed, labels.spoil_mixed, 30),
    _entry("cross-entropy-label-only", labels.mend_label, labels.spoil_label, 31),
    _entry("cross-entropy-log-of-target", entropy.mend_target, entropy.spoil_target, 32),
    _entry("cross-entropy-ignores-target", entropy.mend_ignores, entropy.spoil_ignores, 33),
    _entry("cross-entropy-missing-sum", entropy.mend_sum, entropy.spoil_sum, 34),
    _entry("cross-entropy-missing-minus", sign.mend_minus, sign.spoil_minus, 35),
    _entry("cross-entropy-wrong-logarithm", entropy.mend_base, entropy.spoil_base, 36),
    _entry("cross-entropy-log-of-zero", small.mend_zero, _shown_here(small.spoil_zero), 37),
    _entry("cross-entropy-large-epsilon", small.mend_large, small.spoil_large, 38),
    _entry("cross-entropy-averages-classes", classes.mend_classes, classes.spoil_classes, 54),
    _entry("cross-entropy-averages-single", count.mend_single, _shown_here(count.spoil_single), 55),
    _entry("cross-entropy-not-averaged", count.mend_not, count.spoil_not, 56),
    _entry("cross-entropy-batch-only", batch.mend_batch, _shown_here(batch.spoil_batch), 57),
    Misconception("cross-entropy-one-hot-only", ("simple_net",), labels.mend_hot, None, "advice", 80),
)

_ONLY = ("simple_net",)
_NET = (
    _entry("dot-wrong-order", products.mend_order, products.spoil_order, 20, _ONLY),
    _entry("product-by-element", products.mend_element, products.spoil_element, 21, _ONLY),
    _entry("weight-shape", weights.mend_shape, weights.spoil_shape, 22, _ONLY),
    _entry("weights-not-random", weights.mend_random, weights.spoil_random, 23, _ONLY),
    _entry("extra-bias", weights.mend_bias, weights.spoil_bias, 24, _ONLY),
    _entry("predict-returns-class", outputs.mend_class, outputs.spoil_class, 40, _ONLY),
    _entry("softmax-in-predict", outputs.mend_in_predict, outputs.spoil_in_predict, 41, _ONLY),
    _entry("sigmoid-instead-of-softmax", outputs.mend_sigmoid, outputs.spoil_sigmoid, 42),
    _entry("loss-skips-predict", outputs.mend_skips, outputs.spoil_skips, 43, _ONLY),
    _entry("loss-without-softmax", outputs.mend_without, outputs.spoil_without, 44, _ONLY),
)

RULES: tuple[Misconception, ...] = (*_SOFTMAX, *_ENTROPY, *_NET)
