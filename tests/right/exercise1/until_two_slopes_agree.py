def numerical_diff(f, x):
    """Halve the step until two slopes agree."""
    h = 1e-2
    before = (f(x + h) - f(x - h)) / (2 * h)
    while h > 1e-5:
        h = h / 2
        slope = (f(x + h) - f(x - h)) / (2 * h)
        if abs(slope - before) < 1e-9:
            break
        before = slope
    return slope
