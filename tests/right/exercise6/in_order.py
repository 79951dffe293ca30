import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, train_acc, test_acc = [], [], []
    batches = max(len(x_train) // batch_size, 1)
    for i in range(iters_num):
        k = i % batches
        xb = x_train[k * batch_size:(k + 1) * batch_size]
        tb = t_train[k * batch_size:(k + 1) * batch_size]
        grads = network.gradient(xb, tb)
        for key in network.params:
            network.params[key] -= learning_rate * grads[key]
        losses.append(network.loss(xb, tb))
        if k == batches - 1:
            train_acc.append(network.accuracy(x_train, t_train))
            test_acc.append(network.accuracy(x_test, t_test))
    return losses, train_acc, test_acc
