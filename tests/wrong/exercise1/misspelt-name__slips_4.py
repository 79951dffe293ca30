def numerical_diff(f, x):
    h = 1e-4
    top = f(x + h) - f(x - h)
    retrun (top / (2 * h))
