import numpy as np
from common.functions import sigmoid_grad, softmax, cross_entropy_error
from common.gradient import numerical_gradient


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        I, H, O = input_size, hidden_size, output_size
        self.params = {}
        self.params['W1'] = weight_init_std * np.random.randn(I, H)
        self.params['b1'] = np.zeros(H)
        self.params['W2'] = weight_init_std * np.random.randn(H, O)
        self.params['b2'] = np.zeros(O)

    def hidden(self, x):
        return sigmoid(np.dot(x, self.params['W1']) + self.params['b1'])

    def predict(self, x):
        z1 = self.hidden(x)
        return softmax(np.dot(z1, self.params['W2']) + self.params['b2'])

    def loss(self, x, t):
        return cross_entropy_error(self.predict(x), t)

    def accuracy(self, x, t):
        y = self.predict(x)
        count = 0
        for i in range(x.shape[0]):
            if np.argmax(y[i]) == np.argmax(t[i]):
                count += 1
        return count / x.shape[0]

    def numerical_gradient(self, x, t):
        grads = {}
        for name in self.params:
            grads[name] = numerical_gradient(lambda W: self.loss(x, t), self.params[name])
        return grads

    def gradient(self, x, t):
        n = x.shape[0]
        z1 = self.hidden(x)
        y = self.predict(x)
        e2 = (y - t) / n
        e1 = np.dot(e2, self.params['W2'].T) * z1 * (1 - z1)
        gW1 = np.dot(x.T, e1)
        gb1 = np.sum(e1, 0)
        gW2 = np.dot(z1.T, e2)
        gb2 = np.sum(e2, 0)
        return {'W1': gW1, 'b1': gb1, 'W2': gW2, 'b2': gb2}


def sigmoid(x):
    return 1 / (1 - np.exp(-x))
