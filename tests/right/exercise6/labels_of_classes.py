import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    labels, test_labels = t_train.argmax(axis=1), t_test.argmax(axis=1)
    losses, train_acc, test_acc = [], [], []
    for i in range(iters_num):
        mask = np.random.choice(len(x_train), batch_size)
        grads = network.gradient(x_train[mask], labels[mask])
        for key in network.params:
            network.params[key] -= learning_rate * grads[key]
        losses.append(network.loss(x_train[mask], labels[mask]))
        if i % max(len(x_train) // batch_size, 1) == 0:
            train_acc.append(network.accuracy(x_train, labels))
            test_acc.append(network.accuracy(x_test, test_labels))
    return losses, train_acc, test_acc
