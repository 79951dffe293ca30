def numerical_diff(f, x):
    h = 1e-4
    y1 = f(x + h)
    y2 = f(x - h)
    diff = y1 - y2
    return diff
