import numpy as np

def numerical_diff(f, x):
    h = 1e-4
    return (f(x+h) - h(x-h)) / (2*h)

print(numerical_diff(lambda x: x**2, 1.0))
