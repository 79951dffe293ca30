import numpy as np


class Gradients:
    def __init__(self, f, eps=1e-4):
        self.f, self.eps = f, eps

    def partial(self, x, idx):
        old = x[idx]
        x[idx] = old + self.eps
        top = self.f(x)
        x[idx] = old - self.eps
        top -= self.f(x)
        x[idx] = old
        return top / 2 * self.eps


def numerical_gradient(f, x):
    g = Gradients(f)
    result = np.zeros(x.shape)
    for idx in np.ndindex(x.shape):
        result[idx] = g.partial(x, idx)
    return result
