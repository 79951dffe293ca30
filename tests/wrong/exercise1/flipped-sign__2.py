def numerical_diff(f, x):
    h = 1e-5
    before = f(x - h)
    after = f(x + h)
    return (before - after) / (2 * h)
