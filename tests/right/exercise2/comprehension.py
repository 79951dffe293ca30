import numpy as np


def numerical_gradient(f, x):
    h = 1e-5

    def at(i, d):
        e = np.zeros(x.shape)
        e[i] = d
        return f(x + e)

    return np.array([(at(i, h) - at(i, -h)) / (2 * h) for i in np.ndindex(x.shape)]).reshape(x.shape)
