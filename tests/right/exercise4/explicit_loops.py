import numpy as np


def softmax(scores):
    rows = np.atleast_2d(scores)
    result = np.zeros_like(rows, dtype=float)
    for i in range(rows.shape[0]):
        biggest = np.max(rows[i])
        total = 0.0
        for j in range(rows.shape[1]):
            result[i, j] = np.exp(rows[i, j] - biggest)
            total += result[i, j]
        for j in range(rows.shape[1]):
            result[i, j] = result[i, j] / total
    return result.reshape(scores.shape)


def cross_entropy_error(y, t):
    y = np.atleast_2d(y)
    t = np.atleast_2d(t)
    loss = 0.0
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            loss += -t[i, j] * np.log(y[i, j] + 1e-10)
    return loss / y.shape[0]


class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)

    def predict(self, x):
        scores = np.dot(x, self.W)
        return scores

    def loss(self, x, t):
        scores = self.predict(x)
        probabilities = softmax(scores)
        return cross_entropy_error(probabilities, t)
