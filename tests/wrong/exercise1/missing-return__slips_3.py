def numerical_diff(f, x):
    """Ableitung von f an der Stelle x"""
    h = 1e-6
    (f(x + h) - f(x - h)) / (2 * h)
