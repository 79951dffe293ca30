import numpy as np


def numerical_gradient(f, x):
    h = 1e-5

    def at(i):
        e = np.zeros(x.shape)
        e[i] = d
        return f(x + e)

    return np.array([(at(i, h, f) - at(i, -h)) / (2 * H) for i in np.ndindex(x.shape)]).reshape(x.shape)
