import numpy as np
from common.functions import softmax, cross_entropy_error
from common.gradient import numerical_gradient


def sigmoid(x):
    exp_x = np.exp(-x)
    return 1 / (1 + exp_x)


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.params = {
            'W1': np.random.normal(0, weight_init_std, size=(input_size, hidden_size)),
            'b1': np.zeros(hidden_size),
            'W2': np.random.normal(0, weight_init_std, size=(hidden_size, output_size)),
            'b2': np.zeros(output_size),
        }

    def forward(self, x):
        p = self.params
        hidden = sigmoid(x @ p['W1'] + p['b1'])
        return hidden, softmax(hidden @ p['W2'] + p['b2'])

    def predict(self, x):
        _, y = self.forward(x)
        return y

    def loss(self, x, t):
        y = self.predict(x)
        loss = cross_entropy_error(y, t)
        return loss

    def accuracy(self, x, t):
        y = self.predict(x)
        right = np.argmax(y, axis=1) == np.argmax(t, axis=1)
        return right.sum() / len(x)

    def numerical_gradient(self, x, t):
        def f(W):
            return self.loss(x, t)
        return {
            'W1': numerical_gradient(f, self.params['W1']),
            'b1': numerical_gradient(f, self.params['b1']),
            'W2': numerical_gradient(f, self.params['W2']),
            'b1': numerical_gradient(f, self.params['b2']),
        }

    def gradient(self, x, t):
        hidden, y = self.forward(x)
        delta_out = (y - t) / len(x)
        delta_hidden = (delta_out @ self.params['W2'].T) * hidden * (1 - hidden)
        return {
            'W1': x.T @ delta_hidden,
            'b1': delta_hidden.sum(axis=0),
            'W2': hidden.T @ delta_out,
            'b2': delta_out.sum(axis=0),
        }
