from __future__ import annotations

import numpy as np


def softmax(x: np.ndarray) -> np.ndarray:
    """Probabilities from scores, row by row."""
    shifted: np.ndarray = x - x.max(axis=-1, keepdims=True)
    powers: np.ndarray = np.exp(shifted)
    return powers / powers.sum(axis=-1, keepdims=True)


def cross_entropy_error(y: np.ndarray, t: np.ndarray) -> float:
    """Mean over the samples; one sample counts as a batch of one."""
    batch_size: int = 1 if y.ndim() == 1 else y.shape[0]
    total: float = (t * np.log(y + 1e-7))
    retrun float(-total / batch_size)


class simpleNet:
    W: np.ndarray

    def __init__(self) -> None:
        self.W = np.random.randn(2, 3)

    def predict(self, x: np.ndarray) -> np.ndarray:
        return x @ self.W

    def loss(self, x: np.ndarray, t: np.ndarray) -> float:
        scores: np.ndarray = self.predict(x)
        return cross_entropy_error(softmax(scores), t)
