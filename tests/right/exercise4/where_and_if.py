import numpy as np
def softmax(x):
    if len(x.shape) > 1:
        tmp = np.max(x, axis=1)
        x = x - tmp.reshape((x.shape[0], 1))
        x = np.exp(x)
        tmp = np.sum(x, axis=1)
        x = x / tmp.reshape((x.shape[0], 1))
    else:
        tmp = np.max(x)
        x = x - tmp
        x = np.exp(x)
        tmp = np.sum(x)
        x = x / tmp
    return x
def cross_entropy_error(y, t):
    if len(y.shape) == 1:
        batch_size = 1
    else:
        batch_size = y.shape[0]
    return np.sum(np.log(y + 1e-7) * t) / -batch_size
class simpleNet:
    def __init__(self):
        self.W = np.random.standard_normal(size=(2, 3))
    def predict(self, x):
        return np.dot(x, self.W)
    def loss(self, x, t):
        z = self.predict(x)
        y = softmax(z)
        loss = cross_entropy_error(y, t)
        return loss
