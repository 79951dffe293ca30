import numpy as np; h = 1e-5
unit = lambda n, i: np.eye(n)[i]
grad = lambda f, x: np.array([(f(x + h) - f(x - h))/(2*h) for i in range(x.size)])

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = 1.0 * init_x
    for _ in range(step_num): g = grad(f, x); x = x - g * lr
    return x
