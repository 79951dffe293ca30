"""Pictures of a misconception as numbers: curves over a step or over the steps made; knows no words."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reference.numerical import central_difference, forward_difference

from .cases import Case

Point = tuple[float, float]
AT = 0.7  # where the derivative of exp is taken
_STEPS = tuple(10.0 ** (power / 2) for power in range(-36, 1))  # 1e-18 to 1
_COUNT = 12  # steps of a descent
_ROUNDS = 60  # iterations of a training
_NO_LOSS = 1e-3  # a loss below is shown as this: of a few samples it may be as good as nothing
_LEAST, _MOST = 1e-17, 1e17  # what a logarithmic axis shows


@dataclass(frozen=True)
class Series:
    """One curve: the id of its name, and its points."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Plot:
    """Curves over one axis; the vertical axis is logarithmic.

    title, across, up  ids of the words for the picture and its axes
    powers             whether the horizontal axis is logarithmic too
    here               where on it the program of the demonstration stands, None where nowhere
    here_text          how that is written: it may lie beyond the axis
    """

    title: str
    across: str
    up: str
    powers: bool
    series: tuple[Series, ...]
    here: float | None = None
    here_text: str = ""


def plot_of(case: Case) -> Plot | None:
    """Return the picture that helps with a case."""
    if case.picture == "step":
        return _step_plot(case.step)
    if case.picture == "training":
        return _training_plot(case)
    return _descent_plot(case) if case.picture == "descent" else None


def _step_plot(step: float) -> Plot:
    """Draw the error of both differences over the step: a V."""
    curves = (
        Series("plot.central", _errors(central_difference)),
        Series("plot.forward", _errors(forward_difference)),
    )
    here = min(max(step, _STEPS[0]), _STEPS[-1])
    return Plot("plot.step-error", "plot.axis-step", "plot.axis-error", True, curves, here, f"{step:g}")


def _errors(difference: Callable[[Callable[[float], float], float, float], float]) -> tuple[Point, ...]:
    right = math.exp(AT)
    return tuple((step, _shown(abs(difference(math.exp, AT, step) / right - 1))) for step in _STEPS)


def _descent_plot(case: Case) -> Plot:
    """Draw the value of f after each step, of the case's program and of the right one."""
    right = Case("", _RIGHT, case.call, case.given, case.right)
    curves = (Series("plot.right", _values(right)), Series("plot.wrong", _values(case)))
    return Plot("plot.descent", "plot.axis-count", "plot.axis-value", False, curves)


def _training_plot(case: Case) -> Plot:
    """Draw the loss at each iteration, of the case's program and of the right one."""
    curves = (
        Series("plot.right", _losses(case.losses(_ROUNDS, right=True))),
        Series("plot.wrong", _losses(case.losses(_ROUNDS))),
    )
    return Plot("plot.training", "plot.axis-iterations", "plot.axis-loss", False, curves)


def _losses(losses: list[float]) -> tuple[Point, ...]:
    return tuple((float(at + 1), max(_shown(loss), _NO_LOSS)) for at, loss in enumerate(losses))


def _values(case: Case) -> tuple[Point, ...]:
    return tuple((float(count), _shown(case.after(count))) for count in range(_COUNT + 1))


def _shown(value: float) -> float:
    """Bring a size into what the axis shows; what is no number counts as beyond it."""
    return float(np.clip(value, _LEAST, _MOST)) if math.isfinite(value) else _MOST


_RIGHT = """
def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x.copy()
    for i in range(step_num):
        x -= lr * numerical_gradient(f, x)
    return x
"""
