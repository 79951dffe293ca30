"""Exercise 1: which ways to differentiate pass, and which fault shows in which check."""

import math
import re

import pytest
from course_asking import ask, failures

from grader.outcome import Outcome

EXERCISE = "exercise1_numerical_diff"
CENTRAL = "def numerical_diff(f, x):\n    h = {h}\n    return (f(x + h) - f(x - h)) / (2 * h)\n"
FORWARD = "def numerical_diff(f, x):\n    h = {h}\n    return (f(x + h) - f(x)) / h\n"
BACKWARD = "def numerical_diff(f, x):\n    h = {h}\n    return (f(x) - f(x - h)) / h\n"

RIGHT = {
    "complex step": "def numerical_diff(f, x):\n    return f(x + 1e-20j).imag / 1e-20\n",
    "five points": (
        "def numerical_diff(f, x, h=1e-3):\n"
        "    return (f(x - 2*h) - 8*f(x - h) + 8*f(x + h) - f(x + 2*h)) / (12*h)\n"
    ),
    "Richardson": (
        "def central(f, x, h):\n    return (f(x + h) - f(x - h)) / (2*h)\n"
        "def numerical_diff(f, x):\n    return (4*central(f, x, 5e-4) - central(f, x, 1e-3)) / 3\n"
    ),
    "one-sided of second order": (
        "def numerical_diff(f, x):\n    h = 1e-5\n    return (-3*f(x) + 4*f(x + h) - f(x + 2*h)) / (2*h)\n"
    ),
    "step from the machine": (
        "import numpy as np\ndef numerical_diff(f, x):\n"
        "    h = np.cbrt(np.finfo(float).eps) * max(1, abs(x))\n"
        "    return (f(x + h) - f(x - h)) / (2*h)\n"
    ),
    "a polynomial fitted to values": (
        "import numpy as np\ndef numerical_diff(f, x):\n    d = np.array([-1.0, 0.0, 1.0]) * 1e-4\n"
        "    return np.polyfit(d, [f(x + s) for s in d], 2)[1]\n"
    ),
    "tries steps until the answer settles": (
        "def numerical_diff(f, x):\n    old = None\n    for h in (1e-3, 5e-4, 2.5e-4, 1e-4):\n"
        "        new = (f(x + h) - f(x - h)) / (2*h)\n"
        "        if old is not None and abs(new - old) < 1e-9:\n            break\n"
        "        old = new\n    return new\n"
    ),
    "many calls": (
        "def numerical_diff(f, x):\n    steps = [1e-4 * k for k in range(1, 9)]\n"
        "    return sum((f(x + h) - f(x - h)) / (2*h) for h in steps) / len(steps)\n"
    ),
    "a class with __call__ behind a lambda": (
        "class D:\n    def __call__(self, f, x):\n        return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5\n"
        "numerical_diff = lambda f, x: D()(f, x)\n"
    ),
    "circle in the complex plane": (
        "import numpy as np\ndef numerical_diff(f, x):\n    w = np.exp(2j * np.pi * np.arange(8) / 8)\n"
        "    return np.mean([f(x + 0.01 * z) / (0.01 * z) for z in w]).real\n"
    ),
    "one-element array": (
        "import numpy as np\ndef numerical_diff(f, x):\n    h = 1e-4\n"
        "    return np.array([(f(x + h) - f(x - h)) / (2*h)])\n"
    ),
}

# name -> (formula, the checks that do not pass)
WRONG = {
    "missing denominator parentheses": ("(f(x + h) - f(x - h)) / 2*h", {"values"}),
    "missing numerator parentheses": ("f(x + h) - f(x) / h", {"values"}),
    "divides by h": ("(f(x + h) - f(x - h)) / h", {"values"}),
    "half a forward difference": ("(f(x + h) - f(x)) / (2*h)", {"values"}),
    "plus instead of minus": ("(f(x + h) + f(x - h)) / (2*h)", {"values"}),
    "flipped sign": ("(f(x - h) - f(x + h)) / (2*h)", {"values"}),
    "step outside the call": ("((f(x) + h) - (f(x) - h)) / (2*h)", {"calls-f"}),
    "same side twice": ("(f(x + h) - f(x + h)) / (2*h)", {"values"}),
    "absolute value": ("abs((f(x + h) - f(x - h)) / (2*h))", {"negative-and-zero", "values"}),
    "rounded to two digits": ("round((f(x + h) - f(x - h)) / (2*h), 2)", {"accuracy"}),
    "rounded to an int": ("int((f(x + h) - f(x - h)) / (2*h))", {"values"}),
    "never calls f": ("2 * x", {"calls-f"}),
    "the difference alone": ("f(x + h) - f(x - h)", {"values"}),
    "returns text": ("str((f(x + h) - f(x - h)) / (2*h))", {"values"}),
    "returns a tuple": ("(f(x + h) - f(x - h)) / (2*h), h", {"values"}),
    "returns nan": ("(f(x + h) - f(x - h)) * float('nan')", {"values"}),
    "returns an object array": (
        "__import__('numpy').array((f(x + h) - f(x - h)) / (2*h), object)",
        {"values"},
    ),
    "returns a bool": ("bool(f(x + h) - f(x - h))", {"values"}),
    "returns a complex number": ("complex((f(x + h) - f(x - h)) / (2*h))", {"values"}),
    "two numbers": ("__import__('numpy').repeat((f(x + h) - f(x - h)) / (2*h), 2)", {"values"}),
    "hands f a list": ("f([x])", {"calls-f"}),
    "hands f two points at once": (
        "__import__('numpy').diff(f(x + __import__('numpy').array([-h, h])))[0] / (2*h)",
        {"calls-f"},
    ),
}


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("seed", range(4))
def test_unusual_but_right_programs_pass(name, seed):
    assert failures(ask(EXERCISE, RIGHT[name], seed)) == set()


@pytest.mark.parametrize("name", WRONG)
def test_wrong_formulas_fail_the_check_that_tells_why(name):
    formula, expected = WRONG[name]
    for seed in range(3):
        failed = failures(
            ask(EXERCISE, f"def numerical_diff(f, x):\n    h = 1e-4\n    return {formula}\n", seed)
        )
        assert failed <= expected
        assert failed


@pytest.mark.parametrize("h", ["10e-4", "1e-3", "1e-4", "1e-5", "1e-6", "1e-7", "1e-8"])
def test_a_central_difference_with_a_step_from_1e_8_to_1e_3_passes(h):
    for seed in range(8):
        verdicts = ask(EXERCISE, CENTRAL.format(h=h), seed)
        assert failures(verdicts) == set()
        assert verdicts["accuracy"].message.id == "passed"


@pytest.mark.parametrize("program", [FORWARD, BACKWARD])
@pytest.mark.parametrize("h", ["1e-3", "1e-4", "1e-5", "1e-6"])
def test_a_one_sided_difference_loses_the_second_order_alone(program, h):
    for seed in range(8):
        verdicts = ask(EXERCISE, program.format(h=h), seed)
        assert failures(verdicts) == {"accuracy"}
        assert verdicts["accuracy"].message.id == "not-exact-enough"
        assert sum(verdict.score for verdict in verdicts.values()) == 80


@pytest.mark.parametrize("program", [FORWARD, BACKWARD])
@pytest.mark.parametrize("h", ["1e-7", "1e-8"])
def test_a_one_sided_difference_with_a_tiny_step_passes_and_is_noted(program, h):
    for seed in range(8):
        verdicts = ask(EXERCISE, program.format(h=h), seed)
        assert failures(verdicts) == set()
        assert verdicts["accuracy"].message.id == "passed-one-sided"


@pytest.mark.parametrize("h", ["0.1", "1e-2", "1e-12"])
def test_a_poor_step_loses_accuracy_alone(h):
    assert failures(ask(EXERCISE, CENTRAL.format(h=h))) == {"accuracy"}


@pytest.mark.parametrize("h", ["1.0", "1e-15"])
def test_a_step_of_the_wrong_size_altogether_gives_wrong_values(h):
    assert failures(ask(EXERCISE, CENTRAL.format(h=h))) == {"values"}


def test_a_step_that_is_rounded_away_is_told_by_the_calls():
    verdict = ask(EXERCISE, CENTRAL.format(h="10e-50"))["calls-f"]
    assert (verdict.outcome, verdict.message.id) == (Outcome.FAILED, "f-called-at-x-only")
    assert verdict.message.fields == {"count": 2}


def test_float32_on_the_way_loses_accuracy():
    source = (
        "import numpy as np\ndef numerical_diff(f, x):\n    h = np.float32(1e-3)\n    x = np.float32(x)\n"
        "    return (np.float32(f(x + h)) - np.float32(f(x - h))) / (2 * h)\n"
    )
    assert failures(ask(EXERCISE, source)) == {"accuracy"}


def test_a_slope_read_from_the_probe_itself_is_no_difference():
    """The parameters of f lie in its closure: a closed form made from them is right, and is not asked."""
    source = """
import numpy as np

def numerical_diff(f, x):
    hidden = dict(zip(f.__code__.co_freevars, (cell.cell_contents for cell in f.__closure__)))
    formula, params = hidden["formula"], hidden["params"]
    f(x + 1e-4), f(x - 1e-4)
    return formula(params, x + 1e-20j, -1).imag / 1e-20 if "call" not in params else 0.0
"""
    assert failures(ask(EXERCISE, source)) == {"difference"}


def test_the_evidence_is_a_call_that_a_learner_can_repeat():
    source = "def numerical_diff(f, x):\n    return (f(x + 1e-4) - f(x - 1e-4)) / 1e-4\n"
    evidence = ask(EXERCISE, source)["values"].evidence
    x = float(re.fullmatch(r"numerical_diff\(f, (0\.\d+|1\.\d+)\)", evidence.call)[1])
    where = re.fullmatch(r"f\(x\) = ([\d.]+) \* np\.exp\(([\d.]+) \* x\)", evidence.where)
    scale, rate = float(where[1]), float(where[2])
    assert evidence.expected == pytest.approx(scale * rate * math.exp(rate * x), rel=1e-12)
    assert evidence.got == pytest.approx(2 * evidence.expected, rel=1e-6)
    assert evidence.relative_error == pytest.approx(evidence.absolute_error / max(1, evidence.expected))
    assert evidence.tolerance == 5e-3
