import numpy as np
from common.functions import softmax, cross_entropy_error
from common.gradient import numerical_gradient


def sigmoid(a):
    ex = np.exp(-a)
    return 1.0 / (1.0 + ex)


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.params = {}
        self.params["W1"] = np.random.randn(input_size, hidden_size) * weight_init_std
        self.params["b1"] = np.zeros(hidden_size)
        self.params["W2"] = np.random.randn(hidden_size, output_size) * weight_init_std
        self.params["b2"] = np.zeros(output_size)

    def predict(self, x):
        out = np.dot(x, self.params["W1"]) + self.params["b1"]
        out = sigmoid(out)
        out = np.dot(out, self.params["W2"]) + self.params["b2"]
        return out

    def loss(self, x, t):
        z = self.predict(x)
        y = softmax(z)
        return self.accuracy(x, t)

    def accuracy(self, x, t):
        y = np.argmax(self.predict(x), axis=1)
        t = np.argmax(t, axis=1)
        correct = 0
        for i in range(len(y)):
            if y[i] == t[i]:
                correct += 1
        return correct / len(y)

    def numerical_gradient(self, x, t):
        def loss_w(w):
            return self.loss(x, t)

        grads = {}
        grads["W1"] = numerical_gradient(loss_w, self.params["W1"])
        grads["W2"] = numerical_gradient(loss_w, self.params["W2"])
        grads["b1"] = numerical_gradient(loss_w, self.params["b1"])
        grads["b2"] = numerical_gradient(loss_w, self.params["b2"])
        return grads
