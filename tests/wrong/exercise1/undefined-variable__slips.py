def numerical_diff(f, x):
    return (f(x + h) - f(x - h)) / (2 * h)
