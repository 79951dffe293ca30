import numpy as np


def sigmoid(a):
    e = np.exp(-a)
    return 1 / (1 + e)


def softmax(a):
    a = a - a.max(axis=1, keepdims=True)
    return np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)


def cross_entropy(y, t):
    return -np.sum(t * np.log(y + 1e-9)) / y.shape[0]


def numeric_grad(func, arr, h=1e-4):
    out = np.zeros_like(arr)
    for pos in np.ndindex(arr.shape):
        keep = arr[pos]
        arr[pos] = keep + h
        hi = func()
        arr[pos] = keep - h
        lo = func()
        arr[pos] = keep
        out[pos] = (hi - lo) / (2 * h)
    return out


class TwoLayerNet(object):
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        scale = weight_init_std
        self.params = {
            'W1': scale * np.random.randn(input_size, hidden_size),
            'b1': np.zeros(hidden_size),
            'W2': scale * np.random.randn(hidden_size, output_size),
            'b2': np.zeros(output_size),
        }

    def predict(self, x):
        p = self.params
        hidden_layer = sigmoid(x @ p['W1'] + p['b1'])
        scores = hidden_layer @ p['W2'] + p['b2']
        return softmax(scores)

    def loss(self, x, t):
        y = self.predict(x)
        return cross_entropy(y, t)

    def accuracy(self, x, t):
        guess = np.argmax(self.predict(x), axis=1)
        truth = np.argmax(t, axis=1)
        correct = 0
        for a, b in zip(guess, truth):
            if a == b:
                correct += 1
        return correct / len(x)

    def numerical_gradient(self, x, t):
        grads = {}
        for name, values in self.params.items():
            grads[name] = numeric_grad(lambda: self.loss(x, t), values)
        return grads
