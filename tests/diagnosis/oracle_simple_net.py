"""What softmax, cross_entropy_error and simpleNet return, by plain loops; shares no code with the grader."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Objects = Mapping[str, Any]
Check = Callable[[Objects], bool]

_NAMES = ("W", "w", "weights")


def near(got: Any, expected: Any, tolerance: float) -> bool:
    """Tell whether numbers of one shape agree; one number may come as an array of one element."""
    wanted = np.asarray(expected, dtype=float)
    try:
        array = np.asarray(got)
    except ValueError:
        return False
    if array.dtype.kind not in "iuf" or not np.all(np.isfinite(array)):
        return False
    if array.shape != wanted.shape and not (wanted.ndim == 0 and array.size == 1):
        return False
    return bool(
        np.all(np.abs(array.reshape(wanted.shape) - wanted) <= tolerance * np.maximum(1.0, np.abs(wanted)))
    )


def shares(row: Sequence[float]) -> list[float]:
    """Return the softmax of one row."""
    top = max(row)
    powers = [math.exp(score - top) for score in row]
    return [power / math.fsum(powers) for power in powers]


def loss(rows: Sequence[Sequence[float]], labels: Sequence[int]) -> float:
    """Return the mean negative logarithm of the right classes' probabilities."""
    return -math.fsum(math.log(row[label]) for row, label in zip(rows, labels, strict=True)) / len(labels)


def _hot(labels: Sequence[int], classes: int) -> list[list[int]]:
    return [[int(k == label) for k in range(classes)] for label in labels]


# --- softmax and cross-entropy --------------------------------------------------------------------

_ROWS = [[0.3, 2.9, 1.1], [-1.4, 0.6, 0.2], [2.2, -0.5, 0.9], [0.7, 1.8, -2.6]]


def _softmax_rows(rows: Sequence[Sequence[float]]) -> Check:
    def check(objects: Objects) -> bool:
        return near(objects["softmax"](np.array(rows)), [shares(row) for row in rows], 1e-6)

    return check


def _softmax_row(row: Sequence[float]) -> Check:
    return lambda objects: near(objects["softmax"](np.array(row)), shares(row), 1e-6)


_SHARES = [[0.61, 0.17, 0.22], [0.13, 0.48, 0.39], [0.27, 0.34, 0.39], [0.15, 0.16, 0.69]]
_LABELS = [1, 2, 0, 1]


def _entropy_rows(count: int) -> Check:
    def check(objects: Objects) -> bool:
        y, t = np.array(_SHARES[:count]), np.array(_hot(_LABELS[:count], 3))
        got = objects["cross_entropy_error"](y, t)
        kept = y.tolist() == _SHARES[:count] and t.tolist() == _hot(_LABELS[:count], 3)
        return kept and near(got, loss(_SHARES[:count], _LABELS[:count]), 1e-3)

    return check


def _entropy_row(row: Sequence[float], label: int) -> Check:
    def check(objects: Objects) -> bool:
        got = objects["cross_entropy_error"](np.array(row), np.array(_hot([label], len(row))[0]))
        return near(got, -math.log(row[label]), 1e-3)

    return check


def _entropy_zero(objects: Objects) -> bool:
    y = np.array([0.0, 0.4, 0.6])
    lost = objects["cross_entropy_error"](y.copy(), np.array([1, 0, 0]))
    other = objects["cross_entropy_error"](y.copy(), np.array([0, 1, 0]))
    large = np.size(lost) == 1 and bool(np.isfinite(lost)) and float(np.reshape(lost, ())) >= 4.0
    return large and near(other, -math.log(0.4), 1e-3)


# --- the network ----------------------------------------------------------------------------------

_W = [[0.31, -1.2, 0.83], [1.07, 0.44, -0.59]]
_X = [[0.6, 0.9], [-0.4, 1.1], [0.2, -0.7], [1.3, 0.5]]


def _name(net: Any) -> str:
    return next(name for name in _NAMES if hasattr(net, name))


def _net(objects: Objects) -> Any:
    net = objects["simpleNet"]()
    setattr(net, _name(net), np.array(_W))
    return net


def _scores(x: Sequence[float], W: Sequence[Sequence[float]]) -> list[float]:
    return [x[0] * W[0][k] + x[1] * W[1][k] for k in range(3)]


def _weights(objects: Objects) -> bool:
    made = []
    for seed in (3, 4):
        np.random.seed(seed)
        net = objects["simpleNet"]()
        made.append(np.asarray(getattr(net, _name(net))))
    if any(array.shape != (2, 3) or array.dtype.kind != "f" for array in made):
        return False
    return len(set(np.ravel(made).tolist())) == 12 and bool(np.all(np.isfinite(made)))


def _predict(x: Any) -> Check:
    def check(objects: Objects) -> bool:
        net = _net(objects)
        method = net.predict if hasattr(net, "predict") else net.forward
        rows = [_scores(row, _W) for row in np.atleast_2d(x).tolist()]
        return near(method(np.array(x)), rows if np.ndim(x) == 2 else rows[0], 1e-6)

    return check


def _loss_of(W: Sequence[Sequence[float]], x: Any, labels: Sequence[int]) -> float:
    return loss([shares(_scores(row, W)) for row in np.atleast_2d(x).tolist()], labels)


def _loss_rows(count: int) -> Check:
    def check(objects: Objects) -> bool:
        x, t = np.array(_X[:count]), np.array(_hot(_LABELS[:count], 3))
        return near(_net(objects).loss(x, t), _loss_of(_W, _X[:count], _LABELS[:count]), 1e-3)

    return check


def _loss_row(objects: Objects) -> bool:
    net, x, t = _net(objects), np.array(_X[0]), np.array([0, 0, 1])
    first = near(net.loss(x, t), _loss_of(_W, _X[0], [2]), 1e-3)
    moved = [[-0.7, 0.2, 1.4], [0.9, -1.1, 0.3]]
    getattr(net, _name(net))[...] = np.array(moved)
    return first and near(net.loss(x, t), _loss_of(moved, _X[0], [2]), 1e-3)


CHECKS: dict[str, Check] = {
    "softmax, one row": _softmax_row(_ROWS[0]),
    "softmax, five classes": _softmax_row([0.2, -1.1, 0.4, 1.9, 0.3]),
    "softmax, four rows": _softmax_rows(_ROWS),
    "softmax, three rows": _softmax_rows(_ROWS[:3]),
    "softmax, large": _softmax_row([1000.2, 1001.9, 999.4]),
    "softmax, far below zero": _softmax_row([-1000.2, -1001.9, -999.4]),
    "cross-entropy, one row": _entropy_row(_SHARES[0], 1),
    "cross-entropy, four classes": _entropy_row([0.2, 0.15, 0.4, 0.25], 3),
    "cross-entropy, four rows": _entropy_rows(4),
    "cross-entropy, three rows": _entropy_rows(3),
    "cross-entropy, two rows": _entropy_rows(2),
    "cross-entropy at zero": _entropy_zero,
    "weights": _weights,
    "scores of a sample": _predict(_X[0]),
    "scores of a batch": _predict(_X),
    "loss of a sample": _loss_row,
    "loss of a batch": _loss_rows(4),
    "loss of three": _loss_rows(3),
}
