import numpy as np

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros(x.shape)
    it = np.nditer(x, flags=['multi_index'])
    while not it.finished:
        i = it.multi_index
        keep = x[i]
        x[i] = keep + h
        hi = f(x)
        x[i] = keep - h
        lo = f(x)
        x[i] = keep
        grad[i] = (hi - lo) / (2*h)
        it.iternext()
    return grad

def gradient_descent(f, init_x, lr=0.01, step_num=100, tol=1e-12):
    for i in range(step_num):
        x = init_x.copy()
        grad = numerical_gradient(f, x)
        if np.linalg.norm(grad) < tol:
            break
        x -= lr * grad
    return x
