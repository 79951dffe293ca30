import numpy as np

def sigmoid(x):
    return np.power(1 + np.exp(-x), -1)

def softmax(v):
    w = np.exp(v - max(v))
    return w / w.sum()

class TwoLayerNet:
    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        draw = np.random.standard_normal
        self.params = {
            'W1': draw((input_size, hidden_size)) * weight_init_std,
            'b1': np.zeros(hidden_size),
            'W2': draw((hidden_size, output_size)) * weight_init_std,
            'b2': np.zeros(output_size),
        }

    def _one(self, row):
        z = sigmoid(np.dot(row, self.params['W1']) + self.params['b1'])
        return z, softmax(np.dot(z, self.params['W2']) + self.params['b2'])

    def predict(self, x):
        return np.array([self._one(row)[1] for row in x])

    def loss(self, x, t):
        total = 0.0
        for row, hot in zip(x, t):
            _, y = self._one(row)
            total -= np.log(y[np.argmax(hot)] + 1e-7)
        return total / len(x)

    def accuracy(self, x, t):
        right = [np.argmax(y) == np.argmax(hot) for y, hot in zip(self.predict(x), t)]
        return sum(right) / len(right)

    def numerical_gradient(self, x, t):
        grads = {name: np.zeros_like(p) for name, p in self.params.items()}
        for name, p in self.params.items():
            for i in np.ndindex(p.shape):
                here = p[i]
                p[i] = here + 1e-4
                right = self.loss(x, t)
                p[i] = here - 1e-4
                left = self.loss(x, t)
                p[i] = here
                grads[name][i] = (right - left) / 2e-4
        return grads

    def gradient(self, x, t):
        grads = {name: np.zeros_like(p) for name, p in self.params.items()}
        for row, hot in zip(x, t):
            z, y = self._one(row)
            d2 = (y - hot) / len(x)
            d1 = np.dot(self.params['W2'], d2) * z * (1 - z)
            grads['W2'] += np.outer(z, d2)
            grads['b2'] += d2
            grads['W1'] += np.outer(row, d1)
            grads['b1'] += d1
        return grads
