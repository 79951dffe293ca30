"""What each name of a network is taken to hold, in differing styles."""

from __future__ import annotations

import ast

import pytest

from grader.diagnosis.rules.reading import Unit
from grader.diagnosis.rules.two_layer_net.definitions import Sizes, parameters
from grader.diagnosis.rules.two_layer_net.kinds import Kinds, kinds_of
from grader.diagnosis.rules.two_layer_net.layers import all_layers
from grader.diagnosis.rules.two_layer_net.nodes import named, spelt
from grader.diagnosis.rules.two_layer_net.reading import net_of
from grader.diagnosis.text import Draft
from grader.diagnosis.vocabulary import Subject
from grader.worker.wire import SourceCell


def subject_of(body: str) -> Subject:
    source = "class TwoLayerNet:\n" + "\n".join("    " + line for line in body.strip("\n").split("\n"))
    return Subject(
        Draft.of_cells([SourceCell(1, source)]), "exercise5_two_layer_net", {"TwoLayerNet": (1, 1)}
    )


def held(body: str, method: str) -> dict[str, str]:
    kinds = kinds_of(subject_of(body))
    unit = unit_of(kinds, method)
    return {event.target: kinds.after(event, unit) for event in kinds.net.events(unit)}


def unit_of(kinds: Kinds, method: str) -> Unit:
    unit = kinds.net.method(method)
    assert unit is not None
    return unit


def test_names_of_the_book_hold_what_the_book_says() -> None:
    body = """
def gradient(self, x, t):
    W1, W2 = self.params['W1'], self.params['W2']
    b1, b2 = self.params['b1'], self.params['b2']
    a1 = np.dot(x, W1) + b1
    z1 = sigmoid(a1)
    a2 = np.dot(z1, W2) + b2
    y = softmax(a2)
    dy = (y - t) / x.shape[0]
    da1 = np.dot(dy, W2.T)
    dz1 = sigmoid_grad(a1) * da1
"""
    found = held(body, "gradient")
    assert {name: found[name] for name in ("a1", "z1", "a2", "y", "dy", "da1", "dz1")} == {
        "a1": "a1",
        "z1": "z1",
        "a2": "a2",
        "y": "y",
        "dy": "e",
        "da1": "d1",
        "dz1": "g1",
    }


def test_a_name_that_is_used_again_holds_its_last_value() -> None:
    body = """
def predict(self, x):
    out = x @ self.W1
    out += self.b1
    first = out
    out = sigmoid(out)
    out = out @ self.W2 + self.b2
    return softmax(out)
"""
    found = held(body, "predict")
    assert (found["first"], found["out"]) == ("a1", "a2")


def test_values_are_followed_through_helpers_and_attributes() -> None:
    body = """
def _forward(self, x):
    self.z = sigmoid(x.dot(self.W1) + self.b1)
    return self.z, softmax(self.z.dot(self.W2) + self.b2)
def predict(self, x):
    return self._forward(x)[1]
def gradient(self, x, t):
    hidden, y = self._forward(x)
    again = self.predict(x)
    error = again - t
    back = error.dot(self.W2.T) * self.z * (1 - self.z)
"""
    found = held(body, "gradient")
    assert found == {"hidden": "z1", "y": "y", "again": "y", "error": "e", "back": "g1"}


def test_a_method_that_calls_itself_ends() -> None:
    assert held("def predict(self, x):\n    y = self.predict(x)\n    return y", "predict") == {"y": ""}


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("self.params['W1']", "W1"),
        ("p['b2']", "b2"),
        ("net.W2", "W2"),
        ("params['w1']", "W1"),
        ("w_2", "W2"),
        ("b1", "b1"),
        ("self.params[key]", None),
        ("x1", None),
        ("W3", None),
    ],
)
def test_a_parameter_is_known_in_every_spelling(expression: str, name: str | None) -> None:
    ref = spelt(ast.parse(expression, mode="eval").body)
    assert (None if ref is None else ref.name) == name


def test_a_key_with_other_letters_is_no_parameter() -> None:
    assert named("W12") is None
    assert named("grad_W1") is None


def test_layers_know_their_data_weights_and_bias() -> None:
    body = """
def predict(self, x):
    u = np.dot(x, self.params['W1'])
    u = u + self.params['b1']
    return sigmoid(u) @ self.params['W2'] + self.params['b1']
"""
    kinds = kinds_of(subject_of(body))
    found = [
        (layer.weight_ref.name, layer.bias_ref.name if layer.bias_ref else None, ast.unparse(layer.data))
        for layer in all_layers(kinds)
        if layer.data is not None
    ]
    assert found == [("W1", "b1", "x"), ("W2", "b1", "sigmoid(u)")]


def test_sizes_are_known_by_their_place_and_by_their_names() -> None:
    body = """
def __init__(self, n, hid, classes, sigma):
    I, H = n, hid
    self.W1 = sigma * np.random.randn(I, H)
    self.b1 = np.zeros((1, H))
    self.W2 = np.random.normal(0, sigma, size=(hid, classes))
    self.b2 = np.zeros(classes)
"""
    subject = subject_of(body)
    net = net_of(subject)
    sizes = Sizes(net)
    shapes = {entry.ref.name: sizes.shape(entry.value) for entry in parameters(net)}
    assert {name: shape.roles if shape is not None else None for name, shape in shapes.items()} == {
        "W1": ["input", "hidden"],
        "b1": ["", "hidden"],
        "W2": ["hidden", "output"],
        "b2": ["output"],
    }
