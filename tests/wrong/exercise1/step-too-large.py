def numerical_diff(f, x):
    h = 1
    return (f(x + h) - f(x - h)) / (2 * h)

print(numerical_diff(lambda x: 0.01 * x ** 2 + 0.1 * x, 5))
