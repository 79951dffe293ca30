def numerical_diff(f, x):
    h = 1e-4
    dx = (f(x + h) - f(x - h)) / (2 * h)
    print(dx)

def square(x):
    return x ** 2

numerical_diff(square, 3.0)
