def numerical_diff(f, x):
    h = 12-4
    return (f(x + h) - f(x - h)) / (2 * h)

def func(x):
    return x ** 2

numerical_diff(func, 3)
