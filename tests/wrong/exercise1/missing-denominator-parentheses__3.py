delta = 1e-5
numerical_diff = lambda f, x: 1 / 2 * delta * (f(x + delta) - f(x - delta))
print(numerical_diff(lambda x: x ** 3, 2))
