import numpy as np
from common.gradient import numerical_gradient as num_grad


def sigmoid(z):
    return np.divide(1.0, 1.0 + np.exp(-z))


class TwoLayerNet(object):
    """
    A fully-connected net: affine - sigmoid - affine - softmax.
    D inputs, H hidden units, C classes.
    """

    def __init__(self, input_dim, hidden_dim, num_classes, weight_scale=1e-2):
        self.params = {}
        self.params['W1'] = weight_scale * np.random.randn(input_dim, hidden_dim)
        self.params['b1'] = np.zeros(hidden_dim)
        self.params['W2'] = weight_scale * np.random.randn(hidden_dim, num_classes)
        self.params['b2'] = np.zeros(num_classes)

    def scores(self, X):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        h1 = sigmoid(X.dot(W1) + b1)
        return h1.dot(W2) + b2

    def predict(self, X):
        scores = self.scores(X)
        scores -= np.max(scores, axis=1, keepdims=True)
        exp_scores = np.exp(scores)
        return exp_scores / np.sum(exp_scores, axis=1, keepdims=True)

    def loss(self, X, y):
        N = X.shape[0]
        probs = self.predict(X)
        return -np.sum(y * np.log(probs + 1e-8)) / N

    def accuracy(self, X, y):
        y_pred = np.argmax(self.scores(X), axis=1)
        return np.mean(y_pred == np.argmax(y, axis=1))

    def numerical_gradient(self, X, y):
        f = lambda W: self.loss(X, y)
        return {name: num_grad(f, self.params[name]) for name in self.params}

    def gradient(self, X, y):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        N, D = X.shape

        h1 = sigmoid(X.dot(W1) + b1)
        dscores = self.predict(X)
        dscores -= y
        dscores /= N

        grads = {}
        grads['W2'] = np.dot(h1.T, dscores)
        grads['b2'] = np.sum(dscores, axis=0)
        dh1 = np.dot(dscores, W2.T)
        dh1 *= h1 * (1 - h1)
        grads['W1'] = np.dot(X.T, dh1)
        grads['b1'] = np.sum(dh1, axis=0)
        return grads
