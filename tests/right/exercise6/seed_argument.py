import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1, seed=0):
    state = np.random.RandomState(seed)
    losses, accuracies = [], [[], []]
    for i in range(iters_num):
        rows = state.choice(x_train.shape[0], batch_size, replace=False)
        loss_before = network.loss(x_train[rows], t_train[rows])
        grads = network.gradient(x_train[rows], t_train[rows])
        for key in grads:
            network.params[key] = network.params[key] - learning_rate * grads[key]
        losses.append(loss_before)
        if i % -(-x_train.shape[0] // batch_size) == 0:
            accuracies[0].append(network.accuracy(x_train, t_train))
            accuracies[1].append(network.accuracy(x_test, t_test))
    return [losses, accuracies[0], accuracies[1]]
