"""What is right of derivatives, gradients and descents, by closed forms; shares nothing with the grader.

Functions are drawn so that a central difference with a step from 1e-8 to 1e-3 meets the tolerance of 1e-6,
and that a one-sided one with a step of 1e-6 or more does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from oracle_program import Draw, Question, call, differs, numbers, short

EXACT = 1e-6  # of a difference quotient of second order
COUPLED = 5e-3  # where values of f are hundreds of times the gradient, and rounding with them
UNCHANGED = 1e-12  # x is put back but for rounding
DESCENT = 1e-3  # points reached with numerical gradients, one-sided ones too

Rng = np.random.Generator
Objects = Mapping[str, Any]
Jet = Callable[[float], tuple[float, float, float]]  # f', f'', f''' at a point


def _signed(rng: Rng, low: float, high: float, shape: tuple[int, ...] = ()) -> Any:
    return np.round(rng.uniform(low, high, shape), 3) * rng.choice([-1.0, 1.0], shape)


# --- exercise 1 -----------------------------------------------------------------------------------


def _exponential(rng: Rng) -> tuple[str, Callable[[Any], Any], Jet]:
    a, b = round(rng.uniform(0.6, 2.0), 3), float(_signed(rng, 0.4, 1.3))

    def jet(x: float) -> tuple[float, float, float]:
        y = a * math.exp(b * x)
        return b * y, b * b * y, b**3 * y

    return f"{a} exp({b} x)", lambda x: a * np.exp(b * x), jet


def _sine(rng: Rng) -> tuple[str, Callable[[Any], Any], Jet]:
    a, w, p = (round(rng.uniform(*ends), 3) for ends in ((1, 7), (0.6, 1.2), (-3, 3)))

    def jet(x: float) -> tuple[float, float, float]:
        s, c = math.sin(w * x + p), math.cos(w * x + p)
        return a * w * c, -a * w * w * s, -a * w**3 * c

    return f"{a} sin({w} x + {p})", lambda x: a * np.sin(w * x + p), jet


def _cubic(rng: Rng) -> tuple[str, Callable[[Any], Any], Jet]:
    a, b, c, d = (float(_signed(rng, 0.2, high)) for high in (1.3, 2.5, 2, 2))

    def f(x: Any) -> Any:
        return ((a * x + b) * x + c) * x + d

    return (
        f"{a} x**3 + {b} x**2 + {c} x + {d}",
        f,
        lambda x: (
            (3 * a * x + 2 * b) * x + c,
            6 * a * x + 2 * b,
            6 * a,
        ),
    )


def _tanh(rng: Rng) -> tuple[str, Callable[[Any], Any], Jet]:
    a, b = round(rng.uniform(0.8, 2.5), 3), float(_signed(rng, 0.6, 1.1))

    def jet(x: float) -> tuple[float, float, float]:
        t = math.tanh(b * x)
        d = 1 - t * t
        return a * b * d, -2 * a * b * b * t * d, a * b**3 * d * (6 * t * t - 2)

    return f"{a} tanh({b} x)", lambda x: a * np.tanh(b * x), jet


def _reciprocal(rng: Rng) -> tuple[str, Callable[[Any], Any], Jet]:
    a, c = float(_signed(rng, 1, 3)), round(rng.uniform(5.5, 7), 3)

    def jet(x: float) -> tuple[float, float, float]:
        return -a / (x + c) ** 2, 2 * a / (x + c) ** 3, -6 * a / (x + c) ** 4

    return f"{a} / (x + {c})", lambda x: a / (x + c), jet


_CURVES = (_exponential, _sine, _cubic, _tanh, _sine, _reciprocal, _cubic)


def _point(rng: Rng) -> float | int:
    kind = rng.integers(8)
    if kind == 0:
        return int(rng.choice([-3, -2, -1, 1, 2, 3]))
    return 0.0 if kind == 1 else float(_signed(rng, 0.2, 3.9))


def _slope(rng: Rng) -> Question:
    while True:
        told, f, jet = _CURVES[rng.integers(len(_CURVES))](rng)
        x = _point(rng)
        first, second, third = jet(x)
        scale = max(1.0, abs(first))
        if abs(third) / 6 <= 0.45 * scale and abs(second) / 2 <= 4 * scale and abs(complex(f(x))) < 20:
            break

    def ask(objects: Objects) -> str | None:
        return differs(objects["numerical_diff"](f, x), first, EXACT)

    return Question(f"numerical_diff(f, {x!r}), f(x) = {told}", ("numerical_diff",), ask)


# --- exercise 2 -----------------------------------------------------------------------------------


def _gradient(told: str, f: Callable[[Any], Any], x: Any, right: Any, tolerance: float) -> Question:
    """Ask for the gradient of an f that takes arrays of x's shape only."""

    def strict(v: Any) -> Any:
        if np.shape(v) != x.shape:
            raise ValueError(f"f takes an array of shape {x.shape}, not {np.shape(v)}")
        return f(v)

    def ask(objects: Objects) -> str | None:
        given = x.copy()
        wrong = differs(objects["numerical_gradient"](strict, given), right, tolerance)
        if wrong is None and np.any(np.abs(given - x) > UNCHANGED * np.maximum(1.0, np.abs(x))):
            return f"x is {short(given)} afterwards"
        return wrong

    return Question(f"numerical_gradient(f, {short(x)}), f(x) = {told}", ("numerical_gradient",), ask)


def _coupled_pair(rng: Rng) -> Question:
    x = np.array([_signed(rng, 0.4, 1.6), rng.uniform(0.3, 0.9)])
    right = [2 * x[0] * x[1], x[0] ** 2 + math.exp(x[1])]
    return _gradient("x[0]**2 * x[1] + exp(x[1])", lambda v: v[0] ** 2 * v[1] + np.exp(v[1]), x, right, EXACT)


def _quadratic(rng: Rng) -> Question:
    size = int(rng.integers(1, 7))
    half = _signed(rng, 0.2, 0.9, (size, size))
    matrix = half + half.T + np.diag(rng.uniform(3, 6, size))
    linear, x = _signed(rng, 0.3, 1.5, (size,)), _signed(rng, 0.3, 1.5, (size,))
    linear = np.clip(linear - matrix @ x, -9, 9)  # a small gradient, beside which the curvature shows
    return _gradient(
        f"x.A.x/2 + b.x, A = {short(matrix)}, b = {short(linear)}",
        lambda v: 0.5 * (v @ (matrix @ v)) + linear @ v,
        x,
        matrix @ x + linear,
        EXACT,
    )


def _strong(rng: Rng) -> Question:
    size = int(rng.integers(2, 5))
    matrix = np.full((size, size), float(_signed(rng, 150, 200)))
    np.fill_diagonal(matrix, rng.uniform(1, 2, size))
    x = _signed(rng, 0.5, 1.5, (size,))
    linear = np.round(_signed(rng, 0.8, 1.2, (size,)) - matrix @ x, 3)
    right = matrix @ x + linear
    return _gradient(
        "x.A.x/2 + b.x, A about 150", lambda v: 0.5 * (v @ (matrix @ v)) + linear @ v, x, right, COUPLED
    )


def _exponentials(rng: Rng) -> Question:
    shape = [(1,), (4,), (2, 3), (3, 2), (2, 2), (2, 1, 3), (1, 4)][rng.integers(7)]
    weights, x = rng.uniform(0.6, 1.4, shape), _signed(rng, 0.3, 0.9, shape)
    return _gradient("sum(w exp(x))", lambda v: np.sum(weights * np.exp(v)), x, weights * np.exp(x), EXACT)


def _matrix(rng: Rng) -> Question:
    rows, columns = int(rng.integers(2, 4)), int(rng.integers(2, 5))
    left, right = _signed(rng, 0.4, 0.9, (rows,)), _signed(rng, 0.4, 0.9, (columns,))
    x = _signed(rng, 0.3, 0.9, (rows, columns))
    inner = left @ x @ right
    gradient = (1 + inner) * np.outer(left, right)

    def f(v: Any) -> Any:
        s = left @ v @ right
        return s + 0.5 * s * s

    return _gradient("s + s**2/2, s = a.x.b", f, x, gradient, EXACT)


def _neighbours(rng: Rng) -> Question:
    size = int(rng.integers(3, 6))
    x = _signed(rng, 0.3, 1.2, (size,))
    gradient = np.cos(x) * 1.0
    gradient[:-1] += x[1:] ** 2
    gradient[1:] += 2 * x[:-1] * x[1:]
    return _gradient(
        "sum(sin(x)) + sum(x[:-1] * x[1:]**2)",
        lambda v: np.sum(np.sin(v)) + np.sum(v[:-1] * v[1:] ** 2),
        x,
        gradient,
        EXACT,
    )


# --- exercise 3 -----------------------------------------------------------------------------------

_WORDS = (
    ("=f", "func", "=fn", "=fun", "loss", "cost", "objective"),
    ("init", "start", "=x", "=x0", "point", "theta", "=w"),
    ("=lr", "rate", "eta", "alpha", "stepsize", "=learning"),
    ("num", "iter", "epoch", "steps", "count", "=step", "times", "loop", "=n"),
)


def _descend(told: str, f: Callable[[Any], Any], path: Any, lr: float, steps: int) -> Question:
    def ask(objects: Objects) -> str | None:
        answer = call(objects["gradient_descent"], (f, path[0].copy(), lr, steps), _WORDS)
        parts = [answer]
        if isinstance(answer, (tuple, list)) and len(answer) and isinstance(answer[0], (np.ndarray, list)):
            parts = list(answer)
        wrong = differs(parts[0], path[-1], DESCENT)
        return wrong or _wrong_history(parts[1:], path)

    return Question(
        f"gradient_descent(f, {short(path[0])}, {lr}, {steps}), f(x) = {told}", ("gradient_descent",), ask
    )


def _wrong_history(parts: list[Any], path: Any) -> str | None:
    """Return what is wrong with the first path among what was returned besides the point; all may lack."""
    for part in parts:
        rows = part
        if isinstance(part, (tuple, list)):
            read = [numbers(row, path[0].shape) for row in part]
            rows = np.array(read) if read and all(row is not None for row in read) else None
        if not isinstance(rows, np.ndarray) or rows.ndim != 2 or rows.shape[1] != path.shape[1]:
            continue
        if all(differs(rows, right, DESCENT) for right in (path, path[:-1], path[1:])):
            return f"the history is {short(rows)}"
        return None
    return None


def _plane(rng: Rng) -> Question:
    size, steps, lr = int(rng.integers(1, 5)), int(rng.integers(0, 7)), round(rng.uniform(0.05, 0.6), 3)
    b, start = _signed(rng, 0.5, 2.8, (size,)), _signed(rng, 0.8, 3, (size,))
    path = start - lr * np.arange(steps + 1)[:, None] * b
    return _descend(f"b.x, b = {short(b)}", lambda x: x @ b, path, lr, steps)


def _bowl(rng: Rng) -> Question:
    size, steps, lr = int(rng.integers(1, 5)), int(rng.integers(0, 8)), round(rng.uniform(0.08, 0.28), 3)
    axes = np.linalg.qr(rng.normal(size=(size, size)))[0]
    values = rng.uniform(0.8, 3.0, size)
    matrix, lowest = axes @ np.diag(values) @ axes.T, _signed(rng, 0.4, 0.9, (size,))
    start = _signed(rng, 1, 3, (size,))
    away = axes.T @ (start - lowest)
    path = np.array([lowest + axes @ ((1 - lr * values) ** k * away) for k in range(steps + 1)])

    def f(x: Any) -> Any:
        d = x - lowest
        return 0.5 * (d @ (matrix @ d))

    return _descend(f"(x-m).A.(x-m)/2, A = {short(matrix)}, m = {short(lowest)}", f, path, lr, steps)


def _trough(rng: Rng) -> Question:
    """A function that is no quadratic, its exact gradient iterated."""
    steps, lr = int(rng.integers(1, 6)), round(rng.uniform(0.05, 0.2), 3)
    a, b = round(rng.uniform(0.3, 0.6), 3), round(rng.uniform(0.1, 0.4), 3)
    path = [_signed(rng, 0.5, 1.2, (2,))]
    for _ in range(steps):
        x, y = path[-1]
        slope = [a * math.exp(a * x) - b * y, -b * x + math.cos(y) + 2 * y]
        path.append(path[-1] - lr * np.array(slope))

    def f(v: Any) -> Any:
        return np.exp(a * v[0]) - b * v[0] * v[1] + np.sin(v[1]) + v[1] ** 2

    return _descend(f"exp({a} x0) - {b} x0 x1 + sin(x1) + x1**2", f, np.array(path), lr, steps)


DRAWS: dict[str, tuple[Draw, ...]] = {
    "exercise1_numerical_diff": (_slope,),
    "exercise2_numerical_gradient": (
        _coupled_pair,
        _quadratic,
        _strong,
        _exponentials,
        _matrix,
        _neighbours,
    ),
    "exercise3_gradient_descent": (_plane, _bowl, _trough),
}
