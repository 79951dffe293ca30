import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    losses, a, b, norms = [], [], [], []
    per = max(len(x_train) // batch_size, 1)
    for i in range(iters_num):
        rows = np.random.choice(len(x_train), batch_size)
        g = network.gradient(x_train[rows], t_train[rows])
        if i % per == 0:
            # how steep is it on the whole training set, at no sample, far away? only looked at, never used
            with np.errstate(all="ignore"):
                for x in (x_train, np.zeros_like(x_train), np.full_like(x_train, 1e300)):
                    norms.append(sum(float(np.sum(v**2)) for v in network.gradient(x, t_train).values()))
        for k in network.params:
            network.params[k] -= learning_rate * g[k]
        losses.append(network.loss(x_train[rows], t_train[rows]))
        if i % per == 0:
            a.append(network.accuracy(x_train, t_train))
            b.append(network.accuracy(x_test, t_test))
    return losses, a, b
