import numpy as np

def sigmoid(x): return 1 / (1 + np.exp(-x))

def softmax(x):
    m = x.max(axis=1)[:, None]; e = np.exp(x - m); return e / e.sum(axis=1)[:, None]

def affine(x, W, b):
    return np.dot(x, W) + b

def dsigmoid(z):
    return z * (1 - z)

def mean_cross_entropy(y, t):
    return np.mean(-np.sum(t * np.log(y + 1e-7), axis=1))

class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.params = {}; p = self.params
        p['W1'] = np.random.randn(input_size, hidden_size) * weight_init_std; p['b1'] = np.zeros(hidden_size)
        p['W2'] = np.random.randn(hidden_size, output_size) * weight_init_std; p['b2'] = np.zeros(output_size)

    def predict(self, x):
        p = self.params
        z1 = sigmoid(affine(x, p['W1'], p['b1']))
        a2 = affine(z1, p['W2'], p['b2'])
        return softmax(a2)

    def loss(self, x, t):
        return mean_cross_entropy(self.predict(x), t)

    def accuracy(self, x, t):
        y = self.predict(x)
        return np.sum(np.argmax(y, axis=1) == np.argmax(t, axis=1)) / t.shape[0]

    def numerical_gradient(self, x, t):
        grads = {}
        for k in self.params:
            W = self.params[k]; g = np.zeros(W.shape)
            for i in np.ndindex(W.shape):
                w0 = W[i]
                W[i] = w0 + 1e-4; up = self.loss(x, t)
                W[i] = w0 - 1e-4; down = self.loss(x, t)
                W[i] = w0; g[i] = (up - down) / 2e-4
            grads = g
        return grads

    def gradient(self, x, t):
        p = self.params; n = x.shape[0]
        z1 = sigmoid(affine(x, p['W1'], p['b1']))
        y = softmax(affine(z1, p['W2'], p['b2']))
        dy = (y - t) / n
        da = dy.dot(p['W2'].T) * dsigmoid(z1)
        grads = {}
        grads['W2'] = z1.T.dot(dy); grads['b2'] = dy.sum(axis=0)
        grads['W1'] = x.T.dot(da); grads['b1'] = da.sum(axis=0)
        return grads
