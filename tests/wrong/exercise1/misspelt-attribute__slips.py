import numpy as np

def numerical_diff(f, x):
    h = 1e-5
    points = np.array([x - h, x + h])
    values = []
    for p in points:
        values.apend(f(p))
    return (values[1] - values[0]) / (2 * h)
