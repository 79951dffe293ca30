import numpy as np

sigmoid = lambda x: 1 / (1 + np.exp(-x))
softmax = lambda z: np.exp(z - z.max(1, keepdims=True)) / np.exp(z - z.max(1, keepdims=True)).sum(1, keepdims=True)


class TwoLayerNet:
    def __init__(self, n_in, n_hidden, n_out, std=0.01):
        self.W1, self.b1 = std * np.random.randn(n_in, n_hidden), np.zeros(n_hidden)
        self.W2, self.b2 = std * np.random.randn(n_hidden, n_out), np.zeros(n_out)

    def predict(self, x): return softmax(sigmoid(x @ self.W1 + self.b1) @ self.W2 + self.b2)
    def loss(self, x, t): return -(t * np.log(self.predict(x) + 1e-7)).sum(1).mean()
    def accuracy(self, x, t): return (self.predict(x).argmax(1) == t.argmax(1)).mean()

    def numerical_gradient(self, x, t, h=1e-4):
        grads = {}
        for name in ["W1", "b1", "W2", "b2"]:
            p = getattr(self, name)
            g = np.zeros_like(p)
            for i in np.ndindex(p.shape):
                p[i] += h
                up = self.loss(x, t)
                p[i] -= 2 * h
                down = self.loss(x, t)
                p[i] = 0
                g[i] = (up - down) / (2 * h)
            grads[name] = g
        return grads

    def gradient(self, x, t):
        h = sigmoid(x @ self.W1 + self.b1)
        g2 = (self.predict(x) - t) / len(t)
        g1 = g2 @ self.W2.T * h * (1 - h)
        return dict(W1=x.T @ g1, b1=g1.sum(0), W2=h.T @ g2, b2=g2.sum(0))
