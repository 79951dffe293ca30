"""Demonstrations of softmax, cross-entropy and sigmoid (exercises 4 and 5)."""

from __future__ import annotations

from .cases import Case

_SCORES = "a = np.array([0.3, 2.9, 4.0])"  # the book's example
_BATCH = "a = np.array([[0.3, 2.9, 4.0], [1.0, 1.0, 1.0]])"
_LARGE = "a = np.array([1010.0, 1000.0, 990.0])"
_GUESS = "y = np.array([0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0])\nt = np.eye(10)[2]"  # the book's
_PAIR = "y = np.array([[0.1, 0.2, 0.7], [0.8, 0.1, 0.1]])\nt = np.array([[0, 0, 1], [0, 1, 0]])"
_POINTS = "x = np.array([-1.0, 1.0, 2.0])"


def _softmax(idea: str, body: str, given: str = _SCORES) -> Case:
    code = "def softmax(a):\n" + "\n".join(f"    {line}" for line in body.split("\n"))
    return Case(idea, code, "softmax(a)", given, "functions.softmax(a)")


def _entropy(idea: str, body: str, given: str = _GUESS) -> Case:
    code = "def cross_entropy_error(y, t):\n" + "\n".join(f"    {line}" for line in body.split("\n"))
    return Case(idea, code, "cross_entropy_error(y, t)", given, "functions.cross_entropy(y, t)")


def _sigmoid(idea: str, body: str, given: str = _POINTS) -> Case:
    code = f"def sigmoid(x):\n    return {body}"
    return Case(idea, code, "sigmoid(x)", given, "functions.sigmoid(x)")


_LOG = "np.log(y + 1e-7)"
CASES: tuple[Case, ...] = (
    _softmax("softmax-overflow", "return np.exp(a) / np.sum(np.exp(a))", _LARGE),
    _softmax("softmax-over-whole-batch", "e = np.exp(a - np.max(a))\nreturn e / np.sum(e)", _BATCH),
    _softmax(
        "softmax-wrong-axis",
        "e = np.exp(a - np.max(a, axis=0))\nreturn e / np.sum(e, axis=0)",
        _BATCH,
    ),
    _softmax("softmax-subtracts-after-exp", "e = np.exp(a) - np.max(a)\nreturn e / np.sum(e)"),
    _softmax("softmax-subtracts-in-one-place", "return np.exp(a - np.max(a)) / np.sum(np.exp(a))"),
    _softmax("softmax-not-normalised", "return np.exp(a - np.max(a))"),
    _softmax("softmax-sum-of-scores", "return np.exp(a) / np.sum(a)"),
    _softmax(
        "softmax-missing-keepdims",
        "e = np.exp(a - np.max(a, axis=1, keepdims=True))\nreturn e / np.sum(e, axis=1)",
        _BATCH,
    ),
    _softmax("sigmoid-instead-of-softmax", "return 1 / (1 + np.exp(-a))"),
    _entropy("cross-entropy-not-averaged", f"return -np.sum(t * {_LOG})", _PAIR),
    _entropy("cross-entropy-averages-single", f"return -np.sum(t * {_LOG}) / len(t)"),
    _entropy("cross-entropy-label-only", f"return -np.sum({_LOG}[np.arange(len(y)), t]) / len(y)", _PAIR),
    _entropy("cross-entropy-missing-minus", f"return np.sum(t * {_LOG})"),
    _entropy("cross-entropy-missing-sum", f"return -t * {_LOG}"),
    _entropy("cross-entropy-wrong-logarithm", "return -np.sum(t * np.log10(y + 1e-7))"),
    _entropy("cross-entropy-log-of-zero", "return -np.sum(t * np.log(y))"),
    _entropy("cross-entropy-log-of-target", "return -np.sum(y * np.log(t + 1e-7))"),
    _sigmoid("sigmoid-missing-parentheses", "1 / 1 + np.exp(-x)"),
    _sigmoid("sigmoid-wrong-sign", "1 / (1 + np.exp(x))"),
    _sigmoid("sigmoid-missing-one", "1 / np.exp(-x)"),
    _sigmoid("tanh-instead-of-sigmoid", "np.tanh(x)"),
    _sigmoid("relu-instead-of-sigmoid", "np.maximum(0, x)"),
)
