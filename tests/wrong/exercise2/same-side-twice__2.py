import numpy as np

def numerical_gradient(f, x):
    h = 1e-5
    grad = []
    for e in np.eye(x.size):
        e = e.reshape(x.shape)
        grad.append((f(x + h*e) - f(x + h*e)) / (2*h))
    return np.array(grad).reshape(x.shape)
