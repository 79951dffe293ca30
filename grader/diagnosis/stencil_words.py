"""What a recovered formula says to its writer, as messages; knows numbers and no words.

Told is the formula with its step and weights, and, of a gradient, what other components do while one has its
turn: a component that stands off its own value, all of them moved together, an x that is not as it was.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..outcome import Message
from .stencil_names import CLOSE, Rows

_MOST_FORMULAS = 2  # of a gradient whose components differ


def of_stencil(
    formulas: Sequence[str], offsets: Rows, weights: Rows, step: float, right: bool
) -> list[Message]:
    """Tell a formula, and at which points it asks f where they are not the usual ones.

    formulas          one a component; a single one of a function of a number
    offsets, weights  one row a call, as in Stencil
    right             the formula is a right one
    """
    if not np.any(offsets):
        return [Message("recovered.at-x-alone", {"formula": formulas[0], "count": len(offsets)})]
    return _of_formula(formulas, weights, step, right) + _of_points(offsets, weights)


def _of_formula(formulas: Sequence[str], weights: Rows, step: float, right: bool) -> list[Message]:
    """Tell the formula of each component, those that are alike once."""
    columns = np.array(weights, dtype=float).T
    kind = "formula-right" if right else "formula"
    if len(set(formulas)) == 1:
        fields = {"formula": formulas[0], "step": f"{step:g}", "weights": _weights(columns)}
        return [Message(f"recovered.{kind}" if len(formulas) == 1 else f"recovered.{kind}-of-each", fields)]
    told = []
    for text in list(dict.fromkeys(formulas))[:_MOST_FORMULAS]:
        places = ", ".join(str(at) for at, other in enumerate(formulas) if other == text)
        fields = {"formula": text, "step": f"{step:g}", "components": places}
        told.append(Message("recovered.formula-of", fields))
    return told


def _weights(columns: np.ndarray) -> str:
    """Write the weights of the first component that has any, in the order of its formula."""
    used = [column[column != 0].tolist() for column in columns]
    first = next((column for column in used if column), [0.0])
    if first[0] < 0:
        first.sort(key=lambda weight: weight < 0)
    return ", ".join(f"{weight:.6g}" for weight in first)


def _of_points(offsets: Rows, weights: Rows) -> list[Message]:
    """Tell of a gradient which components stand off x while another one has its turn."""
    rows, counts = np.array(offsets, dtype=float), np.array(weights, dtype=float)
    for component in range(rows.shape[1]):
        used = rows[counts[:, component] != 0]
        for row in used:
            others = [at for at in range(rows.shape[1]) if at != component and row[at]]
            if not others:
                continue
            if len(others) == rows.shape[1] - 1 and np.allclose(row, row[component], rtol=CLOSE, atol=0):
                return [Message("recovered.all-moved", {"by": f"{row[component]:+.4g}"})]
            fields = {"component": component, "other": others[0], "by": f"{row[others[0]]:+.4g}"}
            return [Message("recovered.other-moved", fields)]
    return []


def of_remainder(answer: np.ndarray) -> Message:
    """Tell what a program answers to f = 0, where that is not 0.

    answer  float64, shape (n,)
    """
    value = answer[np.argmax(np.abs(answer))]
    return Message("recovered.remainder", {"value": f"{float(value):.6g}"})


def of_change(before: np.ndarray, after: np.ndarray) -> Message | None:
    """Tell how x is left, where it is not as it was; of the component that is furthest off.

    before, after  float64, shape (n,)
    """
    if before.shape != after.shape or not np.any(before != after):
        return None
    at = int(np.argmax(np.abs(after - before)))
    fields = {"component": at, "by": f"{float(after[at] - before[at]):+.4g}"}
    return Message("recovered.left-moved", fields)
