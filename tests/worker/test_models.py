"""The network that learners' loops train: right by the reference, and its notes are what it was given."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest

from grader.worker import models
from grader.worker.probes import MAX_CALLS, MAX_LOGGED, CallLog
from grader.worker.steps import run_program
from grader.worker.values import pack, unpack
from grader.worker.wire import Call, Generator, Get, Map, Method, Model, Program, Ref
from reference.networks import TwoLayerNet


def params() -> dict[str, Any]:
    rng = np.random.default_rng(4)
    shapes = {"W1": (3, 4), "b1": (4,), "W2": (4, 3), "b2": (3,)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


X = np.random.default_rng(5).normal(size=(6, 3))
T = np.eye(3)[[0, 2, 1, 1, 0, 2]]


@pytest.mark.parametrize("method", ["gradient", "numerical_gradient"])
@pytest.mark.parametrize("t", [T, T.argmax(axis=1)])
def test_gradients_are_those_of_the_reference(method: str, t: Any) -> None:
    given = params()
    found = getattr(models.Network(given), method)(X, t)
    for name, value in TwoLayerNet(given).gradient(X, T).items():
        np.testing.assert_allclose(found[name], value, rtol=1e-10, atol=1e-14)


def test_losses_and_accuracies_are_those_of_the_reference() -> None:
    given = params()
    net, right = models.Network(given), TwoLayerNet(given)
    assert net.loss(X, T) == pytest.approx(right.loss(X, T, 1e-7), rel=1e-12)
    assert net.accuracy(X, T) == right.accuracy(X, T)
    assert net.accuracy(X, T.argmax(axis=1)) == right.accuracy(X, T)


def test_one_sample_is_a_batch_of_one() -> None:
    net = models.Network(params())
    whole = [net.gradient(X[at : at + 1], T[at : at + 1])["W1"] for at in range(6)]
    alone = [net.gradient(X[at], T[at])["W1"] for at in range(6)]
    np.testing.assert_allclose(alone, whole)
    np.testing.assert_allclose(np.mean(alone, axis=0), net.gradient(X, T)["W1"])


@pytest.mark.parametrize("method", ["loss", "accuracy", "gradient", "numerical_gradient"])
def test_samples_and_targets_that_are_not_as_many_are_refused_in_words(method: str) -> None:
    with pytest.raises(ValueError, match="x has 2 samples, but t has targets for 6"):
        getattr(models.Network(params()), method)(X[:2], T)


def test_notes_hold_arguments_and_parameters_of_the_moment() -> None:
    log = CallLog()
    net = models.make("net", params(), ["gradient"], log)
    net.gradient(X, T)
    net.loss(X, T)
    net.params["b2"] += 1.0
    with pytest.raises(ValueError, match="targets"):
        net.gradient(X[:1], T)
    first, second = log.records
    assert [note.raised for note in log.records] == ["", "ValueError"]
    assert isinstance(first.point, Map)
    assert isinstance(second.point, Map)
    told, later = unpack(first.point), unpack(second.point)
    assert (told["method"], told["x"].tolist(), told["t"].tolist()) == ("gradient", X.tolist(), T.tolist())
    assert told["params"]["b2"].tolist() == params()["b2"].tolist()
    assert later["params"]["b2"].tolist() == (params()["b2"] + 1.0).tolist()


def test_notes_end_where_they_grow_too_many_or_too_large() -> None:
    log = CallLog()
    net = models.make("net", params(), ["loss"], log)
    for _ in range(MAX_CALLS + 50):
        net.loss(X, T)
    assert len(log.records) == MAX_CALLS
    assert log.count == MAX_CALLS + 50
    log.take()
    many = 30_000
    large = np.zeros((many, 3)), np.zeros((many, 3))
    for _ in range(5):
        net.loss(*large)
    assert len(log.records) < 5
    assert many * 6 * 8 > MAX_LOGGED


def test_steps_make_a_network_and_a_generator() -> None:
    def train(net: Any, rng: Any) -> float:
        net.params["b1"] -= net.gradient(X, T)["b1"]
        return float(rng.random())

    packed = {name: pack(value) for name, value in params().items()}
    steps = [
        Model("net", packed, ["gradient"]),
        Generator("rng", 11),
        Call("train", [Ref("net"), Ref("rng")]),
        Get("net", ["params.b1"]),
        Method("net", ["loss"], [pack(X), pack(T)]),
    ]
    answer = run_program(Program("p", steps, 1.0), {"train": train}, lambda seconds: nullcontext())
    assert answer.ended == "done"
    assert answer.records[2].value == np.random.default_rng(11).random()
    assert answer.records[2].call_count == 1
    moved = params()["b1"] - TwoLayerNet(params()).gradient(X, T)["b1"]
    np.testing.assert_allclose(unpack(answer.records[3].value), moved)
