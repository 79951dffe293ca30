"""What is right, exercise by exercise, by plain NumPy and closed forms; shares no code with the grader.

CHECKS[exercise] are named checks of a program's objects (target name -> function or class). A check lets
through what the learner's code raises; it never raises by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Objects = Mapping[str, Any]
Check = Callable[[Objects], bool]


def close(got: Any, expected: Any, tolerance: float = 1e-6) -> bool:
    """Tell whether got is expected: the same shape, numbers equal within tolerance * max(1, |expected|)."""
    wanted = np.asarray(expected, dtype=float)
    try:
        array = np.asarray(got)
        if array.dtype.kind not in "iuf" or array.shape != wanted.shape:
            return False
        array = array.astype(float)
    except (ValueError, TypeError):
        return False
    if not np.all(np.isfinite(array)):
        return False
    return bool(np.all(np.abs(array - wanted) <= tolerance * np.maximum(1.0, np.abs(wanted))))


# --- exercise 1 -----------------------------------------------------------------------------------

_SLOPES: dict[str, tuple[Callable[[float], float], float, float]] = {
    "exp": (lambda x: np.exp(x), 0.7, math.exp(0.7)),
    "sine": (lambda x: np.sin(x), 1.37, math.cos(1.37)),
    "cubic": (lambda x: x * x * x - 2.3 * x, 2.3, 3 * 2.3**2 - 2.3),
    "tanh": (lambda x: np.tanh(x), -0.53, 1 - math.tanh(-0.53) ** 2),
    "steep": (lambda x: 4.0 * np.sin(x), 1.31, 4.0 * math.cos(1.31)),
}


def _slope(name: str) -> Check:
    f, x, expected = _SLOPES[name]
    return lambda objects: close(objects["numerical_diff"](f, x), expected)


def _called_on_both_sides(objects: Objects) -> bool:
    points: list[float] = []

    def f(x: float) -> float:
        points.append(complex(x).real)
        return x * x

    objects["numerical_diff"](f, 0.9)
    return bool(points) and all(abs(point - 0.9) < 0.1 for point in points)


# --- exercise 2 -----------------------------------------------------------------------------------


def _coupled(x: Any) -> Any:
    return x[0] ** 2 * x[1] + np.exp(x[1])


def _gradient(f: Callable[[Any], Any], x: list[Any], expected: list[Any]) -> Check:
    def check(objects: Objects) -> bool:
        point = np.array(x, dtype=float)
        got = objects["numerical_gradient"](f, point)
        return close(got, expected) and bool(np.array_equal(point, np.array(x, dtype=float)))

    return check


# --- exercise 3 -----------------------------------------------------------------------------------

_CURVES = np.array([1.3, 2.9])


def _descent(lr: float, steps: int, size: int = 2) -> Check:
    curves = np.array([1.3, 2.9, 0.7, 1.9])[:size]

    def bowl(x: Any) -> Any:
        return 0.5 * np.sum(curves * (x - 0.4) ** 2)

    def check(objects: Objects) -> bool:
        start = np.linspace(-1.7, 2.3, size)
        expected = 0.4 + (1 - lr * curves) ** steps * (start - 0.4)
        got = objects["gradient_descent"](bowl, start.copy(), lr, steps)
        return close(got[0] if isinstance(got, tuple) else got, expected)

    return check


# --- exercises 4 and 5 ----------------------------------------------------------------------------


def _softmax(scores: Any) -> Any:
    rows = [[math.exp(a - max(row)) for a in row] for row in np.atleast_2d(scores).tolist()]
    shares = np.array([[a / sum(row) for a in row] for row in rows])
    return shares.reshape(np.shape(scores))


def _entropy(y: Any, t: Any) -> float:
    rows = zip(np.atleast_2d(y).tolist(), np.atleast_2d(t).tolist(), strict=True)
    losses = [
        -math.log(max(share, 1e-300)) for row, hot in rows for share, one in zip(row, hot, strict=True) if one
    ]
    return sum(losses) / len(losses)


def _softmax_of(scores: Any) -> Check:
    return lambda objects: close(objects["softmax"](np.array(scores)), _softmax(scores))


_Y = np.array([[0.61, 0.17, 0.22], [0.13, 0.48, 0.39], [0.27, 0.44, 0.29], [0.05, 0.06, 0.89]])
_T = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 0, 1]])


def _entropy_of(y: Any, t: Any) -> Check:
    def check(objects: Objects) -> bool:
        given, hot = np.array(y), np.array(t)
        got = objects["cross_entropy_error"](given, hot)
        kept = np.array_equal(given, y) and np.array_equal(hot, t)
        return close(got, _entropy(y, t), 1e-3) and kept

    return check


def _entropy_at_zero(objects: Objects) -> bool:
    got = objects["cross_entropy_error"](np.array([0.0, 0.3, 0.7]), np.array([1, 0, 0]))
    return bool(np.ndim(got) == 0 and np.isfinite(got) and got > 4)


_W = np.array([[0.31, -1.2, 0.83], [1.07, 0.44, -0.59]])


def _simple(objects: Objects) -> Any:
    net = objects["simpleNet"]()
    name = next((name for name in ("W", "w", "weights") if hasattr(net, name)), None)
    if name is None:
        return None
    setattr(net, name, _W.copy())
    return net


def _weights(objects: Objects) -> bool:
    found = [getattr(objects["simpleNet"](), name, None) for _ in range(2) for name in ("W", "w", "weights")]
    arrays = [array for array in found if isinstance(array, np.ndarray)]
    return (
        len(arrays) == 2
        and all(array.shape == (2, 3) for array in arrays)
        and not np.any(arrays[0] == arrays[1])
    )


def _scores(x: Any) -> Check:
    def check(objects: Objects) -> bool:
        net = _simple(objects)
        predict = getattr(net, "predict", None)
        return predict is not None and close(predict(np.array(x)), np.array(x) @ _W)

    return check


def _simple_loss(x: Any, t: Any) -> Check:
    def check(objects: Objects) -> bool:
        net = _simple(objects)
        if net is None:
            return False
        return close(net.loss(np.array(x), np.array(t)), _entropy(_softmax(np.array(x) @ _W), t), 1e-3)

    return check


_X = np.array([[0.6, 0.9], [-0.4, 1.1], [0.2, -0.7], [1.3, 0.5]])


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(x)))


_POINTS = np.array([[0.3, -1.4, 2.2], [0.05, 4.0, -3.1]])
_SHAPES = {"W1": (3, 4), "b1": (4,), "W2": (4, 2), "b2": (2,)}
_INPUTS = np.array([[0.5, -1.1, 0.7], [1.2, 0.3, -0.4], [-0.6, 0.8, 0.9]])
_HOT = np.array([[1, 0], [0, 1], [1, 0]])


def _set_params() -> dict[str, Any]:
    rng = np.random.default_rng(7)
    return {name: rng.normal(size=shape) for name, shape in _SHAPES.items()}


def _network(objects: Objects) -> tuple[Any, dict[str, Any]]:
    net = objects["TwoLayerNet"](3, 4, 2)
    params = _set_params()
    for name, value in params.items():
        net.params[name] = value.copy().reshape(np.shape(net.params[name]))
    return net, params


def _forward(params: Mapping[str, Any]) -> tuple[Any, Any]:
    hidden = _sigmoid(_INPUTS @ params["W1"] + params["b1"])
    return hidden, _softmax(hidden @ params["W2"] + params["b2"])


def _two_parameters(objects: Objects) -> bool:
    net = objects["TwoLayerNet"](3, 4, 2)
    for name, shape in _SHAPES.items():  # a bias may be held as a row
        if np.shape(net.params[name]) not in {shape, (1, *shape)[-2:]}:
            return False
    return not np.any(net.params["b1"]) and not np.any(net.params["b2"])


def _two_scale(objects: Objects) -> bool:
    wide = objects["TwoLayerNet"](60, 50, 40)
    other = objects["TwoLayerNet"](60, 50, 40, 0.5)
    return all(
        0.007 < np.std(wide.params[name]) < 0.013 and 0.35 < np.std(other.params[name]) < 0.65
        for name in ("W1", "W2")
    )


def _two_predict(objects: Objects) -> bool:
    net, params = _network(objects)
    return close(net.predict(_INPUTS.copy()), _forward(params)[1])


def _two_loss(objects: Objects) -> bool:
    net, params = _network(objects)
    return close(net.loss(_INPUTS.copy(), _HOT.copy()), _entropy(_forward(params)[1], _HOT), 1e-3)


def _two_accuracy(objects: Objects) -> bool:
    net, params = _network(objects)
    right = np.argmax(_forward(params)[1], axis=1) == np.argmax(_HOT, axis=1)
    return close(net.accuracy(_INPUTS.copy(), _HOT.copy()), np.mean(right))


def _slopes(params: Mapping[str, Any]) -> dict[str, Any]:
    hidden, y = _forward(params)
    back = (y - _HOT) / len(_INPUTS)
    inner = back @ params["W2"].T * hidden * (1 - hidden)
    return {"W1": _INPUTS.T @ inner, "b1": inner.sum(0), "W2": hidden.T @ back, "b2": back.sum(0)}


def _two_gradient(method: str) -> Check:
    def check(objects: Objects) -> bool:
        net, params = _network(objects)
        if method == "gradient" and not hasattr(net, method):
            return True
        grads = getattr(net, method)(_INPUTS.copy(), _HOT.copy())
        kept = all(
            close(net.params[name], np.reshape(value, np.shape(net.params[name])))
            for name, value in params.items()
        )
        return (
            kept
            and isinstance(grads, dict)
            and all(
                close(grads.get(name), np.reshape(value, np.shape(net.params[name])), 1e-4)
                for name, value in _slopes(params).items()
            )
        )

    return check


CHECKS: dict[str, dict[str, Check]] = {
    "exercise1_numerical_diff": {
        **{name: _slope(name) for name in _SLOPES},
        "calls": _called_on_both_sides,
    },
    "exercise2_numerical_gradient": {
        "bowl": _gradient(lambda x: np.sum(x**2), [3.1, -4.2, 0.7], [6.2, -8.4, 1.4]),
        "coupled": _gradient(_coupled, [1.3, 0.6], [2 * 1.3 * 0.6, 1.3**2 + math.exp(0.6)]),
        "single": _gradient(lambda x: np.sin(x[0]), [0.4], [math.cos(0.4)]),
        "matrix": _gradient(
            lambda x: np.sum(x * x) + x[0, 1] * x[1, 2],
            [[0.3, 1.1, -0.4], [0.9, -1.2, 0.8]],
            [[0.6, 2.2 + 0.8, -0.8], [1.8, -2.4, 1.6 + 1.1]],
        ),
    },
    "exercise3_gradient_descent": {
        "none": _descent(0.1, 0),
        "one": _descent(0.13, 1),
        "three": _descent(0.07, 3),
        "seven": _descent(0.21, 7),
        "four-numbers": _descent(0.11, 4, 4),
    },
    "exercise4_simple_net": {
        "softmax": _softmax_of([0.3, 2.9, 4.0]),
        "softmax-batch": _softmax_of([[0.1, 0.9, -0.4], [2.0, 1.1, 0.3]]),
        "softmax-square": _softmax_of([[0.1, 0.9, -0.4], [2.0, 1.1, 0.3], [0.6, 0.2, 1.4]]),
        "softmax-large": _softmax_of([1000.3, 1001.0, 999.2]),
        "entropy": _entropy_of(_Y[0], _T[0]),
        "entropy-batch": _entropy_of(_Y, _T),
        "entropy-square": _entropy_of(_Y[:3], _T[:3]),
        "entropy-zero": _entropy_at_zero,
        "weights": _weights,
        "predict": _scores(_X[0]),
        "predict-batch": _scores(_X),
        "loss": _simple_loss(_X[0], _T[0]),
        "loss-batch": _simple_loss(_X, _T),
    },
    "exercise5_two_layer_net": {
        "sigmoid": lambda objects: close(objects["sigmoid"](_POINTS.copy()), _sigmoid(_POINTS)),
        "parameters": _two_parameters,
        "scale": _two_scale,
        "predict": _two_predict,
        "loss": _two_loss,
        "accuracy": _two_accuracy,
        "numerical_gradient": _two_gradient("numerical_gradient"),
        "gradient": _two_gradient("gradient"),
    },
}
