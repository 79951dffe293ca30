"""SimpleNet and TwoLayerNet with analytic gradients; must not know how a network is trained or graded.

Losses and gradients are those of the exact cross-entropy. Code that follows the book adds 1e-7 inside the
logarithm: its loss is lower by about 1e-7 / p for a sample whose right class has probability p, and each
sample's share of the gradient is smaller by the factor p / (p + 1e-7) (derived in reference.functions). So
a right program of that kind differs from these answers, relatively by 1e-7 / p in the gradient; `epsilon`
gives its answers exactly.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from reference.checks import ArrayLike, FloatArray, real_array, same_shape, sample_or_batch
from reference.functions import (
    sigmoid,
    sigmoid_derivative,
    softmax,
    softmax_cross_entropy,
    softmax_cross_entropy_gradient,
)

PARAMETER_NAMES = ("W1", "b1", "W2", "b2")
"""The parameters of a TwoLayerNet, in the order of their use."""


class SimpleNet:
    """One linear layer without bias, under softmax and cross-entropy.

    W  real numbers, shape (inputs, classes); copied
    Raises TypeError when W does not hold real numbers, ValueError for another shape.

    >>> net = SimpleNet(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    >>> net.predict(np.array([0.6, 0.9])).tolist()
    [0.6, 0.9, 0.0]
    """

    def __init__(self, W: ArrayLike) -> None:
        self.W = real_array(W, "W")
        if self.W.ndim != 2:
            raise ValueError(f"W must have shape (inputs, classes), not {self.W.shape}")

    def predict(self, x: ArrayLike) -> FloatArray:
        """Compute the scores x W, before softmax.

        x  real numbers, shape (inputs,) or (batch, inputs)
        Returns float64, shape (classes,) or (batch, classes).
        Raises TypeError when x does not hold real numbers, ValueError when it does not fit W.
        """
        return np.asarray(_inputs(x, self.W.shape[0]) @ self.W)

    def loss(self, x: ArrayLike, t: ArrayLike, epsilon: float = 0.0) -> float:
        """Compute the cross-entropy of softmax(predict(x)), the mean over a batch.

        x        real numbers, shape (inputs,) or (batch, inputs)
        t        one-hot targets, shape (classes,) or (batch, classes)
        epsilon  float >= 0, added inside the logarithm; 0 gives the exact loss
        Returns float, in nats.
        Raises as `predict`, and ValueError when t does not fit or epsilon is negative.
        """
        return softmax_cross_entropy(self.predict(x), t, epsilon)

    def gradient(self, x: ArrayLike, t: ArrayLike, epsilon: float = 0.0) -> FloatArray:
        """Differentiate the loss by W: x.T (dL/dscores) [1]_.

        x, t, epsilon  as for `loss`
        Returns float64, the shape of W, in nats per unit of W.
        Raises as `loss`.

        .. [1] I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, section 6.5, MIT Press (2016).
        """
        by_scores = softmax_cross_entropy_gradient(self.predict(x), t, epsilon)
        return np.asarray(np.atleast_2d(real_array(x, "x")).T @ np.atleast_2d(by_scores))


class TwoLayerNet:
    """A sigmoid layer and a linear layer, under softmax and cross-entropy.

    params  mapping with exactly the keys W1, shape (inputs, hidden), b1 (hidden,), W2 (hidden, classes) and
            b2 (classes,), real numbers; copied
    Raises TypeError when one does not hold real numbers, ValueError when keys or shapes are others.

    >>> zeros = {"W1": np.zeros((3, 4)), "b1": np.zeros(4), "W2": np.zeros((4, 2)), "b2": np.zeros(2)}
    >>> TwoLayerNet(zeros).predict(np.array([1.0, 2.0, 3.0])).tolist()
    [0.5, 0.5]
    """

    def __init__(self, params: Mapping[str, ArrayLike]) -> None:
        if set(params) != set(PARAMETER_NAMES):
            raise ValueError(f"params must have the keys {PARAMETER_NAMES}, not {tuple(params)}")
        self.params = {name: real_array(params[name], name) for name in PARAMETER_NAMES}
        shapes = [self.params[name].shape for name in PARAMETER_NAMES]
        w1, _, w2, _ = shapes
        if len(w1) != 2 or len(w2) != 2 or shapes != [w1, w1[1:], (w1[1], w2[1]), w2[1:]]:
            raise ValueError(
                "W1, b1, W2, b2 must have shapes (inputs, hidden), (hidden,), (hidden, classes), (classes,), "
                f"not {', '.join(map(str, shapes))}"
            )

    def scores(self, x: ArrayLike) -> FloatArray:
        """Compute sigmoid(x W1 + b1) W2 + b2, before softmax.

        x  real numbers, shape (inputs,) or (batch, inputs)
        Returns float64, shape (classes,) or (batch, classes).
        Raises TypeError when x does not hold real numbers, ValueError when it does not fit W1.
        """
        return np.asarray(sigmoid(self._hidden_argument(x)) @ self.params["W2"] + self.params["b2"])

    def predict(self, x: ArrayLike) -> FloatArray:
        """Compute the probabilities softmax(scores(x)).

        x  real numbers, shape (inputs,) or (batch, inputs)
        Returns float64, shape (classes,) or (batch, classes); each row sums to 1.
        Raises as `scores`.
        """
        return softmax(self.scores(x))

    def loss(self, x: ArrayLike, t: ArrayLike, epsilon: float = 0.0) -> float:
        """Compute the cross-entropy of predict(x), the mean over a batch.

        x        real numbers, shape (inputs,) or (batch, inputs)
        t        one-hot targets, shape (classes,) or (batch, classes)
        epsilon  float >= 0, added inside the logarithm; 0 gives the exact loss
        Returns float, in nats.
        Raises as `scores`, and ValueError when t does not fit or epsilon is negative.
        """
        return softmax_cross_entropy(self.scores(x), t, epsilon)

    def accuracy(self, x: ArrayLike, t: ArrayLike) -> float:
        """Compute the fraction of samples whose largest score is that of the right class.

        x  real numbers, shape (inputs,) or (batch, inputs)
        t  one-hot targets, shape (classes,) or (batch, classes)
        Returns float in [0, 1]; of equal largest scores the first counts.
        Raises as `scores`, and ValueError when t does not fit.
        """
        scores, targets = self.scores(x), sample_or_batch(t, "t")
        same_shape(scores, targets, "scores and t")
        return float(np.mean(np.argmax(scores, axis=-1) == np.argmax(targets, axis=-1)))

    def gradient(self, x: ArrayLike, t: ArrayLike, epsilon: float = 0.0) -> dict[str, FloatArray]:
        """Differentiate the loss by each parameter, by backpropagation [1]_.

        x, t, epsilon  as for `loss`
        Returns dict with the keys of params; each float64 of that parameter's shape, in nats per unit of it.
        Raises as `loss`.

        .. [1] D. E. Rumelhart, G. E. Hinton and R. J. Williams, "Learning representations by
           back-propagating errors", Nature 323, 533-536 (1986).
        """
        by_scores = np.atleast_2d(softmax_cross_entropy_gradient(self.scores(x), t, epsilon))
        a1 = np.atleast_2d(self._hidden_argument(x))
        by_a1 = by_scores @ self.params["W2"].T * sigmoid_derivative(a1)
        return {
            "W1": np.atleast_2d(real_array(x, "x")).T @ by_a1,
            "b1": np.asarray(np.sum(by_a1, axis=0)),
            "W2": sigmoid(a1).T @ by_scores,
            "b2": np.asarray(np.sum(by_scores, axis=0)),
        }

    def _hidden_argument(self, x: ArrayLike) -> FloatArray:
        inputs = _inputs(x, self.params["W1"].shape[0])
        return np.asarray(inputs @ self.params["W1"] + self.params["b1"])


def _inputs(x: ArrayLike, size: int) -> FloatArray:
    inputs = sample_or_batch(x, "x")
    if inputs.shape[-1] != size:
        raise ValueError(f"x must have shape ({size},) or (batch, {size}), not {inputs.shape}")
    return inputs
