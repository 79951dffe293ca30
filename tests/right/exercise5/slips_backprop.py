import numpy as np
from common.functions import *
from common.gradient import numerical_gradient

def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-1 * x))

class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.params = {}
        self.params["W1"] = weight_init_std * np.random.randn(input_size, hidden_size)
        self.params["b1"] = np.zeros(hidden_size)
        self.params["W2"] = weight_init_std * np.random.randn(hidden_size, output_size)
        self.params["b2"] = np.zeros(output_size)

    def hidden(self, x):
        return sigmoid(np.dot(x, self.params["W1"]) + self.params["b1"])

    def predict(self, x):
        z1 = self.hidden(x)
        return softmax(np.dot(z1, self.params["W2"]) + self.params["b2"])

    def loss(self, x, t):
        return cross_entropy_error(self.predict(x), t)

    def accuracy(self, x, t):
        predicted = self.predict(x).argmax(axis=1)
        wanted = t.argmax(axis=1)
        return np.mean(predicted == wanted)

    def numerical_gradient(self, x, t):
        def loss_W(W):
            return self.loss(x, t)

        grads = {}
        for key in ("W1", "b1", "W2", "b2"):
            grads[key] = numerical_gradient(loss_W, self.params[key])
        return grads

    def gradient(self, x, t):
        W2 = self.params["W2"]
        grads = {}
        batch_num = x.shape[0]
        z1 = self.hidden(x)
        y = self.predict(x)
        dy = (y - t) / batch_num
        grads["W2"] = np.dot(z1.T, dy)
        grads["b2"] = np.sum(dy, axis=0)
        da1 = np.dot(dy, W2.T)
        dz1 = da1 * z1 * (1 - z1)
        grads["W1"] = np.dot(x.T, dz1)
        grads["b1"] = np.sum(dz1, axis=0)
        return grads
