"""Layers and small networks, as `common.layers` and learners' own files give them; knows numpy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .functions import cross_entropy_error, sigmoid, sigmoid_grad, softmax
from .gradients import numerical_gradient

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Array = np.ndarray[Any, np.dtype[Any]]


class Relu:
    """The layer max(0, x)."""

    def __init__(self) -> None:
        self.mask: Any = None

    def forward(self, x: Array) -> Array:
        self.mask = x <= 0
        return np.where(self.mask, 0, x)

    def backward(self, dout: Array) -> Array:
        return np.where(self.mask, 0, dout)


class Sigmoid:
    """The layer 1 / (1 + exp(-x))."""

    def __init__(self) -> None:
        self.out: Any = None

    def forward(self, x: Array) -> Array:
        self.out = sigmoid(x)
        return np.asarray(self.out)

    def backward(self, dout: Array) -> Array:
        return np.asarray(dout * self.out * (1 - self.out))


class Affine:
    """The layer x W + b.

    W  float array, shape (inputs, outputs)
    b  float array, shape (outputs,)
    An input of more axes is flattened to (samples, inputs). `dW` and `db` hold the last gradients.
    """

    def __init__(self, W: Array, b: Array) -> None:
        self.W, self.b = W, b
        self.x: Any = None
        self.dW: Any = None
        self.db: Any = None
        self.original_x_shape: tuple[int, ...] = ()

    def forward(self, x: Array) -> Array:
        self.original_x_shape = x.shape
        self.x = x.reshape(-1, self.W.shape[0])
        return np.asarray(self.x @ self.W + self.b)

    def backward(self, dout: Array) -> Array:
        dout = dout.reshape(-1, self.W.shape[1])
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return np.asarray(dout @ self.W.T).reshape(self.original_x_shape)


class SoftmaxWithLoss:
    """The last layer: softmax and cross-entropy error, whose joint gradient is (y - t) / samples."""

    def __init__(self) -> None:
        self.loss: Any = None
        self.y: Any = None
        self.t: Any = None

    def forward(self, x: Array, t: Array) -> Any:
        self.t, self.y = t, softmax(x)
        self.loss = cross_entropy_error(self.y, t)
        return self.loss

    def backward(self, dout: float = 1.0) -> Array:
        return _score_gradient(self.y, self.t) * dout


class SGD:
    """Plain gradient descent on a dict of parameters, lr times the gradient a step."""

    def __init__(self, lr: float = 0.01) -> None:
        self.lr = lr

    def update(self, params: dict[str, Array], grads: dict[str, Array]) -> None:
        for key in params:
            params[key] -= self.lr * grads[key]


class simpleNet:  # the book's name
    """One layer of weights, W of shape (2, 3), drawn from the standard normal distribution."""

    def __init__(self) -> None:
        self.W = np.random.randn(2, 3)

    def predict(self, x: Array) -> Array:
        return np.asarray(np.dot(x, self.W))

    def loss(self, x: Array, t: Array) -> Any:
        return cross_entropy_error(softmax(self.predict(x)), t)


class TwoLayerNet:
    """Affine, sigmoid, affine, softmax; `params` holds W1, b1, W2, b2.

    Weights are drawn from the normal distribution of standard deviation weight_init_std, biases are 0.
    """

    def __init__(
        self, input_size: int, hidden_size: int, output_size: int, weight_init_std: float = 0.01
    ) -> None:
        self.params: dict[str, Array] = {
            "W1": weight_init_std * np.random.randn(input_size, hidden_size),
            "b1": np.zeros(hidden_size),
            "W2": weight_init_std * np.random.randn(hidden_size, output_size),
            "b2": np.zeros(output_size),
        }

    def predict(self, x: Array) -> Array:
        hidden = sigmoid(np.dot(x, self.params["W1"]) + self.params["b1"])
        return softmax(np.dot(hidden, self.params["W2"]) + self.params["b2"])

    def loss(self, x: Array, t: Array) -> Any:
        return cross_entropy_error(self.predict(x), t)

    def accuracy(self, x: Array, t: Array) -> Any:
        """Return the fraction of the rows of x whose likeliest class is that of t (one-hot or labels)."""
        labels = t if t.ndim == 1 else t.argmax(axis=1)
        return np.mean(self.predict(x).argmax(axis=1) == labels)

    def numerical_gradient(self, x: Array, t: Array) -> dict[str, Array]:
        return {key: numerical_gradient(lambda _: self.loss(x, t), self.params[key]) for key in self.params}

    def gradient(self, x: Array, t: Array) -> dict[str, Array]:
        """Return the gradient of the loss by each parameter, by backpropagation."""
        scores = np.dot(x, self.params["W1"]) + self.params["b1"]
        hidden = sigmoid(scores)
        d_out = _score_gradient(self.predict(x), t)
        d_scores = np.dot(d_out, self.params["W2"].T) * sigmoid_grad(scores)
        return {
            "W1": np.dot(x.T, d_scores),
            "b1": d_scores.sum(axis=0),
            "W2": np.dot(hidden.T, d_out),
            "b2": d_out.sum(axis=0),
        }


def _score_gradient(y: Array, t: Array) -> Array:
    """Return the gradient of the mean cross-entropy by the scores, from probabilities and either target."""
    gradient = y.copy()
    if t.size == y.size:
        gradient -= t.reshape(y.shape)
    else:
        gradient[np.arange(len(y)), t] -= 1
    return gradient / len(y)


def smooth_curve(x: ArrayLike) -> Array:
    """Smooth a series by a Kaiser window of 11 points (beta 2), reflected at its ends.

    x  series of floats
    Returns float array of the same length.
    """
    window = np.kaiser(11, 2)
    padded = np.pad(np.asarray(x, dtype=float), 5, mode="reflect")
    return np.convolve(padded, window / window.sum(), mode="valid")


def shuffle_dataset(x: Array, t: Array) -> tuple[Array, Array]:
    """Return the samples and their targets in one new random order."""
    order = np.random.permutation(len(x))
    return x[order], t[order]
