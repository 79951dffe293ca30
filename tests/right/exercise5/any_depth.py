import numpy as np


def sigmoid(x):
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def softmax(x):
    e = np.exp(x - np.amax(x, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        sizes = [input_size, hidden_size, output_size]
        self.params = {}
        for i in (1, 2):
            self.params[f'W{i}'] = weight_init_std * np.random.randn(sizes[i - 1], sizes[i])
            self.params[f'b{i}'] = np.zeros(sizes[i])

    def _activations(self, x):
        out = [x]
        for i in (1, 2):
            a = out[-1] @ self.params[f'W{i}'] + self.params[f'b{i}']
            out.append(sigmoid(a) if i == 1 else softmax(a))
        return out

    def predict(self, x):
        return self._activations(x)[-1]

    def loss(self, x, t):
        return -np.sum(t * np.log(self.predict(x) + 1e-7)) / t.shape[0]

    def accuracy(self, x, t):
        y = self.predict(x)
        wrong = np.argmax(y, axis=1) != np.argmax(t, axis=1)
        return 1 - wrong.mean()

    def numerical_gradient(self, x, t):
        h = 1e-4
        grads = {}
        for key in self.params:
            p = self.params[key]
            grad = np.zeros_like(p)
            for idx in np.ndindex(p.shape):
                tmp = p[idx]
                p[idx] = tmp + h
                f1 = self.loss(x, t)
                p[idx] = tmp - h
                f2 = self.loss(x, t)
                p[idx] = tmp
                grad[idx] = (f1 - f2) / (2 * h)
            grads[key] = grad
        return grads

    def gradient(self, x, t):
        out = self._activations(x)
        delta = (out[-1] - t) / len(x)
        grads = {}
        for i in (2, 1):
            grads[f'W{i}'] = out[i - 1].T @ delta
            grads[f'b{i}'] = delta.sum(axis=0)
            delta = delta @ self.params[f'W{i}'].T * out[i - 1] * (1 - out[i - 1])
        return grads
