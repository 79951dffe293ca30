import numpy as np

def numerical_gradient(f, x):
    h = 1e-5
    n = len(x)
    I = np.eye(n)
    return np.array([(f(x + h * I[i]) - f(x - h * I[i])) / (2 * h) for i in range(n)])
