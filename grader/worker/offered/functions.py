"""Activations and losses, as `common.functions` gives them to learners' programs; knows numpy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Array = np.ndarray[Any, np.dtype[Any]]

TINY = 1e-7  # keeps the logarithm finite at probability 0


def identity_function(x: Any) -> Any:
    """Return x itself, as the output layer of a regression does."""
    return x


def step_function(x: ArrayLike) -> Array:
    """Return 1 where x > 0 and 0 elsewhere, as integers of x's shape."""
    result: Array = (np.asarray(x) > 0).astype(int)
    return result


def sigmoid(x: ArrayLike) -> Array:
    """Return 1 / (1 + exp(-x)) by element; far below zero it is 0, without a warning."""
    with np.errstate(over="ignore"):
        result: Array = 1 / (1 + np.exp(-np.asarray(x)))
    return result


def sigmoid_grad(x: ArrayLike) -> Array:
    """Return the derivative of the sigmoid at x, s * (1 - s) with s = sigmoid(x)."""
    value = sigmoid(x)
    result: Array = value * (1 - value)
    return result


def relu(x: ArrayLike) -> Array:
    """Return x where it is positive and 0 elsewhere."""
    result: Array = np.maximum(0, x)
    return result


def relu_grad(x: ArrayLike) -> Array:
    """Return 1 where x >= 0 and 0 elsewhere, in x's dtype."""
    x = np.asarray(x)
    result: Array = (x >= 0).astype(x.dtype)
    return result


def softmax(x: ArrayLike) -> Array:
    """Turn scores into probabilities along the last axis.

    x  array of any shape, one set of scores for each row of the last axis
    Returns float array of x's shape whose rows sum to 1; the largest score is subtracted first, so that no
    exponential overflows.
    """
    x = np.asarray(x)
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    result: Array = powers / powers.sum(axis=-1, keepdims=True)
    return result


def mean_squared_error(y: ArrayLike, t: ArrayLike) -> Any:
    """Return half the sum of the squared differences between y and t."""
    return 0.5 * np.sum((np.asarray(y) - np.asarray(t)) ** 2)


sum_squared_error = mean_squared_error  # the book's editions call the same sum by either name


def cross_entropy_error(y: ArrayLike, t: ArrayLike) -> Any:
    """Return the mean over the samples of -log(probability of the right class).

    y  float array, shape (classes,) for one sample or (samples, classes): probabilities
    t  one-hot, of y's shape, or class labels: an integer, or shape (samples,)
    Returns float. 1e-7 is added to the probability.
    """
    y, t = np.asarray(y), np.asarray(t)
    if y.ndim == 1:
        y = y.reshape(1, -1)
    if t.size == y.size:
        chosen = t.reshape(y.shape) * np.log(y + TINY)
    else:
        chosen = np.log(y[np.arange(len(y)), t.reshape(-1).astype(int)] + TINY)
    return -np.sum(chosen) / len(y)


def softmax_loss(x: ArrayLike, t: ArrayLike) -> Any:
    """Return the cross-entropy error of softmax(x) against t."""
    return cross_entropy_error(softmax(x), t)
