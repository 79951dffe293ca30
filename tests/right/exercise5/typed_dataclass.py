from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def sigmoid(x: Array) -> Array:
    return np.exp(-np.logaddexp(0.0, -x))


def softmax(scores: Array) -> Array:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)


@dataclass
class TwoLayerNet:
    input_size: int
    hidden_size: int
    output_size: int
    weight_init_std: float = 0.01
    params: dict[str, Array] = field(init=False)

    def __post_init__(self) -> None:
        self.params = {
            "W1": self._weights(self.input_size, self.hidden_size),
            "b1": np.zeros(self.hidden_size),
            "W2": self._weights(self.hidden_size, self.output_size),
            "b2": np.zeros(self.output_size),
        }

    def _weights(self, rows: int, columns: int) -> Array:
        return self.weight_init_std * np.random.standard_normal((rows, columns))

    def _hidden(self, x: Array) -> Array:
        return sigmoid(x @ self.params["W1"] + self.params["b1"])

    def predict(self, x: Array) -> Array:
        return softmax(self._hidden(x) @ self.params["W2"] + self.params["b2"])

    def loss(self, x: Array, t: Array) -> float:
        picked = np.sum(self.predict(x) * t, axis=1)
        return float(-np.mean(np.log(picked + 1e-9)))

    def accuracy(self, x: Array, t: Array) -> float:
        return float(np.mean(self.predict(x).argmax(axis=-1) == t.argmax(axis=-1)))

    def numerical_gradient(self, x: Array, t: Array) -> dict[str, Array]:
        return {name: self._difference(name, x, t) for name in self.params}

    def _difference(self, name: str, x: Array, t: Array, step: float = 1e-5) -> Array:
        kept = self.params[name]
        result = np.empty_like(kept)
        for index in np.ndindex(kept.shape):
            values = []
            for sign in (1.0, -1.0):
                trial = kept.copy()
                trial[index] += sign * step
                self.params[name] = trial
                values.append(self.loss(x, t))
            result[index] = (values[0] - values[1]) / (2.0 * step)
        self.params[name] = kept
        return result

    def gradient(self, x: Array, t: Array) -> dict[str, Array]:
        z = self._hidden(x)
        back = (self.predict(x) - t) / t.shape[0]
        inner = (back @ self.params["W2"].T) * (z - z**2)
        return {
            "W1": x.T @ inner,
            "b1": inner.sum(axis=0),
            "W2": z.T @ back,
            "b2": back.sum(axis=0),
        }
