def numerical_diff(f, x):
    dx = 1e-4
    y0 = f(x)
    y1 = f(x - dx)
    dy = y0 - y1
    return dy / dx
