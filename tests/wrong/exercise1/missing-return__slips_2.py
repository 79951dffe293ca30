def rise(f, x, h):
    d = f(x + h) - f(x - h)

def numerical_diff(f, x):
    h = 0.0001
    return rise(f, x, h) / (2 * h)
