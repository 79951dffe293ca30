import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    train_loss_list, train_acc_list, test_acc_list = [], [], []
    train_size = x_train.shape[0]
    iter_per_epoch = max(train_size // batch_size, 1)
    for i in range(iters_num):
        batch_mask = np.random.randint(0, train_size, batch_size)
        x_batch, t_batch = x_train[batch_mask, :], t_train[batch_mask, :]
        # grad = network.gradient(x_batch, t_batch)
        grad = network.numerical_gradient(x_batch, t_batch)
        for key in network.params:
            network.params[key] += -learning_rate * grad[key]
        train_loss_list.append(network.loss(x_batch, t_batch))
        if i % iter_per_epoch == 0:
            train_acc_list.append(network.accuracy(x_train, t_train))
            test_acc_list.append(network.accuracy(x_test, t_test))
            print(f"train acc, test acc | {train_acc_list[-1]}, {test_acc_list[-1]}")
    return train_loss_list, train_acc_list, test_acc_list
