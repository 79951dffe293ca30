import numpy as np

def softmax(z):
    c = np.max(z, axis=-1, keepdims=True)
    exp_z = np.exp(z - c)
    return exp_z / np.sum(exp_z, axis=-1, keepdims=True)

def cross_entropy_error(y, t):
    per_sample = -np.sum(t * np.log(y + 1e-7), axis=1)
    return np.mean(per_sample)

class simpleNet:
    def __init__(self):
        self.W = np.random.randn(2, 3)

    def predict(self, x):
        return x @ self.W

    def loss(self, x, t):
        return cross_entropy_error(softmax(self.predict(x)), t)
