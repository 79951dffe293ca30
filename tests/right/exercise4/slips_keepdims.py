import numpy as np

def softmax(a):
    c = np.max(a, axis=-1, keepdims=True)
    exp_a = np.exp(a - c)
    sum_exp_a = np.sum(exp_a, axis=-1, keepdims=True)
    y = exp_a / sum_exp_a
    return y

def cross_entropy_error(y, t):
    delta = 1e-7
    y2 = np.atleast_2d(y)
    t2 = np.atleast_2d(t)
    total = 0.0
    for row, target in zip(y2, t2):
        total += -np.sum(target * np.log(row + delta))
    return total / len(y2)

class simpleNet:
	"""一层网络，没有偏置"""
	def __init__(self):
		self.W = np.random.normal(0.0, 1.0, (2, 3))

	def predict(self, x):
		return x @ self.W

	def loss(self, x, t):
		scores = self.predict(x)
		probabilities = softmax(scores)
		return cross_entropy_error(probabilities, t)
