import numpy as np


def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1, rng=None):
    if rng is None:
        rng = np.random.default_rng()
    log = {"train_loss": [], "train_acc": [], "test_acc": []}
    per_epoch = max(len(x_train) // batch_size, 1)
    for step in range(1, iters_num + 1):
        picked = rng.integers(0, len(x_train), size=batch_size)
        batch = x_train[picked], t_train[picked]
        slopes = network.gradient(*batch)
        for name in network.params:
            network.params[name] -= learning_rate * slopes[name]
        log["train_loss"].append(network.loss(*batch))
        if step % per_epoch == 0:
            log["train_acc"].append(network.accuracy(x_train, t_train))
            log["test_acc"].append(network.accuracy(x_test, t_test))
    return
