def numerical_diff(f, x):
    h = 1e-4
    d = (f(x + h) - f(x - h)) / (2 * h)
    return -d
