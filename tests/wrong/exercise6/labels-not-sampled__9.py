import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    loss_list = list()
    acc_list = {"train": list(), "test": list()}
    n_samples = np.shape(x_train)[0]
    steps_per_epoch = int(max(n_samples / batch_size, 1))
    rng = np.random.default_rng(0)

    def evaluate():
        acc_list["train"].append(network.accuracy(x_train, t_train))
        acc_list["test"].append(network.accuracy(x_test, t_test))

    for n in range(iters_num):
        chosen = rng.integers(0, n_samples, size=batch_size)
        xs = np.take(x_train, chosen, axis=0)
        ts = np.take(t_train, range(batch_size), axis=0)
        dW = network.gradient(xs, ts)
        network.params = {k: v - learning_rate * dW[k] for k, v in network.params.items()}
        loss_list.append(network.loss(xs, ts))
        if n % steps_per_epoch == 0:
            evaluate()
    return loss_list, acc_list["train"], acc_list["test"]
