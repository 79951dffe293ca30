"""Each family against its formula in mpmath at 50 digits, and against the complex step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import analytic
from reference.analytic import FAMILIES

MATRIX = np.array([[1.3, -0.4, 0.2], [-0.4, 2.1, 0.6], [0.2, 0.6, -0.9]])
# parameters and points with no round number, and each formula again for mpmath, in the elements v in order
SCALAR: dict[str, tuple[dict[str, Any], Callable[[Any, Any], Any]]] = {
    "polynomial": (
        {"coefficients": np.array([0.31, -1.27, 0.83, 2.19])},
        lambda p, x: sum(c * x**k for k, c in enumerate(p["coefficients"].tolist())),
    ),
    "exponential": ({"scale": 1.37, "rate": -0.71}, lambda p, x: p["scale"] * mpmath.exp(p["rate"] * x)),
    "sine": (
        {"scale": -2.3, "frequency": 1.9, "phase": 0.43},
        lambda p, x: p["scale"] * mpmath.sin(mpmath.mpf(p["frequency"]) * x + p["phase"]),
    ),
    "tanh": ({"scale": 0.77, "rate": 1.61}, lambda p, x: p["scale"] * mpmath.tanh(p["rate"] * x)),
    "reciprocal": ({"scale": 2.9, "shift": 4.73}, lambda p, x: p["scale"] / (x + p["shift"])),
}
POINTS = np.array([[0.713, -1.397], [2.311, -0.057]])


def exact_quadratic(p: dict[str, Any], v: tuple[Any, ...]) -> Any:
    bent = sum(v[i] * float(a) * v[j] for (i, j), a in np.ndenumerate(p["matrix"]))
    return bent / 2 + sum(b * c for b, c in zip(p["linear"].tolist(), v, strict=True))


def exact_rosenbrock(p: dict[str, Any], v: tuple[Any, ...]) -> Any:
    return sum(p["b"] * (v[i + 1] - v[i] ** 2) ** 2 + (p["a"] - v[i]) ** 2 for i in range(len(v) - 1))


def exact_bilinear(p: dict[str, Any], v: tuple[Any, ...]) -> Any:
    n = p["right"].size
    s = sum(
        float(a) * float(b) * v[i * n + j] for i, a in enumerate(p["left"]) for j, b in enumerate(p["right"])
    )
    return s + s**2 / 2


def exact_weighted(p: dict[str, Any], v: tuple[Any, ...]) -> Any:
    return sum(w * mpmath.exp(c) for w, c in zip(p["weights"].ravel().tolist(), v, strict=True))


ARRAY: dict[str, tuple[dict[str, Any], tuple[int, ...], Callable[[Any, Any], Any]]] = {
    "sum_of_squares": ({}, (2, 3), lambda _, v: sum(c**2 for c in v)),
    "quadratic": ({"matrix": MATRIX, "linear": np.array([0.7, -1.1, 0.37])}, (3,), exact_quadratic),
    "rosenbrock": ({"a": 1.13, "b": 7.9}, (2, 2), exact_rosenbrock),
    "coupled": ({}, (2,), lambda _, v: v[0] ** 2 * v[1] + mpmath.exp(v[1])),
    "bilinear": (
        {"left": np.array([0.9, -0.7]), "right": np.array([1.3, 0.4, -0.6])},
        (2, 3),
        exact_bilinear,
    ),
    "weighted_exponential": ({"weights": np.array([[0.3, -1.9], [2.3, 0.8]])}, (2, 2), exact_weighted),
}


def point_of(shape: tuple[int, ...]) -> np.ndarray:
    return np.array([0.713, -1.397, 0.511, 1.229, -0.317, 0.871])[: int(np.prod(shape))].reshape(shape)


def as_number(value: Any) -> complex | float:
    number = complex(value)
    return number if number.imag else number.real


def test_each_family_is_proved_here() -> None:
    assert {*SCALAR, *ARRAY} == set(FAMILIES)
    assert {name for name, family in FAMILIES.items() if family.elementwise} == set(SCALAR)


@pytest.mark.parametrize("turn", [1.0, 1.0 + 0.3j], ids=["real", "complex"])
@pytest.mark.parametrize("name", SCALAR)
def test_scalar_family_and_its_derivative_agree_with_50_digits(name: str, turn: complex) -> None:
    params, exact = SCALAR[name]
    x = POINTS * turn
    with mpmath.workdps(50):
        values = [as_number(exact(params, mpmath.mpmathify(v))) for v in x.ravel().tolist()]
        slopes = [as_number(mpmath.diff(lambda s: exact(params, s), v)) for v in x.ravel().tolist()]
    np.testing.assert_allclose(analytic.value(name, params, x), np.reshape(values, x.shape), rtol=1e-13)
    np.testing.assert_allclose(analytic.derivative(name, params, x), np.reshape(slopes, x.shape), rtol=1e-13)


@pytest.mark.parametrize("turn", [1.0, 1.0 + 0.3j], ids=["real", "complex"])
@pytest.mark.parametrize("name", ARRAY)
def test_array_family_and_its_gradient_agree_with_50_digits(name: str, turn: complex) -> None:
    params, shape, exact = ARRAY[name]
    x = point_of(shape) * turn
    elements = tuple(x.ravel().tolist())
    with mpmath.workdps(50):
        v = tuple(mpmath.mpmathify(c) for c in elements)
        expected = as_number(exact(params, v))
        orders = np.eye(x.size, dtype=int).tolist()
        slopes = [as_number(mpmath.diff(lambda *c: exact(params, c), v, tuple(order))) for order in orders]
    found = analytic.derivative(name, params, x)
    assert found.shape == shape
    assert np.ndim(analytic.value(name, params, x)) == 0
    np.testing.assert_allclose(analytic.value(name, params, x), expected, rtol=1e-13)
    np.testing.assert_allclose(found, np.reshape(slopes, shape), rtol=1e-13, atol=1e-14)


numbers = st.floats(-2.0, 2.0)
drawn_params: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "polynomial": st.lists(numbers, max_size=5).map(lambda c: {"coefficients": np.array(c)}),
    "exponential": st.fixed_dictionaries({"scale": numbers, "rate": numbers}),
    "sine": st.fixed_dictionaries({"scale": numbers, "frequency": numbers, "phase": numbers}),
    "tanh": st.fixed_dictionaries({"scale": numbers, "rate": numbers}),
    "reciprocal": st.fixed_dictionaries({"scale": numbers, "shift": st.floats(2.5, 4.0)}),
}


@pytest.mark.parametrize("name", SCALAR)
@settings(max_examples=25)
@given(data=st.data(), x=numbers)
def test_scalar_derivative_is_the_complex_step_of_the_value(name: str, data: st.DataObject, x: float) -> None:
    params = data.draw(drawn_params[name])
    stepped = np.imag(analytic.value(name, params, complex(x, 1e-30))) / 1e-30
    assert analytic.derivative(name, params, x) == pytest.approx(stepped, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", ARRAY)
@settings(max_examples=25)
@given(elements=st.lists(numbers, min_size=6, max_size=6))
def test_gradient_is_the_complex_step_of_the_value(name: str, elements: list[float]) -> None:
    params, shape, _ = ARRAY[name]
    x = np.array(elements)[: int(np.prod(shape))].reshape(shape)
    stepped = np.empty(shape)
    for index in np.ndindex(shape):
        moved = x.astype(complex)
        moved[index] += 1e-30j
        stepped[index] = np.imag(analytic.value(name, params, moved)) / 1e-30
    np.testing.assert_allclose(analytic.derivative(name, params, x), stepped, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("name", SCALAR)
def test_scalar_family_gives_a_scalar_for_a_number_and_keeps_any_other_shape(name: str) -> None:
    params, _ = SCALAR[name]
    for function in (analytic.value, analytic.derivative):
        assert isinstance(function(name, params, 0.7), np.float64)
        assert isinstance(function(name, params, 0.7 + 0j), np.complex128)
        assert function(name, params, np.full((2, 1, 3), 0.7)).shape == (2, 1, 3)
        assert function(name, params, 1) == function(name, params, 1.0)


@pytest.mark.parametrize(
    ("name", "shape"), [("coupled", (1, 2)), ("quadratic", (3, 1)), ("weighted_exponential", (4,))]
)
def test_array_family_takes_its_elements_in_any_arrangement(name: str, shape: tuple[int, ...]) -> None:
    params, usual, _ = ARRAY[name]
    x = point_of(usual)
    assert analytic.value(name, params, x.reshape(shape)) == analytic.value(name, params, x)
    rearranged = analytic.derivative(name, params, x.reshape(shape))
    assert rearranged.tolist() == analytic.derivative(name, params, x).reshape(shape).tolist()


def test_rosenbrock_of_two_elements_is_least_and_flat_at_a_and_its_square() -> None:
    params, least = {"a": 1.5, "b": 100.0}, np.array([1.5, 2.25])
    assert analytic.value("rosenbrock", params, least) == 0.0
    assert analytic.derivative("rosenbrock", params, least).tolist() == [0.0, 0.0]


def test_tanh_derivative_keeps_its_digits_far_out_and_does_not_overflow() -> None:
    with mpmath.workdps(50):
        expected = [float(mpmath.sech(x) ** 2) for x in (20.0, -20.0, 300.0)]
    found = analytic.derivative(
        "tanh", {"scale": 1.0, "rate": 1.0}, np.array([20.0, -20.0, 300.0, 1e3, -1e3])
    )
    np.testing.assert_allclose(found, [*expected, 0.0, 0.0], rtol=1e-13)


def test_polynomials_without_terms_and_with_one_have_derivative_zero() -> None:
    assert analytic.value("polynomial", {"coefficients": np.array([])}, 2.0) == 0.0
    assert analytic.value("polynomial", {"coefficients": np.array([3.0])}, 2.0) == 3.0
    assert analytic.derivative("polynomial", {"coefficients": np.array([3.0])}, np.ones(2)).tolist() == [
        0.0,
        0.0,
    ]


def test_the_pole_of_the_reciprocal_is_infinite_with_a_warning() -> None:
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        assert analytic.value("reciprocal", {"scale": 1.0, "shift": -2.0}, 2.0) == np.inf


def test_neither_x_nor_a_parameter_is_changed() -> None:
    for name, (params, shape, _) in ARRAY.items():
        x = point_of(shape)
        x.flags.writeable = False
        for parameter in params.values():
            if isinstance(parameter, np.ndarray):
                parameter.flags.writeable = False
        assert analytic.derivative(name, params, x) is not x


@pytest.mark.parametrize("function", [analytic.value, analytic.derivative])
@pytest.mark.parametrize(
    ("name", "params", "x", "message"),
    [
        ("cosine", {}, 1.0, "unknown family 'cosine'; known are polynomial"),
        (
            "sine",
            {"scale": 1.0, "phase": 0.0},
            1.0,
            r"sine has the parameters \['frequency', 'phase', 'scale'\]",
        ),
        ("coupled", {"scale": 1.0}, np.ones(2), "coupled has the parameters"),
        ("polynomial", {"coefficients": 1.0}, 1.0, "coefficients of polynomial must have 1 axes, not 0"),
        ("tanh", {"scale": np.ones(2), "rate": 1.0}, np.ones(2), "scale of tanh must have 0 axes, not 1"),
        ("coupled", {}, np.ones(3), r"coupled takes x of two elements; x has shape \(3,\)"),
        ("rosenbrock", {"a": 1.0, "b": 1.0}, np.ones(1), "rosenbrock takes x of two or more elements"),
        (
            "quadratic",
            {"matrix": MATRIX, "linear": np.ones(2)},
            np.ones(3),
            "quadratic takes x of n elements",
        ),
        (
            "quadratic",
            {"matrix": MATRIX, "linear": np.ones(3)},
            np.ones(2),
            "quadratic takes x of n elements",
        ),
        ("quadratic", {"matrix": np.triu(MATRIX), "linear": np.ones(3)}, np.ones(3), "symmetric"),
        (
            "bilinear",
            {"left": np.ones(2), "right": np.ones(3)},
            np.ones((3, 2)),
            r"bilinear takes x of shape \(m, n\)",
        ),
        (
            "bilinear",
            {"left": np.ones(2), "right": np.ones(3)},
            np.ones(6),
            r"bilinear takes x of shape \(m, n\)",
        ),
        ("weighted_exponential", {"weights": np.ones(3)}, np.ones(4), "weights of the same size"),
    ],
)
def test_what_a_family_does_not_take_is_refused(
    function: Callable[..., Any], name: str, params: Any, x: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(name, params, x)


@pytest.mark.parametrize("x", ["1.0", True, None])
def test_points_that_are_no_numbers_are_refused(x: Any) -> None:
    with pytest.raises(TypeError, match="x must hold numbers"):
        analytic.value("sine", {"scale": 1.0, "frequency": 1.0, "phase": 0.0}, x)
