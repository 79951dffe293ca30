"""What is right of sigmoid and TwoLayerNet, by NumPy and complex steps; shares nothing with the grader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from oracle_networks import EXACT, LOSS, SINGLE, hot, predict_of, signed
from oracle_program import Draw, Question, call, differs, fetch, held, numbers, put, short

GRADIENT = 1e-4

Rng = np.random.Generator
Objects = Mapping[str, Any]

_NET = "TwoLayerNet"
_WORDS = (("=insize", "input", "=nin", "indim"), ("hid",), ("out", "classes"), ("std", "scale", "sigma"))


def _paths(name: str) -> tuple[str, ...]:
    return f"params.{name}", name, f"params.{name.swapcase()}", name.swapcase()


def _make(objects: Objects, *values: Any) -> Any:
    return call(objects[_NET], values, _WORDS)


def _sigmoid(rng: Rng) -> Question:
    shape = [(3,), (2, 3), (1,), (4, 2)][rng.integers(4)]
    x = signed(rng, 0.2, 4, shape)
    if rng.integers(5) == 0:
        x = x + rng.choice([-1000.0, 1000.0], shape)
    with np.errstate(over="ignore"):
        right = 0.5 * (1 + np.tanh(0.5 * x))

    def ask(objects: Objects) -> str | None:
        return differs(objects["sigmoid"](x.copy()), right, EXACT)

    return Question(f"sigmoid({short(x)})", ("sigmoid",), ask)


def _new_parameters(rng: Rng) -> Question:
    sizes = tuple(int(size) for size in rng.choice(np.arange(2, 9), 3, replace=False))

    def ask(objects: Objects) -> str | None:
        net = _make(objects, *sizes)
        for name, shape in _shapes(sizes).items():
            path = held(net, _paths(name))
            value = numbers(fetch(net, path), shape, loose=name[0] == "b") if path else None
            if value is None or (name[0] == "b" and np.any(value != 0)):
                return f"{name} is {short(fetch(net, path)) if path else 'not there'}"
        return None

    return Question(f"TwoLayerNet{sizes}: parameters", (_NET,), ask)


def _scale(rng: Rng) -> Question:
    std, seed = round(float(10 ** rng.uniform(-2, 0.3)), 4), int(rng.integers(2**31))

    def ask(objects: Objects) -> str | None:
        np.random.seed(seed)
        net = _make(objects, 40, 50, 30, std)
        for name in ("W1", "W2"):
            array = np.asarray(fetch(net, held(net, _paths(name)) or name), dtype=float)
            spread = float(np.sqrt(np.mean(array**2))) / std
            if not 0.45 < spread < 1.6 or len(np.unique(array)) < array.size / 2:
                return f"{name} has {spread:g} times the scale that was asked for"
        return None

    return Question(f"TwoLayerNet(40, 50, 30, {std}): scale of the weights", (_NET,), ask)


def _shapes(sizes: Sequence[int]) -> dict[str, tuple[int, ...]]:
    inputs, hidden, outputs = sizes
    return {"W1": (inputs, hidden), "b1": (hidden,), "W2": (hidden, outputs), "b2": (outputs,)}


class _Case:
    """A network, a batch, and what is right of them; no right class has a probability below 0.2."""

    def __init__(self, rng: Rng) -> None:
        self.sizes = tuple(int(size) for size in rng.choice(np.arange(2, 6), 3, replace=False))
        batch = int(rng.choice([size for size in range(4, 9) if size not in self.sizes]))
        while True:
            self.params = {name: signed(rng, 0.2, 0.8, shape) for name, shape in _shapes(self.sizes).items()}
            self.x = signed(rng, 0.3, 1.2, (batch, self.sizes[0]))
            self.t = hot(rng, batch, self.sizes[2])
            self.scores, self.shares = self.forward(self.params)
            margins = np.sort(self.scores, axis=1)
            if self.shares[self.t == 1].min() > 0.2 and (margins[:, -1] - margins[:, -2]).min() > 1e-3:
                break
        guessed = [row.index(max(row)) for row in self.scores.tolist()]
        self.accuracy = sum(self.t[k][guess] for k, guess in enumerate(guessed)) / batch

    def forward(self, params: Mapping[str, Any]) -> tuple[Any, Any]:
        """Return scores and probabilities, for complex parameters too."""
        hidden = 1 / (1 + np.exp(-(np.einsum("bi,ih->bh", self.x, params["W1"]) + params["b1"])))
        scores = np.einsum("bh,ho->bo", hidden, params["W2"]) + params["b2"]
        powers = np.exp(scores)
        return scores, powers / powers.sum(axis=1)[:, None]

    def loss(self, params: Mapping[str, Any]) -> Any:
        """Return the mean cross-entropy."""
        return -np.sum(self.t * np.log(self.forward(params)[1])) / len(self.x)

    def slopes(self) -> dict[str, Any]:
        """Return the gradient of the loss by complex steps."""
        found = {}
        for name, value in self.params.items():
            found[name] = np.zeros_like(value)
            for index in np.ndindex(value.shape):
                moved = {key: array.astype(complex) for key, array in self.params.items()}
                moved[name][index] += 1e-40j
                found[name][index] = self.loss(moved).imag / 1e-40
        return found

    def network(self, objects: Objects) -> Any:
        """Make a program's network with these parameters."""
        net = _make(objects, *self.sizes)
        for name, value in self.params.items():
            put(net, held(net, _paths(name)) or f"params.{name}", value.copy())
        return net

    def question(self, what: str, ask: Callable[[Objects], str | None]) -> Question:
        """Ask something of this network."""
        return Question(f"net.{what}, sizes {self.sizes}, batch of {len(self.x)}", (_NET,), ask)


def _two_predict(rng: Rng) -> Question:
    case = _Case(rng)

    def ask(objects: Objects) -> str | None:
        """Scores pass for probabilities where the loss is right."""
        net = case.network(objects)
        got = predict_of(net)(case.x.copy())
        wrong = differs(got, case.shares, SINGLE)
        if wrong and differs(got, case.scores, SINGLE) is None:
            return differs(net.loss(case.x.copy(), case.t.copy()), case.loss(case.params), LOSS)
        return wrong

    return case.question("predict(x)", ask)


def _two_number(method: str) -> Draw:
    def draw(rng: Rng) -> Question:
        case = _Case(rng)
        right = float(case.loss(case.params)) if method == "loss" else case.accuracy

        def ask(objects: Objects) -> str | None:
            got = getattr(case.network(objects), method)(case.x.copy(), case.t.copy())
            return differs(got, right, LOSS if method == "loss" else EXACT)

        return case.question(f"{method}(x, t)", ask)

    return draw


def _two_gradient(method: str) -> Draw:
    def draw(rng: Rng) -> Question:
        case = _Case(rng)
        right = case.slopes()

        def ask(objects: Objects) -> str | None:
            net = case.network(objects)
            if method == "gradient" and not hasattr(net, method):
                return None
            grads = getattr(net, method)(case.x.copy(), case.t.copy())
            if not isinstance(grads, dict):
                return f"got {short(grads)}"
            for name, value in right.items():
                key = name if name in grads else name.swapcase()
                wrong = differs(grads.get(key), value, GRADIENT, loose=name[0] == "b")
                if wrong:
                    return f"{name}: {wrong}"
            return None

        return case.question(f"{method}(x, t)", ask)

    return draw


DRAWS: dict[str, tuple[Draw, ...]] = {
    "exercise5_two_layer_net": (
        _sigmoid,
        _new_parameters,
        _two_predict,
        _two_number("loss"),
        _two_number("accuracy"),
        _scale,
        _two_gradient("numerical_gradient"),
        _two_gradient("gradient"),
    ),
}
