import numpy as np

def numerical_diff(f, x):
    h = 0.1
    return (f(x+h) + f(x-h)) / (2*h)
