import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


class TwoLayerNet:
    """Two layers, with the parameters as attributes."""

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.W1 = np.random.randn(input_size, hidden_size) * weight_init_std
        self.b1 = np.zeros(hidden_size)
        self.W2 = np.random.randn(hidden_size, output_size) * weight_init_std
        self.b2 = np.zeros(output_size)

    def predict(self, x):
        hidden = sigmoid(x @ self.W1 + self.b1)
        return softmax(hidden @ self.W2 + self.b2)

    def loss(self, x, t):
        y = self.predict(x)
        return -np.sum(t * np.log(y + 1e-7)) / len(x)

    def accuracy(self, x, t):
        y = self.predict(x)
        return np.mean(np.argmax(y, axis=1) == np.argmax(t, axis=1))

    def _slope(self, x, t, param):
        h = 1e-4
        grad = np.zeros_like(param)
        for i in np.ndindex(*param.shape):
            old = param[i]
            param[i] = old + h
            plus = self.loss(x, t)
            param[i] = old - h
            minus = self.loss(x, t)
            param[i] = old
            grad[i] = (plus - minus) / (2 * h)
        return grad

    def numerical_gradient(self, x, t):
        return {
            "W1": self._slope(x, t, self.W1),
            "b1": self._slope(x, t, self.b1),
            "W2": self._slope(x, t, self.W2),
            "b2": self._slope(x, t, self.b2),
        }

    def gradient(self, x, t):
        hidden = sigmoid(x @ self.W1 + self.b1)
        y = softmax(hidden @ self.W2 + self.b2)
        error = (y - t) / len(x)
        error_hidden = (error @ self.W2.T) * hidden * (1 - hidden)
        return {
            "W1": x.T @ error_hidden,
            "b1": error_hidden.sum(axis=0),
            "W2": hidden.T @ error,
            "b2": error.sum(axis=0),
        }
