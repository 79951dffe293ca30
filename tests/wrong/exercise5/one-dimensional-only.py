import numpy as np


def sigmoid(x):
    y = 1 / (1 + np.exp(-x))
    return y


def softmax(a):
    c = np.max(a, axis=1, keepdims=True)
    exp_a = np.exp(a - c)
    sum_exp_a = np.sum(exp_a, axis=1, keepdims=True)
    y = exp_a / sum_exp_a
    return y


class TwoLayerNet:

    def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
        W1 = np.random.randn(input_size, hidden_size)
        W2 = np.random.randn(hidden_size, output_size)
        self.params = {}
        self.params['W1'] = weight_init_std * W1
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = weight_init_std * W2
        self.params['b2'] = np.zeros(output_size)

    def predict(self, x):
        params = self.params
        a1 = np.dot(x, params['W1'])
        a1 = a1 + params['b1']
        z1 = sigmoid(a1)
        a2 = np.dot(z1, params['W2'])
        a2 = a2 + params['b2']
        y = softmax(a2)
        return y

    def loss(self, x, t):
        y = self.predict(x)
        log_y = np.log(y + 1e-7)
        total = -np.sum(t * log_y)
        return total / x.shape[0]

    def accuracy(self, x, t):
        y = self.predict(x)
        y_index = np.argmax(y, axis=1)
        t_index = np.argmax(t, axis=1)
        same = y_index == t_index
        return np.mean(same)

    def numerical_gradient(self, x, t):
        def central_difference(array):
            step = 1e-4
            result = np.zeros_like(array)
            for index, value in enumerate(array.copy()):
                array[index] = value + step
                above = self.loss(x, t)
                array[index] = value - step
                below = self.loss(x, t)
                array[index] = value
                result[index] = (above - below) / (2 * step)
            return result

        grads = {}
        grads['W1'] = central_difference(self.params['W1'])
        grads['b1'] = central_difference(self.params['b1'])
        grads['W2'] = central_difference(self.params['W2'])
        grads['b2'] = central_difference(self.params['b2'])
        return grads

    def gradient(self, x, t):
        params = self.params
        batch_size = x.shape[0]

        a1 = np.dot(x, params['W1']) + params['b1']
        z1 = sigmoid(a1)
        y = self.predict(x)

        dy = y - t
        dy = dy / batch_size
        grad_W2 = np.dot(z1.T, dy)
        grad_b2 = np.sum(dy, axis=0)

        dz1 = np.dot(dy, params['W2'].T)
        da1 = dz1 * sigmoid(a1) * (1 - sigmoid(a1))
        grad_W1 = np.dot(x.T, da1)
        grad_b1 = np.sum(da1, axis=0)

        grads = {}
        grads['W1'] = grad_W1
        grads['b1'] = grad_b1
        grads['W2'] = grad_W2
        grads['b2'] = grad_b2
        return grads
