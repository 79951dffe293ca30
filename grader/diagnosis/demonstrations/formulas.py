"""Demonstrations of the difference formula and of the gradient's loop (exercises 1 and 2)."""

from __future__ import annotations

from .cases import Case, Picture

_PARABOLA = "f = lambda x: 0.01 * x**2 + 0.1 * x"  # the book's example
_EXP = "f = lambda x: np.exp(x)"  # where the parabola shows nothing
_SQUARES = "f = lambda x: x[0]**2 + x[1]**2\nx = np.array([3.0, 4.0])"  # the book's example
_COUPLED = "f = lambda x: x[0]**2 * x[1]\nx = np.array([3.0, 4.0])"
_THREE = "f = lambda x: np.sum(x**2)\nx = np.array([3.0, 4.0, 5.0])"
_MATRIX = "f = lambda x: np.sum(x**2)\nx = np.array([[1.0, 2.0], [3.0, 4.0]])"
_INTEGERS = "f = lambda x: np.sum(x**2)\nx = np.array([3, 4])"
_RIGHT = dict.fromkeys((_SQUARES, _THREE, _MATRIX, _INTEGERS), "2 * x")
_RIGHT[_COUPLED] = "np.array([2 * x[0] * x[1], x[0]**2])"
_CENTRAL = "(f(x + h) - f(x - h)) / (2 * h)"
_QUOTIENT = "grad[i] = (above - below) / (2 * h)"
_SECOND = ("above = f(x)", "x[i] = old - h", "below = f(x)")
_FLAT = "for i in range(x.size):"
_BOTH = ("old = x[i]", "x[i] = old + h", *_SECOND)


def _diff(idea: str, expression: str, h: str = "1e-4", *, exp: bool = False, step: float = 0.0) -> Case:
    """Make a case of a numerical_diff that sets h and returns an expression; a step asks for its picture."""
    code = f"def numerical_diff(f, x):\n    h = {h}\n    return {expression}"
    picture: Picture = "step" if step else ""
    if exp:
        return Case(idea, code, "numerical_diff(f, 0.7)", _EXP, "np.exp(0.7)", picture, step)
    return Case(idea, code, "numerical_diff(f, 5.0)", _PARABOLA, "0.02 * 5 + 0.1", picture, step)


def _gradient(
    idea: str,
    *body: str,
    given: str = _SQUARES,
    start: str = "grad = np.zeros_like(x)",
    loop: str = "for i in np.ndindex(x.shape):",
) -> Case:
    """Make a case of a numerical_gradient from the lines of its loop."""
    lines = ["h = 1e-4", start, loop, *(f"    {line}" for line in body), "return grad"]
    code = "def numerical_gradient(f, x):\n" + "\n".join(f"    {line}" for line in lines)
    return Case(idea, code, "numerical_gradient(f, x)", given, _RIGHT[given])


CASES: tuple[Case, ...] = (
    _diff("missing-denominator-parentheses", "(f(x + h) - f(x - h)) / 2 * h"),
    _diff("missing-numerator-parentheses", "f(x + h) - f(x - h) / (2 * h)"),
    _diff("step-too-small", _CENTRAL, "10e-50", step=10e-50),
    _diff("step-too-large", _CENTRAL, "1.0", exp=True, step=1.0),
    _diff("step-literal-typo", _CENTRAL, "12-4", exp=True, step=8.0),
    _diff("divides-by-h", "(f(x + h) - f(x - h)) / h"),
    _diff("half-forward-difference", "(f(x + h) - f(x)) / (2 * h)"),
    _diff("forward-difference", "(f(x + h) - f(x)) / h", exp=True, step=1e-4),
    _diff("plus-instead-of-minus", "(f(x + h) + f(x - h)) / (2 * h)"),
    _diff("flipped-sign", "(f(x - h) - f(x + h)) / (2 * h)"),
    _diff("same-side-twice", "(f(x + h) - f(x + h)) / (2 * h)"),
    _diff("wrong-second-step", "(f(x + h) - f(x - 2 * h)) / (2 * h)"),
    _diff("step-outside-call", "((f(x) + h) - (f(x) - h)) / (2 * h)"),
    _diff("step-called-as-function", "(f(x + h) - h(x - h)) / (2 * h)"),
    _diff("step-below-float32", _CENTRAL, "np.float32(1e-50)"),
    _diff("ignores-the-function", "0.02 * x + 0.1", exp=True),
    _diff("rounds-the-result", f"round({_CENTRAL})"),
    _diff("missing-division", "f(x + h) - f(x - h)"),
    _diff("multiplies-by-step", "(f(x + h) - f(x - h)) * (2 * h)"),
    _diff("wrong-denominator", "(f(x + h) - f(x - h)) / (2 + h)"),
    Case(
        "scalar-name-for-vector-code",
        _gradient("", *_BOTH, "x[i] = old", _QUOTIENT).code.replace("numerical_gradient", "numerical_diff"),
        "numerical_diff(f, 5.0)",
        _PARABOLA,
        "0.02 * 5 + 0.1",
    ),
    _gradient("passes-component", "grad[i] = (f(x[i] + h) - f(x[i] - h)) / (2 * h)"),
    _gradient("perturbs-all-components", "grad[i] = (f(x + h) - f(x - h)) / (2 * h)", given=_COUPLED),
    _gradient("assigns-vector-to-element", "old = x[i]", "x[i] = x + h", *_SECOND, "x[i] = old"),
    _gradient("missing-index", *_BOTH, "x[i] = old", "grad = (above - below) / (2 * h)"),
    _gradient(
        "aliased-copy",
        "above, below = x, x",
        "above[i] += h",
        "below[i] -= h",
        "grad[i] = (f(above) - f(below)) / (2 * h)",
    ),
    _gradient("not-restored", *_BOTH, _QUOTIENT, given=_COUPLED),
    _gradient("restores-wrong-value", *_BOTH, _QUOTIENT, "x[i] = old - h", given=_COUPLED),
    _gradient("zeros-of-size", *_BOTH, "x[i] = old", _QUOTIENT, start="grad = np.zeros_like(x.size)"),
    _gradient("loops-over-int", *_BOTH, "x[i] = old", _QUOTIENT, loop="for i in x.size:"),
    _gradient("hard-coded-size", *_BOTH, "x[i] = old", _QUOTIENT, given=_THREE, loop="for i in range(2):"),
    _gradient("one-dimensional-only", *_BOTH, "x[i] = old", _QUOTIENT, given=_MATRIX, loop=_FLAT),
    _gradient("integer-truncation", *_BOTH, "x[i] = old", _QUOTIENT, given=_INTEGERS),
)
