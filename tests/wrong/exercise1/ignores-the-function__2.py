import numpy as np

def function_1(x):
    return 0.01*x**2 + 0.1*x

def numerical_diff(f, x):
    h = 1e-4
    return (function_1(x+h) - function_1(x-h)) / (2*h)
