import numpy as np
def numerical_gradient(f, x):
    h = 0.0001
    grad = np.zeros_like(x)
    for i in range(x.size):
        old = x[i]
        x[i] = old + h
        a = f(x)
        x[i] = old - h
        b = f(x)
        x[i] = old
        grad[i] = (a - b)/(2*h)
    return grad
def gradient_descent(f, init_x, lr=0.01, step_num=100):
    theta = init_x.copy()
    for epoch in range(step_num):
        dtheta = numerical_gradient(f, theta)
        update = -lr * dtheta
        theta = theta + update
    return theta
