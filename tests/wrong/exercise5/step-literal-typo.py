import numpy as np
from common.functions import softmax, cross_entropy_error


def sigmoid(x):
    s = 1 + np.exp(-x)
    return 1 / s


class TwoLayerNet:
    def __init__(self, in_dim, hid_dim, out_dim, std=0.01):
        rng = np.random.default_rng()
        self.params = dict(
            w1=rng.normal(0, std, size=(in_dim, hid_dim)),
            b1=np.zeros((1, hid_dim)),
            w2=rng.normal(0, std, size=(hid_dim, out_dim)),
            b2=np.zeros((1, out_dim)),
        )

    def predict(self, x):
        w1, b1, w2, b2 = (self.params[k] for k in ('w1', 'b1', 'w2', 'b2'))
        z = sigmoid(np.matmul(x, w1) + b1)
        return softmax(np.matmul(z, w2) + b2)

    def loss(self, x, t):
        return cross_entropy_error(self.predict(x), t)

    def accuracy(self, x, t):
        p = self.predict(x)
        hits = (p.argmax(1) == t.argmax(1))
        return hits.sum() / x.shape[0]

    def numerical_gradient(self, x, t, eps=le-5):
        grads = {}
        for key, p in self.params.items():
            g = np.zeros_like(p)
            it = np.nditer(p, flags=['multi_index'], op_flags=['readwrite'])
            while not it.finished:
                i = it.multi_index
                v = p[i]
                p[i] = v + eps
                l1 = self.loss(x, t)
                p[i] = v - eps
                l2 = self.loss(x, t)
                g[i] = (l1 - l2) / (2 * eps)
                p[i] = v
                it.iternext()
            grads[key] = g
        return grads

    def gradient(self, x, t):
        w1, b1, w2, b2 = (self.params[k] for k in ('w1', 'b1', 'w2', 'b2'))
        n = len(x)
        z = sigmoid(np.matmul(x, w1) + b1)
        y = softmax(np.matmul(z, w2) + b2)
        d2 = (y - t) / n
        d1 = np.matmul(d2, w2.T) * z * (1 - z)
        grads = {}
        grads['w1'] = np.matmul(x.T, d1)
        grads['b1'] = np.sum(d1, axis=0, keepdims=True)
        grads['w2'] = np.matmul(z.T, d2)
        grads['b2'] = np.sum(d2, axis=0, keepdims=True)
        return grads
