"""Activations and losses with their derivatives, without overflow; must not know any network.

A sample has shape (k,), a batch (batch, k) with one row a sample. Targets are rows of the same shape, one-hot
or any other weights that are not negative. A loss of a batch is the mean over its rows.

The 1e-7 inside a logarithm. Code that follows the book computes -log(p + e) with e = 1e-7 in place of
-log(p), p the probability of the right class. For one sample with a one-hot target that changes

    the loss      by -log(1 + e / p), about -e / p;
    the gradient  by the factor p / (p + e) in every component, hence relatively by -e / (p + e).

At p = 0.1 both are about 1e-6. As p falls below e, that loss stops at -log(e) = 16.1 and its gradient
vanishes, while the exact loss keeps growing. `epsilon` selects the function: 0 is the exact one.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reference.checks import (
    ArrayLike,
    FloatArray,
    non_negative_epsilon,
    real_array,
    same_shape,
    sample_or_batch,
)

Labels: TypeAlias = NDArray[np.integer[Any]] | int

BOOK_EPSILON = 1e-7
"""The term that the book adds to a probability inside a logarithm."""


def sigmoid(x: ArrayLike) -> FloatArray:
    """Compute the logistic function 1 / (1 + exp(-x)) of each element [1]_.

    x  real numbers, any shape
    Returns float64, the shape of x, in [0, 1]. Only exp(-|x|) is taken, so nothing overflows and small
    values keep their digits.
    Raises TypeError when x does not hold real numbers.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]

    .. [1] I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, section 3.10, MIT Press (2016).
    """
    points = real_array(x, "x")
    decay = np.exp(-np.abs(points))
    return np.asarray(np.where(points >= 0.0, 1.0, decay) / (1.0 + decay))


def sigmoid_derivative(x: ArrayLike) -> FloatArray:
    """Compute the derivative of the sigmoid at each element, s(x) s(-x) [1]_.

    x  real numbers, any shape: the argument of the sigmoid, not its value
    Returns float64, the shape of x, in [0, 1/4]. s(-x) stands for 1 - s(x), which cancels for large x.
    Raises TypeError when x does not hold real numbers.

    >>> sigmoid_derivative(np.array([0.0])).tolist()
    [0.25]

    .. [1] I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, section 3.10, MIT Press (2016).
    """
    points = real_array(x, "x")
    return np.asarray(sigmoid(points) * sigmoid(-points))


def relu(x: ArrayLike) -> FloatArray:
    """Compute max(0, x) of each element [1]_.

    x  real numbers, any shape
    Returns float64, the shape of x.
    Raises TypeError when x does not hold real numbers.

    >>> relu(np.array([-2.0, 0.0, 3.0])).tolist()
    [0.0, 0.0, 3.0]

    .. [1] I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, section 6.3.1, MIT Press (2016).
    """
    return np.asarray(np.maximum(0.0, real_array(x, "x")))


def relu_derivative(x: ArrayLike) -> FloatArray:
    """Compute the derivative of ReLU at each element: 1 where x > 0, else 0 [1]_.

    x  real numbers, any shape: the argument of ReLU, not its value
    Returns float64, the shape of x. At 0, where there is no derivative, the left one, 0, is given.
    Raises TypeError when x does not hold real numbers.

    >>> relu_derivative(np.array([-2.0, 0.0, 3.0])).tolist()
    [0.0, 0.0, 1.0]

    .. [1] I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, section 6.3, MIT Press (2016).
    """
    return np.asarray(np.heaviside(real_array(x, "x"), 0.0))


def softmax(scores: ArrayLike) -> FloatArray:
    """Turn scores into probabilities exp(s_i) / sum_j exp(s_j), each row by itself [1]_.

    scores  real numbers, shape (k,) or (batch, k), finite
    Returns float64, the shape of scores; each row sums to 1. The row's maximum is subtracted first [2]_,
    which changes no ratio and keeps exp from overflowing.
    Raises TypeError when scores does not hold real numbers, ValueError for another shape.

    >>> softmax(np.array([[0.0, 0.0], [1000.0, 0.0]])).tolist()
    [[0.5, 0.5], [1.0, 0.0]]

    .. [1] I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, section 6.2.2.3, MIT Press (2016).
    .. [2] The same, section 4.1.
    """
    powers = np.exp(_below_maximum(scores))
    return np.asarray(powers / np.sum(powers, axis=-1, keepdims=True))


def log_softmax(scores: ArrayLike) -> FloatArray:
    """Compute the logarithm of softmax, finite also where the probability underflows to 0 [1]_.

    scores  real numbers, shape (k,) or (batch, k), finite
    Returns float64, the shape of scores, at most 0 and finite: where two scores lie further apart than the
    largest float, minus that float.
    Raises as `softmax`.

    >>> log_softmax(np.array([0.0, -1000.0])).tolist()
    [0.0, -1000.0]

    .. [1] P. Blanchard, D. J. Higham and N. J. Higham, "Accurately computing the log-sum-exp and softmax
       functions", IMA J. Numer. Anal. 41 (4), 2311-2330 (2021).
    """
    shifted = _below_maximum(scores)
    return np.asarray(shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True)))


def one_hot(labels: Labels, class_count: int) -> FloatArray:
    """Turn class numbers into one-hot rows.

    labels       integers in 0 .. class_count - 1, shape (batch,), or one integer
    class_count  int, number of classes k
    Returns float64, shape (batch, k), or (k,) for one integer.
    Raises TypeError when labels are not integers, ValueError when one is out of range or their shape is
    neither () nor (batch,).

    >>> one_hot(np.array([2, 0]), 3).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    numbers = np.asarray(labels)
    if numbers.dtype.kind not in "iu":
        raise TypeError(f"labels must be integers, not {numbers.dtype}")
    if numbers.ndim > 1:
        raise ValueError(f"labels must have shape () or (batch,), not {numbers.shape}")
    if np.any((numbers < 0) | (numbers >= class_count)):
        raise ValueError(f"labels must lie in 0 .. {class_count - 1}")
    return np.asarray(np.eye(class_count)[numbers])


def cross_entropy(y: ArrayLike, t: ArrayLike, epsilon: float = BOOK_EPSILON) -> float:
    """Compute the cross-entropy -sum_i t_i log(y_i + epsilon), the mean over the rows of a batch [1]_.

    y        real numbers, shape (k,) or (batch, k): probabilities
    t        real numbers, the shape of y: one-hot targets
    epsilon  float >= 0, in units of y; 0 gives the exact cross-entropy
    Returns float, in nats; inf where epsilon is 0 and the right class has probability 0. An element with
    t_i = 0 adds 0 whatever y_i is.
    Raises TypeError when an argument does not hold real numbers, ValueError when shapes differ or are
    others, or epsilon is negative.

    >>> round(cross_entropy(np.array([0.1, 0.8, 0.1]), np.array([0, 1, 0]), epsilon=0.0), 12)
    0.223143551314

    .. [1] I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, sections 3.13 and 5.5, MIT Press (2016).
    """
    probabilities, targets = _matching_pair(y, t, "y and t")
    shifted = probabilities + non_negative_epsilon(epsilon)
    with np.errstate(divide="ignore"):  # log(0) = -inf is the documented answer
        logarithms = np.log(shifted, where=targets != 0.0, out=np.zeros_like(shifted))
    return _mean_loss(targets, logarithms)


def cross_entropy_from_labels(y: ArrayLike, labels: Labels, epsilon: float = BOOK_EPSILON) -> float:
    """Compute the cross-entropy for targets given as class numbers, the mean over the rows of a batch.

    y        real numbers, shape (k,) or (batch, k): probabilities
    labels   one integer for (k,), shape (batch,) for (batch, k), in 0 .. k - 1
    epsilon  float >= 0, in units of y
    Returns float, in nats, `cross_entropy` of y and the one-hot rows of labels.
    Raises as `cross_entropy` and `one_hot`.

    >>> round(cross_entropy_from_labels(np.array([[0.1, 0.9], [0.5, 0.5]]), np.array([1, 0]), 0.0), 12)
    0.399253848109
    """
    probabilities = sample_or_batch(y, "y")
    return cross_entropy(probabilities, one_hot(labels, probabilities.shape[-1]), epsilon)


def softmax_cross_entropy(scores: ArrayLike, t: ArrayLike, epsilon: float = 0.0) -> float:
    """Compute the cross-entropy of softmax(scores), the mean over the rows of a batch [1]_.

    scores   real numbers, shape (k,) or (batch, k), finite
    t        real numbers, the shape of scores: one-hot targets
    epsilon  float >= 0; 0 gives the exact loss by `log_softmax`, finite for all finite scores
    Returns float, in nats.
    Raises as `cross_entropy`.

    >>> softmax_cross_entropy(np.array([0.0, -1000.0]), np.array([0, 1]))
    1000.0

    .. [1] I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, section 6.2.2.3, MIT Press (2016).
    """
    values, targets = _matching_pair(scores, t, "scores and t")
    if epsilon != 0.0:
        return cross_entropy(softmax(values), targets, epsilon)
    return _mean_loss(targets, log_softmax(values))


def softmax_cross_entropy_gradient(scores: ArrayLike, t: ArrayLike, epsilon: float = 0.0) -> FloatArray:
    """Differentiate `softmax_cross_entropy` by the scores.

    With y = softmax(scores), r_i = t_i y_i / (y_i + epsilon) and the sum over one row, the gradient of the
    row is y_i sum_j r_j - r_i, from dy_j / ds_i = y_j ((i = j) - y_i). For epsilon = 0 and a one-hot
    target that is y - t [1]_.

    scores   real numbers, shape (k,) or (batch, k), finite
    t        real numbers, the shape of scores: one-hot targets
    epsilon  float >= 0; 0 differentiates the exact loss
    Returns float64, the shape of scores, in nats per unit of score; divided by the batch size, as the loss
    is a mean.
    Raises as `cross_entropy`.

    >>> softmax_cross_entropy_gradient(np.zeros((2, 2)), np.array([[1, 0], [0, 1]])).tolist()
    [[-0.25, 0.25], [0.25, -0.25]]

    .. [1] C. M. Bishop, Pattern Recognition and Machine Learning, section 4.3.4, Springer (2006).
    """
    values, targets = _matching_pair(scores, t, "scores and t")
    y = softmax(values)
    # at epsilon 0 the ratio y / y is 1, also where y underflows to 0
    pulls = targets * y / (y + epsilon) if non_negative_epsilon(epsilon) else targets
    return np.asarray((y * np.sum(pulls, axis=-1, keepdims=True) - pulls) / _row_count(values))


def _below_maximum(scores: ArrayLike) -> FloatArray:
    values = sample_or_batch(scores, "scores")
    with np.errstate(over="ignore"):  # two finite scores may lie further apart than the largest float
        shifted = values - np.max(values, axis=-1, keepdims=True)
    return np.asarray(np.maximum(shifted, -np.finfo(np.float64).max))


def _matching_pair(first: ArrayLike, second: ArrayLike, names: str) -> tuple[FloatArray, FloatArray]:
    left, right = (sample_or_batch(a, n) for a, n in zip((first, second), names.split(" and "), strict=True))
    same_shape(left, right, names)
    return left, right


def _row_count(rows: FloatArray) -> int:
    return rows.shape[0] if rows.ndim == 2 else 1


def _mean_loss(targets: FloatArray, logarithms: FloatArray) -> float:
    # subtracted from 0.0, so that a loss of nothing is 0.0 and not -0.0
    return float(0.0 - np.sum(targets * logarithms) / _row_count(targets))
