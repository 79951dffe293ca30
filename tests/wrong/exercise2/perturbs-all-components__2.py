import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    return (f(x + h) - f(x - h)) / (2 * h)

def function_2(x):
    return x[0]**2 + x[1]**2
print(numerical_gradient(function_2, np.array([3.0, 4.0])))
