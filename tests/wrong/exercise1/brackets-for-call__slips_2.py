def numerical_diff(f, x):
    h = 1e-4
    d = [f(x - h), f(x + h)]
    # differences of both sides
    return (d(1) - d(0)) / (2*h)
