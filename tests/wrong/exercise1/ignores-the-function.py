import numpy as np

# f(x) = 0.01 x^2 + 0.1 x
def numerical_diff(f, x):
    return 0.02 * x + 0.1

def function_1(x):
    return 0.01*x**2 + 0.1*x
print(numerical_diff(function_1, 5))
