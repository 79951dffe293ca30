# 小批量训练
import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num, batch_size, learning_rate):
	损失 = []
	训练精度 = []
	测试精度 = []
	样本数 = len(x_train)
	每轮 = max(样本数 // batch_size, 1)
	i = 0
	while i < iters_num:
		mask = np.random.choice(样本数, batch_size)
		x_batch = x_train[mask]
		t_batch = t_train[mask]
		grad = network.gradient(x_batch, t_batch)
		network.params['W1'] -= learning_rate * grad['W1']
		network.params['b1'] -= learning_rate * grad['b1']
		network.params['W2'] -= learning_rate * grad['W2']
		network.params['b1'] -= learning_rate * grad['b2']
		损失.append(network.loss(x_batch, t_batch))
		if i % 每轮 == 0:
			训练精度.append(network.accuracy(x_train, t_train))
			测试精度.append(network.accuracy(x_test, t_test))
		i += 1
	return 损失, 训练精度, 测试精度
