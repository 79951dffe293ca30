import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, train_acc, test_acc = [], [], []
    per_epoch = max(len(x_train) // batch_size, 1)
    for i in range(iters_num):
        rows = np.arange(batch_size)
        total = {name: np.zeros_like(value) for name, value in network.params.items()}
        for row in rows:  # the gradient of a mean is the mean of the gradients
            one = network.gradient(x_train[row], t_train[row])
            for name in total:
                total[name] += one[name]
        for name in total:
            network.params[name] -= learning_rate * total[name] / batch_size
        losses.append(sum(network.loss(x_train[row], t_train[row]) for row in rows) / batch_size)
        if i % per_epoch == 0:
            train_acc.append(network.accuracy(x_train, t_train))
            test_acc.append(network.accuracy(x_test, t_test))
    return losses, train_acc, test_acc
