import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    loss_list, train_acc_list, test_acc_list = [], [], []
    step = 0
    steps_per_epoch = max(x_train.shape[0] // batch_size, 1)
    while True:
        pick = np.random.permutation(x_train.shape[0])[:batch_size]
        grad = network.gradient(x_train[pick], t_train[pick])
        for key in network.params.keys():
            network.params[key] -= learning_rate * grad[key]
        loss_list.append(network.loss(x_train[pick], t_train[pick]))
        if step % steps_per_epoch == 0:
            train_acc_list.append(network.accuracy(x_train, t_train))
            test_acc_list.append(network.accuracy(x_test, t_test))
        step += 1
        if step > iters_num:
            break
    return loss_list, train_acc_list, test_acc_list
