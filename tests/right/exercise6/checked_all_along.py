import numpy as np


def gradients_agree(network, x, t):
    back, numbers = network.gradient(x, t), network.numerical_gradient(x, t)
    return max(np.abs(back[key] - numbers[key]).max() for key in back) < 1e-4


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    loss_list, train_acc_list, test_acc_list = [], [], []
    train_size = len(x_train)
    per_epoch = max(train_size // batch_size, 1)
    for i in range(iters_num):
        mask = np.random.randint(0, train_size, batch_size)
        x, t = x_train[mask], t_train[mask]
        grads = network.gradient(x, t)
        if i % per_epoch == 0:
            assert gradients_agree(network, x_test[:2], t_test[:2])  # looked at, not learnt from
            train_acc_list.append(network.accuracy(x_train, t_train))
            test_acc_list.append(network.accuracy(x_test, t_test))
        for key in grads:
            network.params[key] = network.params[key] - learning_rate * grads[key]
        loss_list.append(network.loss(x, t))
    assert gradients_agree(network, x_train[:3], t_train[:3])  # and once more when all is done
    return loss_list, train_acc_list, test_acc_list
