def numerical_diff(f, x):
    step = 1e-4
    dy = f(x + step) - f(x - stpe)
    dx = 2 * step
    slope = dy / dx
