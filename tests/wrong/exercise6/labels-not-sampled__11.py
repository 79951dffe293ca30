import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses = []
    train_accs = []
    test_accs = []
    N = len(x_train)
    epoch = max(N // batch_size, 1)
    draws_x = [np.random.choice(N, batch_size) for _ in range(iters_num)]
    draws_t = [np.random.choice(N, batch_size) for _ in range(iters_num)]
    for i, mask in enumerate(draws_x):
        xb = x_train[mask]
        tb = t_train[draws_t[i]]
        grads = network.gradient(xb, tb)
        for p in ("W1", "b1", "W2", "b2"):
            network.params[p] = network.params[p] - learning_rate * grads[p]
        losses.append(network.loss(xb, tb))
        if i % epoch == 0:
            train_accs.append(network.accuracy(x_train, t_train))
            test_accs.append(network.accuracy(x_test, t_test))
    return losses, train_accs, test_accs
