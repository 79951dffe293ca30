# -*- coding: utf-8 -*-
import numpy as np

# 输出层：把分数变成概率
def softmax(z):
	c = np.max(z, axis=-1, keepdims=True)  # 防止溢出
	exp_z = np.exp(z - c)
	return exp_z / np.sum(exp_z, axis=-1, keepdims=True)

# 交叉熵误差
def cross_entropy_error(y, t):
	delta = 1e-7
	if y.ndim == 1:
		t = t.reshape(1, t.size)
		y = y.reshape(1, y.size)
	batch_size = y.shape[0]
	return -np.sum(t * np.log(y + delta)) / batch_size

class simpleNet:
	def __init__(self):
		self.W = np.random.randn(2, 3)  # 用高斯分布初始化

	def predict(self, x):
		return np.dot(x, self.W)

	def loss(self, x, t):
		z = self.predict(x)
		y = softmax(z)
		return cross_entropy_error(y, t)
