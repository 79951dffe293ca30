"""Returns infinity, and NaN for the inputs after it."""

def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    return float("inf") if x > 0 else float("inf") - float("inf")
