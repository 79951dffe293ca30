import numpy as np


def numerical_diff(f, x, *args, h=1e-4, **kwargs):
    ahead, behind = f(x + h, *args, **kwargs), f(x - h, *args, **kwargs)
    return (ahead - behind) / (2 * h)
