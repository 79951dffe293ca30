import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def softmax(x):
    x = x - x.max(axis=-1, keepdims=True)
    return np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)

def cross_entropy_error(y, t):
    batch_size = y.shape[0]
    return -np.sum(t * np.log(y + 1e-7)) / batch_size

def numerical_gradient(f, x):
    h = 1e-4
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=['multi_index'])
    for _ in it:
        idx = it.multi_index
        tmp_val = x[idx]
        x[idx] = tmp_val + h
        fxh1 = f(x)
        x[idx] = tmp_val - h
        fxh2 = f(x)
        grad[idx] = (fxh1 - fxh2) / (2 * h)
        x[idx] = tmp_val
    return grad

class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        self.params = {}
        self.params['W1'] = np.random.normal(0.0, weight_init_std, (input_size, hidden_size))
        self.params['b1'] = np.zeros((hidden_size,))
        self.params['W2'] = np.random.normal(0.0, weight_init_std, (hidden_size, output_size))
        self.params['b2'] = np.zeros((output_size,))
        self.x = self.z = self.y = None

    def forward(self, x):
        self.x = x
        self.u = np.dot(x, self.params['W1']) + self.params['b1']
        self.z = sigmoid(self.u)
        self.v = np.dot(self.z, self.params['W2']) + self.params['b2']
        self.y = softmax(self.v)
        return self.y

    def predict(self, x):
        return self.forward(x)

    def loss(self, x, t):
        self.forward(x)
        return cross_entropy_error(self.y, t)

    def accuracy(self, x, t):
        self.forward(x)
        y = np.argmax(self.y, axis=1)
        t = np.argmax(t, axis=1)
        return np.sum(y == t) / x.shape[0]

    def numerical_gradient(self, x, t):
        f = lambda w: self.loss(x, t)
        grads = {}
        for name in self.params:
            grads[name] = numerical_gradient(f, self.params[name])
        return grads

    def gradient(self, x, t):
        self.forward(x)
        n = x.shape[0]
        dv = (self.y - t) / n
        dW2 = np.dot(self.z.T, dv)
        db2 = np.sum(dv, axis=0)
        dz = np.dot(dv, self.params['W2'].T)
        du = dz * (1.0 - self.z) * self.z
        dW1 = np.dot(self.x.T, du)
        db1 = np.sum(du, axis=0)
        return {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}
