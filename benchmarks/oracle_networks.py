"""What is right of softmax, cross-entropy and simpleNet, by plain loops; shares nothing with the grader.

Probabilities of right classes are 0.04 or more, so that any small number inside a logarithm is let through.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from oracle_program import Draw, Question, differs, fetch, held, numbers, put, short

EXACT = 1e-6
SINGLE = 1e-5  # what is computed in float32 is as good
LOSS = 1e-3

Rng = np.random.Generator
Objects = Mapping[str, Any]


def signed(rng: Rng, low: float, high: float, shape: tuple[int, ...]) -> Any:
    return np.round(rng.uniform(low, high, shape), 3) * rng.choice([-1.0, 1.0], shape)


def _shares(scores: Any) -> Any:
    rows = []
    for row in np.atleast_2d(scores).tolist():
        powers = [math.exp(score - max(row)) for score in row]
        rows.append([power / math.fsum(powers) for power in powers])
    return np.array(rows).reshape(np.shape(scores))


def _loss(shares: Any, hot: Any) -> float:
    picked = np.atleast_2d(shares)[np.atleast_2d(hot) == 1]
    return -math.fsum(map(math.log, picked)) / len(picked)


def hot(rng: Rng, rows: int, classes: int) -> Any:
    """Draw one-hot rows; of several, not all of one class."""
    labels = rng.integers(0, classes, rows)
    if rows > 1:
        labels[-1] = (labels[0] + 1 + rng.integers(classes - 1)) % classes
    return np.eye(classes, dtype=np.int64)[labels]


# --- exercise 4 -----------------------------------------------------------------------------------


def _softmax(rng: Rng) -> Question:
    classes, rows = int(rng.integers(2, 6)), int(rng.integers(0, 5))
    shape = (rows, classes) if rows > 1 else (classes,)
    x = signed(rng, 0.2, 2.8, shape)
    if rng.integers(5) == 0:
        x = rng.choice([-1000.0, 1000.0]) + np.abs(x)
    if rows > 1 and rng.integers(4) == 0:
        x = signed(rng, 0.2, 2.8, (classes, classes))
    right = _shares(x)

    def ask(objects: Objects) -> str | None:
        return differs(objects["softmax"](x.copy()), right, EXACT)

    return Question(f"softmax({short(x)})", ("softmax",), ask)


def _entropy(rng: Rng) -> Question:
    classes, rows = int(rng.integers(2, 6)), int(rng.integers(0, 5))
    y = _shares(signed(rng, 0.1, 0.8, (max(rows, 1), classes)))
    t = hot(rng, max(rows, 1), classes)
    if rows == 0:
        y, t = y[0], t[0]
    right = _loss(y, t)

    def ask(objects: Objects) -> str | None:
        return differs(objects["cross_entropy_error"](y.copy(), t.copy()), right, LOSS)

    return Question(f"cross_entropy_error({short(y)}, {short(t)})", ("cross_entropy_error",), ask)


def _entropy_at_zero(rng: Rng) -> Question:
    p = round(rng.uniform(0.3, 0.7), 3)
    y = np.array([0.0, p, 1 - p])

    def ask(objects: Objects) -> str | None:
        lost = numbers(objects["cross_entropy_error"](y.copy(), np.array([1, 0, 0])), ())
        if lost is None or not np.isfinite(lost) or lost < 4.0:
            return f"expected a large finite loss, got {short(lost)}"
        return differs(objects["cross_entropy_error"](y.copy(), np.array([0, 1, 0])), -math.log(p), LOSS)

    return Question(f"cross_entropy_error({short(y)}, [1 0 0])", ("cross_entropy_error",), ask)


_W = ("W", "w", "weights", "weight", "params.W", "params.w")


def _new_weights(rng: Rng) -> Question:
    seeds = rng.integers(2**31, size=2)

    def ask(objects: Objects) -> str | None:
        found = []
        for seed in seeds.tolist():
            np.random.seed(seed)
            net = objects["simpleNet"]()
            path = held(net, _W)
            found.append(numbers(fetch(net, path), (2, 3)) if path else None)
        if any(array is None or not np.all(np.isfinite(array)) for array in found):
            return "no weights of shape (2, 3)"
        if len(set(found[0].ravel().tolist())) <= 3 or np.array_equal(*found):
            return f"the weights are {short(found[0])}, then {short(found[1])}"
        return None

    return Question("simpleNet().W", ("simpleNet",), ask)


def _net(objects: Objects, W: Any) -> Any:
    net = objects["simpleNet"]()
    path = held(net, _W)
    if path is None:
        raise AttributeError("no weights")
    put(net, path, W.copy())
    return net


def predict_of(net: Any) -> Callable[[Any], Any]:
    method: Callable[[Any], Any] = net.predict if hasattr(net, "predict") else net.forward
    return method


def _scores(rng: Rng) -> Question:
    rows, W = int(rng.integers(0, 5)), signed(rng, 0.3, 0.8, (2, 3))
    x = signed(rng, 0.3, 1.5, (rows, 2) if rows else (2,))
    right = np.einsum("...i,ij->...j", x, W)

    def ask(objects: Objects) -> str | None:
        return differs(predict_of(_net(objects, W))(x.copy()), right, SINGLE)

    return Question(f"net.predict({short(x)}), W = {short(W)}", ("simpleNet",), ask)


def _net_loss(rng: Rng) -> Question:
    rows = int(rng.integers(0, 5))
    x, t = signed(rng, 0.3, 0.9, (max(rows, 1), 2)), hot(rng, max(rows, 1), 3)
    if rows == 0:
        x, t = x[0], t[0]
    weights = [signed(rng, 0.3, 0.7, (2, 3)) for _ in range(2)]

    def ask(objects: Objects) -> str | None:
        """Ask one net twice: its loss follows its weights."""
        net = _net(objects, weights[0])
        for W in weights:
            put(net, held(net, _W) or "W", W.copy())
            right = _loss(_shares(np.einsum("...i,ij->...j", x, W)), t)
            wrong = differs(net.loss(x.copy(), t.copy()), right, LOSS)
            if wrong:
                return wrong
        return None

    return Question(f"net.loss({short(x)}, {short(t)}), W = {short(weights[0])}", ("simpleNet",), ask)


DRAWS: dict[str, tuple[Draw, ...]] = {
    "exercise4_simple_net": (
        _softmax,
        _entropy,
        _softmax,
        _entropy,
        _entropy_at_zero,
        _new_weights,
        _scores,
        _net_loss,
    ),
}
