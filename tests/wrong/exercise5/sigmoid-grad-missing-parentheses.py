import numpy as np

def sigmoid(x):
	y = 1 / (1 + np.exp(-x))
	return y

def softmax(x):
	mx = np.max(x, axis=-1, keepdims=True)
	ex = np.exp(x - mx)
	return ex / np.sum(ex, axis=-1, keepdims=True)

def cross_entropy_error(y, t):
	if y.ndim == 1:
		y = y.reshape(1, y.size)
		t = t.reshape(1, t.size)
	return -np.sum(t * np.log(y + 1e-7)) / y.shape[0]

def numerical_gradient(f, x):
	h = 1e-4
	grad = np.zeros_like(x)
	for idx in np.ndindex(x.shape):
		tmp = x[idx]
		x[idx] = tmp + h
		fxh1 = f(x)
		x[idx] = tmp - h
		fxh2 = f(x)
		grad[idx] = (fxh1 - fxh2) / (2*h)
		x[idx] = tmp
	return grad

class TwoLayerNet:
	def __init__(self, input_size, hidden_size, output_size, weight_init_std=0.01):
		self.params = {}
		self.params['W1'] = np.random.randn(input_size, hidden_size) * weight_init_std
		self.params['b1'] = np.zeros(hidden_size)
		self.params['W2'] = np.random.randn(hidden_size, output_size) * weight_init_std
		self.params['b2'] = np.zeros(output_size)

	def predict(self, x):
		# 第1層
		layer1 = np.dot(x, self.params['W1']) + self.params['b1']
		layer1_out = sigmoid(layer1)
		# 第2層
		layer2 = np.dot(layer1_out, self.params['W2']) + self.params['b2']
		layer2_out = softmax(layer2)
		return layer2_out

	def loss(self, x, t):
		y = self.predict(x)
		return cross_entropy_error(y, t)

	def accuracy(self, x, t):
		y = self.predict(x)
		y = y.argmax(axis=1)
		t = t.argmax(axis=1)
		return np.sum(y == t) / y.size

	def numerical_gradient(self, x, t):
		loss_W = lambda W: self.loss(x, t)
		grads = {}
		grads['W1'] = numerical_gradient(loss_W, self.params['W1'])
		grads['b1'] = numerical_gradient(loss_W, self.params['b1'])
		grads['W2'] = numerical_gradient(loss_W, self.params['W2'])
		grads['b2'] = numerical_gradient(loss_W, self.params['b2'])
		return grads

	def gradient(self, x, t):
		layer1 = np.dot(x, self.params['W1']) + self.params['b1']
		z = sigmoid(layer1)
		y = self.predict(x)
		n = x.shape[0]
		# 逆伝播
		delta = y - t
		grads = {}
		grads['W2'] = np.dot(z.T, delta) / n
		grads['b2'] = np.sum(delta, axis=0) / n
		delta = np.dot(delta, self.params['W2'].T) * z * 1 - z
		grads['W1'] = np.dot(x.T, delta) / n
		grads['b1'] = np.sum(delta, axis=0) / n
		return grads
