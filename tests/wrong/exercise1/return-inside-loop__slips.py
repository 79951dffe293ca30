def numerical_diff(f, x):
    h = 1e-4
    total = 0
    for sign in (1, -1):
        total = total + sign * f(x + sign * h)
        return total / (2 * h)
