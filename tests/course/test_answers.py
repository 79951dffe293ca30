"""Reading and comparing what a worker sent, and binding arguments by meaning."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course.answers import plain, read
from grader.course.comparing import Telling, compare, difference
from grader.course.functions import exponential, listed, polynomial, quadratic, sine
from grader.course.meanings import Role, arguments, bind
from grader.exercise import Tolerance
from grader.outcome import Outcome
from grader.worker import wire
from grader.worker.values import pack
from grader.worker.wire import Parameter

SIX = Tolerance(1e-6)


@pytest.mark.parametrize(
    "value",
    [
        2,
        2.0,
        pack(np.float64(2)),
        pack(np.float32(2)),
        pack(np.int64(2)),
        pack(np.array(2.0)),
        pack(np.array([2.0])),
        pack(np.array([[2]])),
    ],
)
def test_one_number_may_come_in_many_forms(value):
    reading = read(value, ())
    assert reading.numbers.shape == ()
    assert float(reading.numbers) == 2.0
    assert (reading.note is not None) == (isinstance(value, wire.Array) and value.shape != ())


@pytest.mark.parametrize(
    ("value", "shape", "problem"),
    [
        (True, (), "not-a-number"),
        ("2", (), "not-a-number"),
        (None, (), "returned-nothing"),
        (None, (2,), "returned-nothing"),
        (2.0, (2,), "number-for-array"),
        (pack(np.array(2.0)), (2,), "number-for-array"),
        (pack(np.ones(2)), (), "array-for-number"),
        (pack(np.ones((2, 1))), (2,), "wrong-shape"),
        (pack([1.0, 2.0]), (2,), "not-an-array"),
        (pack(2j), (), "not-a-number"),
        (pack(np.array([2j])), (1,), "not-an-array"),
        (pack(np.array([True])), (1,), "not-an-array"),
        (pack(np.array([2.0], dtype=object)), (1,), "not-an-array"),
        (pack(2**70), (), "too-large"),
        (wire.Opaque("Tensor", "..."), (2,), "not-an-array"),
    ],
)
def test_what_is_no_such_number_is_named(value, shape, problem):
    reading = read(value, shape)
    assert (reading.numbers, reading.problem.id) == (None, problem)


def test_a_bias_may_be_a_row():
    assert read(pack(np.ones((1, 3))), (3,), loose=True).numbers.shape == (3,)
    assert read(pack(np.ones((3, 1))), (3,)).numbers is None


def test_an_array_that_lies_raises_wire_error():
    with pytest.raises(wire.WireError):
        read(wire.Array("f", "float64", (3,), b""), (3,))


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.floats(1e-9, 1e-3), st.floats(0, 3))
def test_difference_keeps_the_mixed_tolerance(expected, tolerance, share):
    got = expected + share * tolerance * max(1.0, abs(expected))
    found = difference(np.array(expected), np.array(got), Tolerance(tolerance))
    if abs(share - 1) > 1e-3 and abs(got - expected) > 1e-12 * max(1.0, abs(expected)):
        assert (found is None) == (share < 1)


@given(
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-3, 3)), min_size=1, max_size=6),
    st.sampled_from([1e-12, 1e-6, 5e-3]),
)
def test_an_array_differs_where_one_of_its_numbers_does(pairs, relative):
    expected = np.array([one for one, _ in pairs])
    got = expected + relative * np.array([share for _, share in pairs])
    distance, scale = np.abs(got - expected), np.maximum(1.0, np.abs(expected))
    found = difference(expected, got, Tolerance(relative))
    assert (found is not None) == (distance > relative * scale).any()
    assert found is None or found.relative == (distance / scale).max()


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_no_finite_number_equals_what_is_not_finite(bad):
    found = difference(np.array([1.0, 2.0]), np.array([1.0, bad]), Tolerance(1e9))
    assert found.index == (1,)
    assert not math.isfinite(found.absolute)


def test_the_component_of_the_largest_relative_error_is_the_evidence():
    expected, got = np.array([[1000.0, 1.0], [0.1, 5.0]]), np.array([[1000.5, 1.0], [0.15, 5.3]])
    finding = compare(Telling("g(x)", "x = 1"), expected, pack(got), SIX)
    assert finding.outcome is Outcome.FAILED
    assert finding.evidence.index == (1, 1)
    assert finding.evidence.absolute_error == pytest.approx(0.3)
    assert finding.evidence.relative_error == pytest.approx(0.06)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (pack(np.array([[1.5, 2.0]])), [[1.5, 2.0]]),
        (pack(np.ones(1000)), "ndarray, shape (1000,)"),
        (pack((1.0, [2, None])), [1.0, [2, None]]),
        (pack(((((1,),),),)), [["tuple, length 1"]]),
        (pack({"W1": np.ones(2)}), "{'W1': ...}"),
        (pack(1 + 2j), 1 + 2j),
        (pack("a" * 500), "a" * 197 + "..."),
        (wire.Opaque("Net", "<Net>"), "<Net>"),
        (True, True),
    ],
)
def test_evidence_holds_plain_data_of_bounded_size(value, shown):
    assert plain(value) == shown


@pytest.mark.parametrize("x", [0.7, -1.3])
@pytest.mark.parametrize(
    "function",
    [exponential(1.2, 0.9), sine(2.0, 1.1, -0.4), polynomial([0.5, -1.5, 0.0, 0.25])],
)
def test_a_formula_means_what_the_derivative_belongs_to(function, x):
    h = 1e-6
    value = [eval(function.formula, {"np": np, "x": point}) for point in (x + h, x - h)]
    assert (value[0] - value[1]) / (2 * h) == pytest.approx(float(function.derivative(x)), rel=1e-8)


def test_where_names_every_array_of_a_formula():
    f = quadratic(np.eye(2), np.array([1.0, -2.5]))
    assert f.where(x=np.array([0.5, 1.0])) == (
        "f(x) = 0.5 * x @ A @ x + b @ x, A = [[1, 0], [0, 1]], b = [1, -2.5], x = [0.5, 1]"
    )
    assert listed(np.array(3.25)) == "3.25"


ROLES = (Role("f", "f func"), Role("x", "x x0"), Role("lr", "lr eta", "rate"), Role("n", "n epochs", "count"))
VALUES = {"f": (1, "F"), "x": (2, "X"), "lr": (0.5, "0.5"), "n": (7, "7")}


def parameter(text):
    name, _, default = text.partition("=")
    kind = "keyword" if name.startswith("!") else "positional"
    return Parameter(name.lstrip("!"), kind, not default, eval(default) if default else None)


@pytest.mark.parametrize(
    ("signature", "args", "kwargs", "text"),
    [
        ("f x lr n", [1, 2, 0.5, 7], {}, "F, X, lr=0.5, n=7"),
        ("epochs eta x0 func", [7, 0.5, 2, 1], {}, "7, 0.5, x0=X, func=F"),
        ("a b c d", [1, 2, 0.5, 7], {}, "F, X, c=0.5, d=7"),
        ("a b c=100 d=0.1", [1, 2, 7, 0.5], {}, "F, X, c=7, d=0.5"),
        ("f x verbose=False lr=0.1 n=5", [1, 2], {"lr": 0.5, "n": 7}, "F, X, lr=0.5, n=7"),
        ("f x !n=5 !lr=0.1", [1, 2], {"n": 7, "lr": 0.5}, "F, X, n=7, lr=0.5"),
    ],
)
def test_arguments_go_where_the_names_mean(signature, args, kwargs, text):
    given_arguments = arguments([parameter(part) for part in signature.split()], ROLES, VALUES)
    assert (given_arguments.args, given_arguments.kwargs, given_arguments.text) == (args, kwargs, text)
    assert given_arguments.lacking == ()


def test_a_role_without_parameter_is_lacking():
    assert arguments([parameter("f"), parameter("x")], ROLES, VALUES).lacking == ("lr", "n")


def test_where_no_parameter_is_known_roles_go_by_position():
    assert arguments([], ROLES, VALUES).args == [1, 2, 0.5, 7]


def test_any_arguments_take_every_role():
    anything = [Parameter("args", "var_positional", False), Parameter("kw", "var_keyword", False)]
    assert arguments(anything, ROLES, VALUES).args == [1, 2, 0.5, 7]
    keywords = [parameter("f"), parameter("x"), Parameter("kw", "var_keyword", False)]
    assert arguments(keywords, ROLES, VALUES).kwargs == {"lr": 0.5, "n": 7}


def test_a_required_parameter_that_means_nothing_takes_no_role_from_one_that_does():
    assert bind([parameter("f"), parameter("h"), parameter("x"), parameter("lr"), parameter("n")], ROLES) == {
        "f": "f",
        "x": "x",
        "lr": "lr",
        "n": "n",
    }
