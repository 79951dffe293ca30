"""The misconceptions of exercise 5, sigmoid and TwoLayerNet, in one table; their edits stand beside.

    nodes        single nodes                           kinds            what each expression holds
    reading      assignments, references                layers           data, weights and bias that meet
    definitions  where parameters get their values      gradient_places  where gradients are given
    edits        edits that several rules make

Misspelt names and the like are slips (slips/); softmax and cross-entropy belong to simple_net/.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...text import Fix
from ...vocabulary import Misconception, Rule, Subject
from . import (
    accuracy as two_layer_net_accuracy,
)
from . import (
    activation as two_layer_net_activation,
)
from . import (
    advice as two_layer_net_advice,
)
from . import (
    average as two_layer_net_average,
)
from . import (
    error as two_layer_net_error,
)
from . import (
    forward as two_layer_net_forward,
)
from . import (
    fraction as two_layer_net_fraction,
)
from . import (
    gradients as two_layer_net_gradients,
)
from . import (
    numerical as two_layer_net_numerical,
)
from . import (
    products as two_layer_net_products,
)
from . import (
    relu as two_layer_net_relu,
)
from . import (
    results as two_layer_net_results,
)
from . import (
    shapes as two_layer_net_shapes,
)
from . import (
    sigmoid,
    sigmoid_forms,
)
from . import (
    slope as two_layer_net_slope,
)
from . import (
    slope_form as two_layer_net_slope_form,
)
from . import (
    start as two_layer_net_start,
)

_BACK = ("gradient",)
_BOTH = ("numerical-gradient", "gradient")
_ACCURACY = ("accuracy",)

# Id -> the checks of which one must have failed for the idea to be looked for. A check that waits for another
# counts as not failed: its turn comes when the other is repaired. What is left out is always looked for.
_CHECKS: dict[str, tuple[str, ...]] = {
    "weight-shape-copy-paste": ("parameters",),
    "bias-shape": ("parameters",),
    "missing-parameter": ("parameters",),
    "weight-std-ignored": ("parameters", "initial-weights"),
    "weight-std-not-a-factor": ("parameters", "initial-weights"),
    "weights-all-zero": ("parameters", "initial-weights"),
    "bias-not-zero": ("parameters", "initial-biases"),
    "calls-itself": ("predict", "loss", "accuracy", "numerical-gradient"),
    "loss-called-too-early": ("numerical-gradient",),
    "weights-fed-as-input": ("numerical-gradient",),
    "gradient-copy-paste": _BOTH,
    "gradient-missing-parameter": _BOTH,
    "gradient-flipped-sign": _BACK,
    "gradient-not-averaged": _BACK,
    "gradient-averaged-twice": _BACK,
    "gradient-transposed": _BACK,
    "gradient-wrong-axis": _BACK,
    "gradient-missing-activation-derivative": _BACK,
    "sigmoid-for-sigmoid-grad": _BACK,
    "sigmoid-grad-half": _BACK,
    "sigmoid-grad-missing-parentheses": _BACK,
    "sigmoid-grad-wrong-argument": _BACK,
    "accuracy-wrong-axis": _ACCURACY,
    "accuracy-compares-with-itself": _ACCURACY,
    "accuracy-without-argmax": _ACCURACY,
    "max-for-argmax": _ACCURACY,
    "accuracy-not-a-fraction": _ACCURACY,
    "accuracy-counts-errors": _ACCURACY,
    "accuracy-returns-loss": _ACCURACY,
    "loss-returns-accuracy": ("predict", "loss", "accuracy"),
}

_ENTRIES: tuple[Misconception, ...] = (
    *sigmoid.RULES,
    *sigmoid_forms.RULES,
    *two_layer_net_shapes.RULES,
    *two_layer_net_start.RULES,
    *two_layer_net_forward.RULES,
    *two_layer_net_activation.RULES,
    *two_layer_net_relu.RULES,
    *two_layer_net_products.RULES,
    *two_layer_net_numerical.RULES,
    *two_layer_net_gradients.RULES,
    *two_layer_net_error.RULES,
    *two_layer_net_average.RULES,
    *two_layer_net_slope.RULES,
    *two_layer_net_slope_form.RULES,
    *two_layer_net_accuracy.RULES,
    *two_layer_net_fraction.RULES,
    *two_layer_net_results.RULES,
    *two_layer_net_advice.RULES,
)


def _after(rule: Rule, checks: tuple[str, ...]) -> Rule:
    """Return the rule, silent where none of the checks failed; where nothing is known of checks, it looks."""

    def look(subject: Subject) -> Iterator[Fix]:
        if not subject.failed or any(check in subject.failed for check in checks):
            yield from rule(subject)

    return look


RULES: tuple[Misconception, ...] = tuple(
    replace(entry, mend=_after(entry.mend, _CHECKS[entry.id])) if entry.id in _CHECKS else entry
    for entry in _ENTRIES
)
