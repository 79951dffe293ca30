import numpy as np


def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))


class TwoLayerNet(object):
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.output_size = output_size
        self.std = weight_init_std
        self.params = self._make_params()

    def _make_params(self):
        params = {}
        params['W1'] = self.std * np.random.randn(self.input_size, self.hidden_size)
        params['b1'] = np.zeros(self.hidden_size)
        params['W2'] = self.std * np.random.randn(self.hidden_size, self.output_size)
        params['b2'] = np.zeros(self.output_size)
        return params

    def _sigmoid(self, x):
        return 1 / (1 + np.exp(-x))

    @staticmethod
    def _softmax(x):
        x = x - np.max(x, axis=1).reshape(-1, 1)
        exp_x = np.exp(x)
        return exp_x / np.sum(exp_x, axis=1).reshape(-1, 1)

    def _cross_entropy_error(self, y, t):
        return -np.sum(t * np.log(y + 1e-7)) / y.shape[0]

    def _numerical_gradient(self, f, x):
        h = 1e-4
        shape = x.shape
        grad = np.zeros(x.size)
        flat = x.reshape(-1)
        for i in range(flat.size):
            tmp = flat[i]
            flat[i] = tmp + h
            f1 = f(x)
            flat[i] = tmp - h
            f2 = f(x)
            flat[i] = tmp
            grad[i] = (f1 - f2) / (2 * h)
        return grad.reshape(shape)

    def predict(self, x):
        W1 = self.params['W1']
        b1 = self.params['b1']
        W2 = self.params['W2']
        b2 = self.params['b2']
        layer1 = self._sigmoid(np.dot(x, W1) + b1)
        layer2 = self._softmax(np.dot(layer1, W2) + b2)
        return layer2

    def loss(self, x, t):
        return self._cross_entropy_error(self.predict(x), t)

    def accuracy(self, x, t):
        y = self.predict(x)
        y_label = np.argmax(y, axis=1)
        t_label = np.argmax(t, axis=1)
        return sum(y_label == t_label) / len(x)

    def numerical_gradient(self, x, t):
        loss_W = lambda W: self.loss(x, t)
        grads = {}
        grads['W1'] = self._numerical_gradient(loss_W, self.params['W1'])
        grads['b1'] = self._numerical_gradient(loss_W, self.params['b1'])
        grads['W2'] = self._numerical_gradient(loss_W, self.params['W2'])
        grads['b2'] = self._numerical_gradient(loss_W, self.params['b2'])
        return grads

    def gradient(self, x, t):
        m = x.shape[0]
        Z1 = np.dot(x, self.params['W1']) + self.params['b1']
        A1 = self._sigmoid(Z1)
        Z2 = np.dot(A1, self.params['W2']) + self.params['b2']
        A2 = self._softmax(Z2)

        dZ2 = A2 - t
        dW2 = np.dot(A1.T, dZ2) / m
        db2 = np.sum(dZ2, axis=0) / m
        dA1 = np.dot(dZ2, self.params['W2'].T)
        dZ1 = dA1 * A1 * (1 - A1)
        dW1 = np.dot(x.T, dZ1) / m
        db1 = np.sum(dZ1, axis=0) / m

        grads = {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}
        return grads
