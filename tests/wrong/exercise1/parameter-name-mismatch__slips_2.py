x = 5.0

def numerical_diff(f, t):
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)
