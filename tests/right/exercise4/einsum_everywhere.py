import numpy as np


def softmax(a):
    a = np.asarray(a, dtype=float)
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return e / np.einsum("...k->...", e)[..., None]


def cross_entropy_error(y, t):
    count = y.size // y.shape[-1]
    per_sample = np.einsum("...k,...k->...", t, np.log(np.maximum(y, 1e-12)))
    return -np.sum(per_sample) / count


class simpleNet:
    """Scores by Einstein's convention."""

    def __init__(self):
        self.W = np.random.standard_normal((2, 3))

    def predict(self, x):
        return np.einsum("...i,ij->...j", x, self.W)

    def loss(self, x, t):
        return cross_entropy_error(softmax(self.predict(x)), t)
