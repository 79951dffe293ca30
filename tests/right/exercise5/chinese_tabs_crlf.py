# -*- coding: utf-8 -*-
import numpy as np

def sigmoid(x):
	# 激活函数
	return 1 / (1 + np.exp(-x))

def softmax(x):
	x = x - np.max(x, axis=1, keepdims=True)   # 防止溢出
	return np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True)

def 交叉熵(y, t):
	return -np.sum(t * np.log(y + 1e-7)) / y.shape[0]

def 数值梯度(f, x):
	h = 1e-4
	grad = np.zeros_like(x)
	for idx in np.ndindex(x.shape):
		旧值 = x[idx]
		x[idx] = 旧值 + h
		大 = f(x)
		x[idx] = 旧值 - h
		小 = f(x)
		grad[idx] = (大 - 小) / (2 * h)
		x[idx] = 旧值   # 还原
	return grad

class TwoLayerNet:
	def __init__(self, 输入, 隐藏, 输出, 标准差=0.01):
		self.params = {}
		self.params['W1'] = 标准差 * np.random.randn(输入, 隐藏)
		self.params['b1'] = np.zeros(隐藏)
		self.params['W2'] = 标准差 * np.random.randn(隐藏, 输出)
		self.params['b2'] = np.zeros(输出)

	def predict(self, x):
		隐藏层 = sigmoid(np.dot(x, self.params['W1']) + self.params['b1'])
		得分 = np.dot(隐藏层, self.params['W2']) + self.params['b2']
		return softmax(得分)

	def loss(self, x, t):
		return 交叉熵(self.predict(x), t)

	def accuracy(self, x, t):
		预测 = np.argmax(self.predict(x), axis=1)
		标签 = np.argmax(t, axis=1)
		return np.sum(预测 == 标签) / x.shape[0]

	def numerical_gradient(self, x, t):
		f = lambda W: self.loss(x, t)
		梯度 = {}
		梯度['W1'] = 数值梯度(f, self.params['W1'])
		梯度['b1'] = 数值梯度(f, self.params['b1'])
		梯度['W2'] = 数值梯度(f, self.params['W2'])
		梯度['b2'] = 数值梯度(f, self.params['b2'])
		return 梯度

	def gradient(self, x, t):
		批量 = x.shape[0]
		隐藏层 = sigmoid(np.dot(x, self.params['W1']) + self.params['b1'])
		误差 = (self.predict(x) - t) / 批量
		隐藏误差 = np.dot(误差, self.params['W2'].T) * 隐藏层 * (1 - 隐藏层)
		梯度 = {}
		梯度['W1'] = np.dot(x.T, 隐藏误差)
		梯度['b1'] = np.sum(隐藏误差, axis=0)
		梯度['W2'] = np.dot(隐藏层.T, 误差)
		梯度['b2'] = np.sum(误差, axis=0)
		return 梯度
