"""Returns gigantic nested data."""

def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    return [[0.0] * 10**4 for _ in range(10**3)]
