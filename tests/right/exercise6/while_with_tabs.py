import numpy as np

def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
	n = x_train.shape[0]
	keys = list(network.params)
	loss_list = []; train_acc_list = []; test_acc_list = []
	i = 0
	seen = 0
	while i < iters_num:
		mask = np.random.choice(np.arange(n), batch_size)
		grads = network.gradient(x_train[mask], t_train[mask])
		for key in keys: network.params[key] -= learning_rate*grads[key]
		loss_list.append(network.loss(x_train[mask], t_train[mask]))
		seen += batch_size
		if seen >= n:
			seen -= n
			train_acc_list.append(network.accuracy(x_train, t_train))
			test_acc_list.append(network.accuracy(x_test, t_test))
		i += 1
	return loss_list, train_acc_list, test_acc_list
