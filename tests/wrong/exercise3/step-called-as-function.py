import numpy as np


def gradient(f, x):
    # imaginary step: no difference, no cancellation
    tiny = 1e-20
    result = np.zeros(x.size)
    for j in range(x.size):
        z = x.astype(complex)
        z[j] += 1j * tiny
        result[j] = tiny(z).imag / tiny
    return result


def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = init_x.astype(float)
    remaining = step_num
    while (remaining := remaining - 1) >= 0:
        x -= lr * gradient(f, x)
    return x
