eps = 1e-4

def rise(f, a, b):
    if a == b:
        return 0.0
    else:
        return f(b) - f(a)

def numerical_diff(f, x, step=eps):
    low, high = x - step, x + step
    slope = rise(f, low, high) / (high - low)
    return slope
