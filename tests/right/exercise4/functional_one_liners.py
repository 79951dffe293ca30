import numpy as np

softmax = lambda z: np.exp(z - np.max(z, axis=-1, keepdims=True)) / np.sum(np.exp(z - np.max(z, axis=-1, keepdims=True)), axis=-1, keepdims=True)

def cross_entropy_error(y, t): return np.mean(-np.sum(t * np.log(y + 1e-9), axis=-1))

class simpleNet:
    def __init__(self): self.W = np.random.randn(2, 3)
    def predict(self, x): return np.matmul(x, self.W)
    def loss(self, x, t): return cross_entropy_error(softmax(self.predict(x)), t)
