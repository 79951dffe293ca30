def numerical_diff(f, x):
    h = 1e -5
    d = f(x + h) - f(x - h)
    return d / (2 * h)
