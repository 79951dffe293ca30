from dataclasses import dataclass, field
import numpy as np


@dataclass
class SGD:
    lr: float = 0.01
    path: list = field(default_factory=list)

    def update(self, x, grads):
        """One step; the old point is kept in the path."""
        self.path.append(x.copy())
        x -= self.lr * grads
        return x


class Gradient:
    def __init__(self, f, h=1e-4):
        self.f = f
        self.h = h

    def __call__(self, x):
        grad = np.zeros(x.shape)
        it = np.nditer(x, flags=["multi_index"])
        for _ in it:
            where = it.multi_index
            old = x[where]
            x[where] = old + self.h
            plus = self.f(x)
            x[where] = old - self.h
            minus = self.f(x)
            x[where] = old
            grad[where] = (plus - minus) / (2 * self.h)
        return grad


def gradient_descent(f, init_x, lr=0.01, step_num=100):
    optimizer = SGD(lr=lr)
    gradient = Gradient(f)
    x = np.array(init_x, dtype=float)
    for _ in range(step_num):
        x = optimizer.update(x, gradient(x))
    return x
