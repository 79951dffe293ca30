import numpy as np
from common.functions import softmax, cross_entropy_error
from common.gradient import numerical_gradient

# 시그모이드 함수
def sigmoid(x):
    음의지수 = np.exp(-x)
    분모 = 1 + 음의지수
    결과 = 1 / 분모
    return 결과

def sigmoid_grad(x):
    s = sigmoid(x)
    return s * (1 - s)

class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.params = dict()
        # x(1, 784) @ W1(784, 32) + b1(1, 32)
        self.params['W1'] = weight_init_std * np.random.randn(input_size, hidden_size)
        self.params['b1'] = np.zeros(shape=hidden_size)
        self.params['W2'] = weight_init_std * np.random.randn(hidden_size, output_size)
        self.params['b2'] = np.zeros(shape=output_size)

    def predict(self, x):
        W1 = self.params['W1']
        b1 = self.params['b1']
        # 은닉층
        u1 = x @ W1
        u1 += b1
        z1 = sigmoid(u1)
        # 출력층
        W2 = self.params['W2']
        b2 = self.params['b2']
        u2 = z1 @ W2
        u2 += b2
        y = softmax(u2)
        return y

    def loss(self, x, t):
        y = self.predict(x)
        ce = cross_entropy_error(y, t)
        return ce

    def accuracy(self, x, t):
        y_pred = self.predict(x)
        predictions = np.argmax(y_pred, axis=1)
        true_values = np.argmax(t, axis=1)
        acc = np.mean(predictions == true_values)
        return acc

    def gradient(self, x, t):
        n = x.shape[0]
        a1 = x @ self.params['W1'] + self.params['b1']
        z1 = sigmoid(a1)
        y = self.predict(x)

        gradients = dict()
        delta = y - t
        gradients['W2'] = (z1.T @ delta) / n
        gradients['b2'] = delta.sum(axis=0) / n
        delta = (delta @ self.params['W2'].T) * sigmoid_grad(a1)
        gradients['W1'] = (x.T @ delta) / n
        gradients['b1'] = delta.sum(axis=0) / n
        return gradients

    def numerical_gradient(self, x, t):
        gradients = dict()
        loss_fn = lambda w: self.loss(x, t)
        gradients['W1'] = numerical_gradient(loss_fn, self.params['W1'])
        gradients['b1'] = numerical_gradient(loss_fn, self.params['b1'])
        gradients['W2'] = numerical_gradient(loss_fn, self.params['W2'])
        gradients['b2'] = numerical_gradient(loss_fn, self.params['b2'])
        return gradients
