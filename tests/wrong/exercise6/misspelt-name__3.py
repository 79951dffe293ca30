import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    loss_list = []
    train_accs, test_accs = [], []
    epoch = max(len(x_train) // batch_size, 1)
    for i in range(iters_num):
        mask = np.random.choice(len(x_train), batch_size)
        x_batch, t_batch = x_train[mask], t_train[mask]
        grads = network.gradient(x_batch, t_batch)
        for key, param in network.params.items():
            param -= learning_rate * grads[key]
        loss_list.append(network.loss(x_batch, t_batch))
        if i % epoch == 0:
            train_accs.append(network.accuracy(x_train, t_tarin))
            test_accs.append(network.accuracy(x_test, t_test))
    return loss_list, train_accs, test_accs
