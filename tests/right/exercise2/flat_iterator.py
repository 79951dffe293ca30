import numpy as np


def numerical_gradient(f, W, eps=1e-5):
    grad = np.zeros(W.shape)
    for i in range(W.size):
        w = W.flat[i]
        W.flat[i] = w + eps
        loss_plus = f(W)
        W.flat[i] = w - eps
        loss_minus = f(W)
        W.flat[i] = w
        grad.flat[i] = (loss_plus - loss_minus) / (2 * eps)
    return grad
