import numpy as np
from common.functions import softmax, cross_entropy_error
from common.gradient import numerical_gradient


def sigmoid(x):
    """The logistic function.

    >>> sigmoid(0.0)
    0.5
    """
    return 1 / (1 + np.exp(-x))


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.params = {
            'W1': weight_init_std * np.random.randn(input_size, hidden_size),
            'b1': np.zeros(hidden_size),
            'W2': weight_init_std * np.random.randn(hidden_size, output_size),
            'b2': np.zeros(output_size),
        }

    def _forward(self, x):
        a1 = x.dot(self.params['W1']) + self.params['b1']
        z1 = sigmoid(a1)
        a2 = z1.dot(self.params['W2']) + self.params['b2']
        return z1, softmax(a2)

    def predict(self, x):
        return self._forward(x)[1]

    def loss(self, x, t):
        return cross_entropy_error(self.predict(x), t)

    def accuracy(self, x, t):
        predicted = np.argmax(self.predict(x), axis=1)
        actual = np.argmax(t, axis=1)
        correct = np.count_nonzero(predicted == actual)
        return correct / len(x)

    def numerical_gradient(self, x, t):
        def f(_):
            return self.loss(x, t)

        return {key: numerical_gradient(f, self.params[key]) for key in ('W1', 'b1', 'W2', 'b2')}

    def gradient(self, x, t):
        z1, y = self._forward(x)
        delta2 = y - t
        delta2 /= x.shape[0]
        delta1 = delta2.dot(self.params['W2'].T) * (z1 * (1 - z1))

        grads = {}
        grads['W1'] = x.T.dot(delta1)
        grads['b1'] = delta1.sum(axis=0)
        grads['W2'] = z1.T.dot(delta2)
        grads['b2'] = delta2.sum(axis=0)
        return grads
