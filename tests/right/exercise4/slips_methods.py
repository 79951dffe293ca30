import numpy as np

def softmax_row(row):
    shifted = row - row.max()
    powers = np.exp(shifted)
    return powers / powers.sum()

def softmax(x):
    if x.ndim == 1:
        return softmax_row(x)
    return np.array([softmax_row(row) for row in x])

def cross_entropy_error(y, t):
    if y.ndim == 1:
        count = 1
    else:
        count = len(y)
    logs = np.log(np.clip(y, 1e-10, None))
    return -(t * logs).sum() / count

class SimpleNet(object):
    def __init__(self, inputs=2, outputs=3):
        weights = np.random.randn(inputs, outputs)
        self.W = weights

    def predict(self, x):
        z = np.matmul(x, self.W)
        return z

    def output(self, x):
        return softmax(self.predict(x))

    def loss(self, x, t):
        return cross_entropy_error(self.output(x), t)

simpleNet = SimpleNet
