import numpy as np


def sigmoid(z):
    """activation of the hidden layer"""
    denominator = 1 + np.exp(-z)
    return 1 / denominator


def softmax(scores):
    scores = scores - np.max(scores, axis=1, keepdims=True)
    exp_scores = np.exp(scores)
    return exp_scores / np.sum(exp_scores, axis=1, keepdims=True)


class TwoLayerNet(object):
    def __init__(self, input_dim, hidden_dim, output_dim, std=0.01):
        self.W1 = std * np.random.randn(input_dim, hidden_dim)
        self.b1 = np.zeros((1, hidden_dim))
        self.W2 = std * np.random.randn(hidden_dim, output_dim)
        self.b2 = np.zeros((1, output_dim))

    def predict(self, X):
        h = sigmoid(X.dot(self.W1) + self.b1)
        scores = h.dot(self.W2) + self.b2
        return softmax(scores)

    def loss(self, X, y):
        probs = self.predict(X)
        return -np.sum(y * np.log(probs + 1e-7)) / X.shape[0]

    def accuracy(self, X, y):
        predicted = np.argmax(self.predict(X), axis=1)
        labels = np.argmax(y, axis=1)
        return np.mean(predicted == labels)

    def _num_grad(self, X, y, p):
        h = 1e-5
        grad = np.zeros(p.shape)
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            up = self.loss(X, y)
            p[i] = old - h
            down = self.loss(X, y)
            p[i] = old
            grad[i] = (up - down) / (2 * h)
        return grad

    def numerical_gradient(self, X, y):
        grads = {}
        grads["W1"] = self._num_grad(X, y, self.W1)
        grads["b1"] = self._num_grad(X, y, self.b1)
        grads["W2"] = self._num_grad(X, y, self.W2)
        grads["b2"] = self._num_grad(X, y, self.b2)
        return grads

    def gradient(self, X, y):
        N = X.shape[0]
        h = sigmoid(X.dot(self.W1) + self.b1)
        probs = softmax(h.dot(self.W2) + self.b2)

        dscores = (probs - y) / N
        dW2 = h.T.dot(dscores)
        db2 = np.sum(dscores, axis=0)
        dh = dscores.dot(self.W2.T)
        dz = dh * h * (1 - h)
        dW1 = X.T.dot(dz)
        db1 = np.sum(dz)
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
