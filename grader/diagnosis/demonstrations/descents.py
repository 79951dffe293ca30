"""Demonstrations of gradient descent (exercise 3), on the book's f(x) = x0**2 + x1**2 from (-3, 4)."""

from __future__ import annotations

from .cases import Case

_GIVEN = "f = lambda x: x[0]**2 + x[1]**2\nx = np.array([-3.0, 4.0])"
_CALL = "gradient_descent(f, x, lr=0.1, step_num=10)"
_RIGHT = "descent.quadratic_descent(2 * np.eye(2), x, 0.1, 10)"
_GRADIENT = "grad = numerical_gradient(f, x)"


def _loop(
    idea: str,
    *body: str,
    start: str = "x = init_x.copy()",
    loop: str = "for i in range(step_num):",
    back: str = "x",
    drawn: bool = True,
) -> Case:
    """Make a case of a gradient_descent from the lines of its loop."""
    lines = [start, loop, *(f"    {line}" for line in body), f"return {back}"]
    code = "def gradient_descent(f, init_x, lr=0.01, step_num=100):\n"
    code += "\n".join(f"    {part}" for line in lines for part in line.split("\n"))
    return Case(idea, code, _CALL, _GIVEN, _RIGHT, "descent" if drawn else "")


_UPDATE = "x -= lr * grad"
CASES: tuple[Case, ...] = (
    _loop("ascends", _GRADIENT, "x += lr * grad"),
    _loop("assigns-the-step", _GRADIENT, "x = -lr * grad"),
    _loop("adds-the-gradient", _GRADIENT, "x -= lr + grad"),
    _loop("divides-by-learning-rate", _GRADIENT, "x -= grad / lr"),
    _loop("update-not-kept", _GRADIENT, "x - lr * grad"),
    _loop("stale-gradient", _UPDATE, start=f"x = init_x.copy()\n{_GRADIENT}"),
    _loop("restarts-each-step", "x = init_x.copy()", _GRADIENT, _UPDATE),
    _loop("update-per-coordinate", _GRADIENT, "for j in range(x.size):", f"    {_UPDATE}"),
    _loop("ignores-learning-rate", _GRADIENT, "x -= 0.01 * grad"),
    _loop("ignores-step-count", _GRADIENT, _UPDATE, loop="for i in range(100):"),
    _loop("off-by-one-steps", _GRADIENT, _UPDATE, loop="for i in range(step_num - 1):"),
    _loop("uses-numerical-diff", "grad = numerical_diff(f, x)", _UPDATE, drawn=False),
    _loop("passes-value-for-function", "grad = numerical_gradient(f(x), x)", _UPDATE, drawn=False),
    _loop("returns-wrong-variable", _GRADIENT, _UPDATE, back="grad", drawn=False),
    _loop(
        "returns-only-history",
        "history.append(x.copy())",
        _GRADIENT,
        _UPDATE,
        start="x = init_x.copy()\nhistory = []",
        back="np.array(history)",
        drawn=False,
    ),
)
_SHORT = "gradient_descent(f, x, lr=0.1, step_num=3)[1]"
_PATH = "descent.descent_path(f, x, 0.1, 3)[:3]"


def _with_history(idea: str, *body: str) -> Case:
    """Make a case whose fault is seen in the history that it returns beside the point."""
    code = _loop(idea, *body, start="x = init_x.copy()\nhistory = []", back="x, np.array(history)").code
    return Case(idea, code, _SHORT, _GIVEN, _PATH)


CASES += (
    _with_history("history-aliased", "history.append(x)", _GRADIENT, _UPDATE),
    _with_history("history-wrong-value", _GRADIENT, "history.append(grad)", _UPDATE),
)
