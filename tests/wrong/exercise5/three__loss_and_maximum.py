import sys, os
sys.path.append(os.pardir)
import numpy as np
from common.layers import *
from common.gradient import numerical_gradient
from collections import OrderedDict


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        I, H, O = input_size, hidden_size, output_size
        # 权重
        W1 = weight_init_std * np.random.randn(I, H)
        b1 = np.zeros(H)
        W2 = weight_init_std * np.random.randn(H, O)
        b2 = np.zeros(O)
        self.params = {'W1': W1, 'b1': b1, 'W2': W2, 'b2': b2}

        # 层
        self.layers = OrderedDict({
            'Affine1': Affine(W1, b1),
            'Sigmoid1': Sigmoid(),
            'Affine2': Affine(W2, b2),
        })
        self.last_layer = SoftmaxWithLoss()

    def predict(self, x):
        for layer in self.layers.values():
            x = layer.forward(x)
        return x

    def loss(self, x):
        score = self.loss(x, t)
        return self.last_layer.forward(score, t)

    def accuracy(self, x, t):
        y = np.max(self.predict(x), axis=1)
        t = np.max(t, axis=1)
        return float(np.sum(y == t)) / x.shape[0]

    def numerical_gradient(self, x, t):
        f = lambda w: self.loss(x, t)
        grads = {}
        for key in self.params.keys():
            grads[key] = numerical_gradient(f, self.params[key])
        return grads

    def gradient(self, x, t):
        self.loss(x, t)
        dout = self.last_layer.backward(1)
        for layer in reversed(list(self.layers.values())):
            dout = layer.backward(dout)
        first, second = self.layers['Affine1'], self.layers['Affine2']
        grads = {'W1': first.dW, 'b1': first.db, 'W2': second.dW, 'b2': second.db}
        return grads
