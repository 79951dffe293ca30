def numerical_diff(f, x):
    H = 1e-5
    y1 = f(x + h)
    y2 = f(x - h)
    return (y1 - y2) / (2 * h)
