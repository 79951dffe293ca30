import numpy as np
h = 1e-5
numerical_diff = lambda f, x: (f(x+h) - f(x-h)) / (2*h)

print(numerical_diff(lambda x: x**2, 3.0))
