import numpy as np


def numerical_gradient(f, x):
    """Collect all values first, subtract afterwards."""
    h = 1e-4
    plus = np.zeros_like(x)
    minus = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        saved = x[idx]
        x[idx] = saved + h
        plus[idx] = f(x)
        x[idx] = saved - h
        minus[idx] = f(x)
        x[idx] = saved
    return (plus - minus) / (2 * h)
