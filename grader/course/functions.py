"""Probe functions as a check uses them: the step that makes one, its formula, its derivative; no exercise.

Formulas are written so that a learner can paste them after `import numpy as np`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from reference import analytic

from ..worker.values import pack
from ..worker.wire import Probe
from .answers import FloatArray, IntArray

DIGITS = 3  # decimals of random numbers: few enough to read, enough to be no round numbers


@dataclass(frozen=True)
class Function:
    """A member of a family of probe functions.

    family     a key of reference.analytic.FAMILIES
    params     its parameters
    formula    f(x) as Python
    constants  the arrays that the formula names
    """

    family: str
    params: Mapping[str, float | FloatArray]
    formula: str
    constants: Mapping[str, FloatArray] = field(default_factory=dict)

    def probe(self, into: str = "f", log: bool = False) -> Probe:
        """Return the step that makes the function in the worker.

        log  whether its calls are to be told, for a check that looks at them
        """
        return Probe(into, self.family, {name: pack(value) for name, value in self.params.items()}, log)

    def derivative(self, x: float | FloatArray) -> FloatArray:
        """Return the derivative, or the gradient, at x in closed form; the shape of x."""
        return np.asarray(analytic.derivative(self.family, self.params, x), dtype=np.float64)

    def where(self, **names: FloatArray) -> str:
        """Return what f and the given names are: "f(x) = np.sum(w * np.exp(x)), w = [0.7, 1.2], x = ..."."""
        parts = [f"f(x) = {self.formula}"]
        parts += [f"{name} = {listed(value)}" for name, value in {**self.constants, **names}.items()]
        return ", ".join(parts)


def listed(array: FloatArray | IntArray) -> str:
    """Write an array as nested lists of short numbers."""
    if array.ndim == 0:
        return f"{float(array):.6g}"
    return "[" + ", ".join(listed(part) for part in array) + "]"


def number(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw a number between low and high with DIGITS decimals."""
    return round(float(rng.uniform(low, high)), DIGITS)


def numbers(rng: np.random.Generator, low: float, high: float, shape: tuple[int, ...]) -> FloatArray:
    """Draw an array of numbers between low and high with DIGITS decimals."""
    drawn: FloatArray = np.round(rng.uniform(low, high, shape), DIGITS)
    return drawn


def signed(rng: np.random.Generator, low: float, high: float, shape: tuple[int, ...]) -> FloatArray:
    """Draw an array of numbers with magnitudes between low > 0 and high, and random signs."""
    return np.asarray(numbers(rng, low, high, shape) * rng.choice([-1.0, 1.0], shape))


# --- functions of one number ----------------------------------------------------------------------


def polynomial(coefficients: list[float]) -> Function:
    """Return the sum of coefficients[k] x**k."""
    terms = [
        f"{c:g}" if power == 0 else f"{c:g} * x" if power == 1 else f"{c:g} * x**{power}"
        for power, c in enumerate(coefficients)
        if c
    ]
    formula = " + ".join(reversed(terms)).replace("+ -", "- ")
    return Function("polynomial", {"coefficients": np.array(coefficients)}, formula)


def exponential(scale: float, rate: float) -> Function:
    """Return scale exp(rate x)."""
    return Function("exponential", {"scale": scale, "rate": rate}, f"{scale:g} * np.exp({rate:g} * x)")


def sine(scale: float, frequency: float, phase: float) -> Function:
    """Return scale sin(frequency x + phase)."""
    params = {"scale": scale, "frequency": frequency, "phase": phase}
    return Function("sine", params, f"{scale:g} * np.sin({frequency:g} * x + {phase:g})".replace("+ -", "- "))


def tanh(scale: float, rate: float) -> Function:
    """Return scale tanh(rate x)."""
    return Function("tanh", {"scale": scale, "rate": rate}, f"{scale:g} * np.tanh({rate:g} * x)")


def reciprocal(scale: float, shift: float) -> Function:
    """Return scale / (x + shift)."""
    return Function("reciprocal", {"scale": scale, "shift": shift}, f"{scale:g} / (x + {shift:g})")


# --- functions of an array ------------------------------------------------------------------------


def sum_of_squares() -> Function:
    """Return the sum of x_i**2."""
    return Function("sum_of_squares", {}, "np.sum(x**2)")


def coupled() -> Function:
    """Return x_0**2 x_1 + exp(x_1)."""
    return Function("coupled", {}, "x[0]**2 * x[1] + np.exp(x[1])")


def quadratic(matrix: FloatArray, linear: FloatArray) -> Function:
    """Return x.A.x / 2 + b.x, A symmetric."""
    params = {"matrix": matrix, "linear": linear}
    return Function("quadratic", params, "0.5 * x @ A @ x + b @ x", {"A": matrix, "b": linear})


def plane(linear: FloatArray) -> Function:
    """Return b.x, whose gradient is b everywhere."""
    params = {"matrix": np.zeros((linear.size, linear.size)), "linear": linear}
    return Function("quadratic", params, "b @ x", {"b": linear})


def bilinear(left: FloatArray, right: FloatArray) -> Function:
    """Return s + s**2 / 2 with s = left.x.right: takes a matrix, and no row of one."""
    params = {"left": left, "right": right}
    return Function("bilinear", params, "(a @ x @ b) + 0.5 * (a @ x @ b)**2", {"a": left, "b": right})


def weighted_exponential(weights: FloatArray) -> Function:
    """Return the sum of w_i exp(x_i)."""
    return Function("weighted_exponential", {"weights": weights}, "np.sum(w * np.exp(x))", {"w": weights})
