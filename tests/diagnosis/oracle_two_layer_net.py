"""What sigmoid and TwoLayerNet must do, by plain NumPy and complex steps; shares no code with the grader.

CHECKS are named checks of a program's objects (target name -> function or class). They take what the exercise
lets be free: params or attributes, keys in either case, biases (H,) or (1, H), scores from predict, and no
gradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Objects = Mapping[str, Any]
Check = Callable[[Objects], bool]

SIZES = (3, 5, 2)  # inputs, hidden units, classes
SHAPES = {"W1": (3, 5), "b1": (5,), "W2": (5, 2), "b2": (2,)}
BATCH = 7


def close(got: Any, expected: Any, tolerance: float, loose: bool = False) -> bool:
    """Tell whether got is expected within tolerance * max(1, |expected|); loose takes (1, n) for (n,)."""
    wanted = np.asarray(expected, dtype=float)
    try:
        array = np.asarray(got)
    except ValueError:
        return False
    if array.dtype.kind not in "iuf":
        return False
    if loose and array.shape == (1, *wanted.shape):
        array = array.reshape(wanted.shape)
    if array.shape != wanted.shape or not np.all(np.isfinite(array)):
        return False
    return bool(np.all(np.abs(array.astype(float) - wanted) <= tolerance * np.maximum(1.0, np.abs(wanted))))


# --- the network by hand --------------------------------------------------------------------------


def hidden(params: Mapping[str, Any], x: Any) -> Any:
    """Return the hidden values, shape (batch, hidden); tanh makes the sigmoid by another road."""
    return 0.5 + 0.5 * np.tanh(0.5 * (np.einsum("bi,ih->bh", x, params["W1"]) + params["b1"]))


def scores(params: Mapping[str, Any], x: Any) -> Any:
    """Return the scores, shape (batch, classes)."""
    return np.einsum("bh,ho->bo", hidden(params, x), params["W2"]) + params["b2"]


def shares(params: Mapping[str, Any], x: Any) -> Any:
    """Return the probabilities, shape (batch, classes)."""
    powers = np.exp(scores(params, x))
    return powers / powers.sum(axis=1)[:, None]


def loss(params: Mapping[str, Any], x: Any, t: Any) -> Any:
    """Return the mean cross-entropy."""
    return -np.sum(t * np.log(shares(params, x))) / len(x)


def slopes(params: Mapping[str, Any], x: Any, t: Any) -> dict[str, Any]:
    """Return the gradient of the loss by complex steps, one number at a time."""
    found = {}
    for name, value in params.items():
        found[name] = np.zeros_like(value)
        for index in np.ndindex(value.shape):
            moved = {key: array.astype(complex) for key, array in params.items()}
            moved[name][index] += 1e-40j
            found[name][index] = loss(moved, x, t).imag / 1e-40
    return found


class Case:
    """One set of parameters with a batch; five of seven samples are put into the right class."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.params = {
            name: rng.uniform(0.3, 0.9, shape) * rng.choice([-1, 1], shape) for name, shape in SHAPES.items()
        }
        self.x = rng.uniform(0.3, 1.2, (BATCH, SIZES[0])) * rng.choice([-1, 1], (BATCH, SIZES[0]))
        values = scores(self.params, self.x)
        gaps = np.sort(values[:, 0] - values[:, 1])
        self.params["b2"][0] -= gaps[2:4].mean()
        labels = np.argmax(scores(self.params, self.x), axis=1)
        for wrong in [int(np.argmax(labels == label)) for label in (0, 1)]:
            labels[wrong] = 1 - labels[wrong]
        self.t = np.eye(SIZES[2], dtype=int)[labels]
        self.right = float(np.mean(labels == np.argmax(scores(self.params, self.x), axis=1)))

    def arguments(self) -> tuple[Any, Any]:
        """Return copies of x and t."""
        return self.x.copy(), self.t.copy()


# --- a learner's network --------------------------------------------------------------------------


def held(net: Any, name: str) -> Any:
    """Return a network's parameter, or None."""
    for key in (name, name.swapcase()):
        if isinstance(getattr(net, "params", None), dict) and key in net.params:
            return net.params[key]
        if hasattr(net, key):
            return getattr(net, key)
    return None


def fill(net: Any, name: str, value: Any) -> None:
    """Write a parameter into its array, so that layers that hold it see it."""
    array = held(net, name)
    if not isinstance(array, np.ndarray) or array.size != value.size or array.dtype.kind != "f":
        raise ValueError(f"{name} cannot hold {value.shape}")
    array[...] = value.reshape(array.shape)


def network(objects: Objects, case: Case) -> Any:
    """Make a learner's network with the parameters of a case."""
    net = objects["TwoLayerNet"](*SIZES)
    for name, value in case.params.items():
        fill(net, name, value)
    return net


def keeps(net: Any, case: Case) -> bool:
    """Tell whether the parameters are still those of the case."""
    return all(close(held(net, name), value, 1e-7, loose=True) for name, value in case.params.items())


# --- the checks -----------------------------------------------------------------------------------

_POINTS = np.array([[0.31, -1.43, 2.2], [0.05, 4.1, -3.17]])


def _sigmoid(objects: Objects) -> bool:
    expected = [[1 / (1 + math.exp(-a)) for a in row] for row in _POINTS.tolist()]
    return close(objects["sigmoid"](_POINTS.copy()), expected, 1e-6)


def _sigmoid_large(objects: Objects) -> bool:
    return close(objects["sigmoid"](np.array([-1000.5, 999.25])), [0.0, 1.0], 1e-6)


def _parameters(objects: Objects) -> bool:
    net = objects["TwoLayerNet"](*SIZES)
    return all(
        isinstance(held(net, name), np.ndarray)
        and held(net, name).shape in ((shape, (1, *shape)) if name[0] == "b" else (shape,))
        for name, shape in SHAPES.items()
    )


def _biases(objects: Objects) -> bool:
    net = objects["TwoLayerNet"](*SIZES)
    return all(held(net, name) is not None and not np.any(held(net, name)) for name in ("b1", "b2"))


def _weights(objects: Objects) -> bool:
    for std in (0.03, 0.9):
        net = objects["TwoLayerNet"](40, 50, 30, std)
        for name in ("W1", "W2"):
            array = held(net, name)
            spread = float(np.sqrt(np.mean(array**2)))
            if not 0.5 < spread / std < 1.6 or len(np.unique(array)) < array.size / 2:
                return False
    return True


def _predict(case: Case) -> Check:
    def check(objects: Objects) -> bool:
        net = network(objects, case)
        got = getattr(net, "predict", None) or net.forward
        value = got(case.x.copy())
        if close(value, shares(case.params, case.x), 1e-5):
            return True
        right_loss = close(net.loss(*case.arguments()), loss(case.params, case.x, case.t), 1e-3)
        return close(value, scores(case.params, case.x), 1e-5) and right_loss

    return check


def _loss(case: Case) -> Check:
    expected = float(loss(case.params, case.x, case.t))
    return lambda objects: close(network(objects, case).loss(*case.arguments()), expected, 1e-3)


def _accuracy(case: Case) -> Check:
    return lambda objects: close(network(objects, case).accuracy(*case.arguments()), case.right, 1e-6)


def _gradient(case: Case, method: str) -> Check:
    expected = slopes(case.params, case.x, case.t)

    def check(objects: Objects) -> bool:
        net = network(objects, case)
        if method == "gradient" and not hasattr(net, method):
            return True
        grads = getattr(net, method)(*case.arguments())
        return isinstance(grads, dict) and all(
            close(grads.get(name, grads.get(name.swapcase())), value, 1e-4, loose=name[0] == "b")
            for name, value in expected.items()
        )

    return check


def _leaves_parameters(case: Case) -> Check:
    def check(objects: Objects) -> bool:
        net = network(objects, case)
        net.numerical_gradient(*case.arguments())
        return keeps(net, case)

    return check


def checks(seed: int) -> dict[str, Check]:
    """Return the checks with a network and a batch drawn from a seed."""
    case = Case(seed)
    return {
        "sigmoid": _sigmoid,
        "sigmoid-large": _sigmoid_large,
        "parameters": _parameters,
        "initial-biases": _biases,
        "initial-weights": _weights,
        "predict": _predict(case),
        "loss": _loss(case),
        "accuracy": _accuracy(case),
        "numerical-gradient": _gradient(case, "numerical_gradient"),
        "gradient": _gradient(case, "gradient"),
        "leaves-parameters": _leaves_parameters(case),
    }


CHECKS = checks(7)
