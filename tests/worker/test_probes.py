"""Probe functions: the same values as the reference's closed forms, and a true log of their calls."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.worker import probes, values, wire
from reference import analytic

SPECIAL = {"impulse", "constant"}  # no formulas of x, so the reference has none of them


def draw(family: str, seed: int) -> tuple[dict[str, Any], Any]:
    """Draw parameters and an argument that the reference's family takes."""
    rng = np.random.default_rng(seed)
    shape = (2,) if family == "coupled" else (3, 2) if family == "bilinear" else (4,)
    x = rng.normal(size=shape)
    square = rng.normal(size=(4, 4))
    arrays = {
        "coefficients": rng.normal(size=5),
        "matrix": square + square.T,
        "linear": rng.normal(size=4),
        "left": rng.normal(size=3),
        "right": rng.normal(size=2),
        "weights": rng.normal(size=4),
    }
    names = analytic.FAMILIES[family].parameters
    params = {name: arrays[name] if name in arrays else float(rng.uniform(0.5, 1.5)) for name in names}
    if family == "reciprocal":
        params["shift"] = 9.0  # away from the pole
    return params, x


def test_worker_and_reference_have_the_same_families_but_for_the_special_ones() -> None:
    assert set(probes.FAMILIES) - SPECIAL == set(analytic.FAMILIES)


@pytest.mark.parametrize("family", sorted(set(probes.FAMILIES) - SPECIAL))
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_probe_has_the_value_of_the_reference(family: str, seed: int) -> None:
    params, x = draw(family, seed)
    f = probes.make("f", family, params, None)
    np.testing.assert_allclose(f(x), analytic.value(family, params, x), rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("family", [name for name, kind in analytic.FAMILIES.items() if kind.elementwise])
def test_a_scalar_probe_takes_python_numbers_real_and_complex(family: str) -> None:
    params, _ = draw(family, 1)
    f = probes.make("f", family, params, None)
    for x in (0.7, 2, -0.3 + 1e-20j):
        np.testing.assert_allclose(f(x), analytic.value(family, params, x), rtol=1e-13)


def test_params_that_came_over_the_wire_give_the_same_values() -> None:
    params, x = draw("quadratic", 3)
    step = wire.Probe("f", "quadratic", {name: values.pack(value) for name, value in params.items()})
    request = wire.Run({}, [wire.Program("p", [step], 1.0)])
    received = wire.decode_request(wire.encode(request)[4:])
    assert isinstance(received, wire.Run)
    sent = received.programs[0].steps[0]
    assert isinstance(sent, wire.Probe)
    received_params = {name: values.unpack(value) for name, value in sent.params.items()}
    f = probes.make("f", sent.family, received_params, None)
    np.testing.assert_allclose(f(x), analytic.value("quadratic", params, x), rtol=1e-14)


def test_the_log_holds_each_argument_as_it_was_when_f_was_called() -> None:
    log = probes.CallLog()
    f = probes.make("f", "sum_of_squares", {}, log)
    x = np.array([1.0, 2.0])
    f(x)
    x[0] = 10.0
    f(x)
    records, count = log.take()
    assert count == 2
    assert [values.unpack(record.point).tolist() for record in records] == [[1.0, 2.0], [10.0, 2.0]]
    assert [values.unpack(record.value) for record in records] == [5.0, 104.0]
    assert [(record.probe, record.index) for record in records] == [("f", 0), ("f", 1)]


def test_taking_the_log_empties_it_and_counts_anew() -> None:
    log = probes.CallLog()
    f = probes.make("f", "constant", {"value": 3.0}, log)
    f(0.0)
    log.take()
    assert log.take() == ([], 0)
    f(1.0)
    assert log.take()[0][0].index == 0


def test_only_the_first_calls_are_logged_and_all_are_counted() -> None:
    log = probes.CallLog()
    f = probes.make("f", "sine", {"scale": 1.0, "frequency": 1.0, "phase": 0.0}, log)
    for number in range(probes.MAX_CALLS + 50):
        f(float(number))
    records, count = log.take()
    assert count == probes.MAX_CALLS + 50
    assert [record.point for record in records] == [float(number) for number in range(probes.MAX_CALLS)]


def test_the_log_of_large_arguments_is_capped_by_their_bytes() -> None:
    log = probes.CallLog()
    f = probes.make("f", "sum_of_squares", {}, log)
    x = np.zeros(probes.MAX_LOGGED // 8 // 4)  # a quarter of the cap each
    for _ in range(20):
        f(x)
    records, count = log.take()
    assert count == 20
    assert 4 <= len(records) <= 5


def test_the_impulse_is_one_on_exactly_one_call_counted_over_all_probes_of_a_step() -> None:
    log = probes.CallLog()
    impulse = probes.make("f", "impulse", {"call": 2}, log)
    assert [impulse(0.0) for _ in range(5)] == [0.0, 0.0, 1.0, 0.0, 0.0]
    log.take()
    other = probes.make("g", "constant", {"value": 7.0}, log)
    assert [other(0.0), impulse(0.0), impulse(0.0)] == [7.0, 0.0, 1.0]


def test_an_exception_in_f_is_logged_by_its_type_and_reaches_the_caller() -> None:
    log = probes.CallLog()
    f = probes.make("f", "coupled", {}, log)
    with pytest.raises(IndexError):
        f(np.array([1.0]))
    (record,), _ = log.take()
    assert (record.raised, record.value) == ("IndexError", None)
    assert values.unpack(record.point).tolist() == [1.0]


def test_a_probe_without_a_log_leaves_no_trace_of_its_calls() -> None:
    log = probes.CallLog()
    probes.make("f", "sum_of_squares", {}, None)(np.ones(3))
    assert log.take() == ([], 0)


def test_a_probe_goes_by_the_name_of_its_register() -> None:
    f = probes.make("loss", "sum_of_squares", {}, None)
    assert (f.__name__, f.__qualname__) == ("loss", "loss")
