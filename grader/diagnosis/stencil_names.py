"""Naming a difference formula by its offsets and weights; pure, and knows no program.

All sizes are compared in units of the step h: a weight is 1/(2h), 1/h, 1, h/2 ... within a relative
distance of CLOSE, which is far above the rounding of p - x (some 1e-16 / h) for every step above 1e-12.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

CLOSE = 1e-3
ROUNDING = 1e-9
_SMALL, _LARGE = 5e-9, 1.001e-3
_LOST = 1e-12  # a step below it is rounded away at x of order one

_TYPED = re.compile(r"name '[lI1]?[eE]\d*'")

Rows = Sequence[Sequence[float]]

# size of a weight -> how it is written, and what it fits when both values of f have it
_SIZES: tuple[tuple[str, str], ...] = (
    ("1/(2h)", ""),
    ("1/h", "divides-by-h"),
    ("h/2", "missing-denominator-parentheses"),
    ("2/h", "missing-denominator-parentheses"),
    ("1", "missing-division"),
    ("1/2", "wrong-denominator"),
    ("2h", "multiplies-by-step"),
    ("h", "multiplies-by-step"),
    ("1/(4h)", "wrong-denominator"),
    ("1/h^2", "wrong-denominator"),
    ("1/(2 + h)", "wrong-denominator"),
)


def _size(text: str, step: float) -> float:
    return {
        "1/(2h)": 0.5 / step,
        "1/h": 1 / step,
        "h/2": step / 2,
        "2/h": 2 / step,
        "1": 1.0,
        "1/2": 0.5,
        "2h": 2 * step,
        "h": step,
        "1/(4h)": 0.25 / step,
        "1/h^2": step**-2,
        "1/(2 + h)": 1 / (2 + step),
    }[text]


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(abs(one), abs(other))


def written(weight: float, step: float) -> str:
    """Write the size of a weight by the step: "1/(2h)"; as a number where it is none of the known ones."""
    for text, _ in _SIZES:
        if step and _same(abs(weight), _size(text, step)):
            return text
    return f"{abs(weight):.6g}"


def formula(offsets: Sequence[float], weights: Sequence[float], step: float) -> str:
    """Write a formula: "f(x + h) - f(x - h)/(2h)"; calls that count for nothing are left out.

    What all values share is written once, and a value that is added comes first.
    """
    terms = [
        (float(np.sign(weight)), written(weight, step), f"f({_place(offset, step)})")
        for offset, weight in zip(offsets, weights, strict=True)
        if weight
    ]
    if terms and terms[0][0] < 0:
        terms.sort(key=lambda term: -term[0])
    sizes = {size for _, size, _ in terms}
    if len(sizes) == 1 and len(terms) > 1:
        return _scaled(f"({_sum([(sign, value) for sign, _, value in terms])})", sizes.pop())
    return _sum([(sign, _scaled(value, size)) for sign, size, value in terms]) or "0"


def _sum(terms: Sequence[tuple[float, str]]) -> str:
    text = ""
    for sign, value in terms:
        minus = sign < 0
        text += f" {'-' if minus else '+'} {value}" if text else f"{'-' if minus else ''}{value}"
    return text


def _scaled(value: str, size: str) -> str:
    """Write a value times a size: "f(x)/(2h)", "h/2 * f(x)"."""
    if size == "1":
        return value.removeprefix("(").removesuffix(")") if value.startswith("(") else value
    return f"{value}{size[1:]}" if size.startswith("1/") else f"{size} * {value}"


def _place(offset: float, step: float) -> str:
    if not offset or not step:
        return "x"
    count = abs(offset) / step
    whole = _same(count, round(count)) if round(count) else False
    size = ("h" if round(count) == 1 else f"{round(count)}h") if whole else f"{abs(offset):.6g}"
    return f"x {'-' if offset < 0 else '+'} {size}"


def of_stencil(offsets: Rows, weights: Rows, step: float) -> tuple[str, ...]:
    """Return the misconceptions that a formula fits, likeliest first, in any of its components."""
    rows, counts = np.array(offsets, dtype=float), np.array(weights, dtype=float)
    if rows.shape[1] == 1:
        return tuple(of_pair(rows[:, 0], counts[:, 0], step))
    found: list[str] = []
    for component in range(rows.shape[1]):
        used = counts[:, component] != 0
        own = rows[used, component]
        others = np.delete(rows[used], component, axis=1)
        if not np.any(used):
            found += ["missing-index", "hard-coded-size"]
            continue
        if np.any(np.all(rows[used] != 0, axis=1)):
            found += _stale(own, others)
        found += of_pair(own, counts[used, component], step, aliased=True)
    return tuple(dict.fromkeys(found))


def _stale(own: np.ndarray, others: np.ndarray) -> list[str]:
    """Return why other components stand off x while one has its turn."""
    together = np.all(np.abs(others - own[:, None]) <= CLOSE * np.abs(own[:, None]), axis=1)
    if np.all(together) and np.any(own > 0) and np.any(own < 0):
        return ["perturbs-all-components"]
    if np.all(others < 0) or np.all(others > 0):
        return ["not-restored", "restores-wrong-value"]
    return ["restores-wrong-value", "not-restored", "aliased-copy"]


def of_pair(offsets: np.ndarray, weights: np.ndarray, step: float, aliased: bool = False) -> list[str]:
    """Return the misconceptions that a formula of one component fits.

    offsets  float64, shape (calls,), points minus x
    weights  float64, the same shape
    step     in units of x
    aliased  the program works on an array, of which it may have several names
    """
    if not np.any(weights):
        return ["same-side-twice"] if np.any(offsets) else ["step-outside-call"]
    if not np.any(offsets):
        if step < _LOST:
            return ["step-too-small", *_of_weights(1, -1, weights, step)]
        return [*(["aliased-copy"] if aliased else []), "step-outside-call", "step-too-small"]
    found = []
    if step < _SMALL:
        found.append("step-too-small")
    elif step > _LARGE:
        found += ["step-too-large", *(["step-literal-typo"] if step > 1 else [])]
    if _is_right(offsets, weights):
        return found + _one_sided(offsets, step)
    if len(offsets) != 2:
        return found
    ahead, behind = (0, 1) if offsets[0] > offsets[1] else (1, 0)
    sides = offsets[[ahead, behind]] / step
    own = weights[[ahead, behind]]
    if _same(sides[0], sides[1]):
        return [*found, "same-side-twice"]
    central = _same(sides[0], 1) and _same(sides[1], -1)
    still = 0.0 in sides
    if not central and not still:
        return [*found, "wrong-second-step"]
    return found + _of_weights(sides[0], sides[1], own, step, aliased)


def _one_sided(offsets: np.ndarray, step: float) -> list[str]:
    sided = not (np.any(offsets > 0) and np.any(offsets < 0))
    return ["forward-difference"] if sided and step > 1e-7 else []


def _is_right(offsets: np.ndarray, weights: np.ndarray) -> bool:
    """Tell whether a formula is exact for constants and straight lines."""
    balanced = abs(weights.sum()) <= ROUNDING * np.abs(weights).sum()
    return bool(balanced and abs(weights @ offsets - 1) <= CLOSE)


def _of_weights(
    ahead: float, behind: float, weights: np.ndarray, step: float, aliased: bool = False
) -> list[str]:
    """Name what is wrong with the weights of two values, the one ahead first."""
    first, second = float(weights[0]), float(weights[1])
    found = []
    if first * second > 0:
        found.append("plus-instead-of-minus")
    elif first < 0:
        found.append("flipped-sign")
    sizes = [written(first, step), written(second, step)]
    if not _same(abs(first), abs(second)):
        if "1" in sizes:
            sizes.remove("1")
            return ["missing-numerator-parentheses", *found, *_scale(sizes[0], ahead, behind)]
        return [*found, "missing-numerator-parentheses"]
    scale = _scale(sizes[0], ahead, behind)
    if 0.0 in (ahead, behind) and sizes[0] == "1/(2h)":
        scale += ["wrong-second-step", *(["aliased-copy"] if aliased else [])]
    return found + scale


def _scale(size: str, ahead: float, behind: float) -> list[str]:
    if 0.0 in (ahead, behind):  # one side only: 1/h is its own size
        if size == "1/(2h)":
            return ["half-forward-difference"]
        if size == "1/h":
            return ["forward-difference"]
    known = dict(_SIZES)
    name = known.get(size, "wrong-denominator")
    return [name] if name else []


def of_remainder(answer: np.ndarray, x: np.ndarray, step: float) -> str:
    """Return what makes a program answer something else than 0 for f = 0.

    answer, x  float64, shape (n,)
    """
    of_x = np.all(np.abs(np.abs(answer) - np.abs(x)) <= 3 * step)
    of_h = np.all(np.abs(np.abs(answer) - step) <= CLOSE * step)
    return "missing-denominator-parentheses" if of_x or of_h else "step-outside-call"


def of_overflow(offsets: np.ndarray | None) -> tuple[str, ...]:
    """Return what makes a program answer inf or nan: f asked far from x, or a division by 0."""
    if offsets is not None and offsets.size and np.abs(offsets).max() > 1:
        return ("step-literal-typo", "step-too-large")
    return ("step-below-float32", "step-too-small")


def of_exception(kind: str, message: str, gradient: bool) -> tuple[str, ...]:
    """Return what an exception of the first call of the program points to."""
    if kind == "ZeroDivisionError":
        return ("step-too-small",)
    if kind == "NameError" and _TYPED.search(message):
        return ("step-literal-typo",)
    if kind == "TypeError" and "not callable" in message:
        return ("step-called-as-function",)
    if kind == "TypeError" and "not iterable" in message:
        return ("loops-over-int",)
    if gradient and ("setting an array element" in message or "only 0-dimensional" in message):
        return ("assigns-vector-to-element", "perturbs-all-components")
    if gradient and kind == "TypeError" and "integer" in message:
        return ("zeros-of-size", "loops-over-int")
    if gradient and kind == "IndexError":
        return ("zeros-of-size", "loops-over-int", "hard-coded-size", "missing-index")
    if not gradient and kind in ("AttributeError", "TypeError", "IndexError"):
        return ("scalar-name-for-vector-code",)
    return ()


def of_shape(shape: tuple[int, ...], moves_all: bool) -> tuple[str, ...]:
    """Return what an answer of the wrong shape points to."""
    if moves_all:
        return ("perturbs-all-components",)
    return ("missing-index",) if shape == () else ("zeros-of-size", "hard-coded-size")
