import numpy as np


def train(network, x_train, t_train, x_test, **options):
    iters_num = options.get("iters_num", 1000)
    batch_size = options.get("batch_size", 100)
    learning_rate = options.get("learning_rate", 0.1)
    rng = options.get("rng") or np.random.default_rng()

    def evaluate():
        return network.accuracy(x_train, t_train), network.accuracy(x_test, t_test)

    losses, train_acc, test_acc = [], [], []
    first = evaluate()  # before anything is learnt
    train_acc.append(first[0])
    test_acc.append(first[1])
    epoch = max(x_train.shape[0] // batch_size, 1)
    for i in range(1, iters_num + 1):
        rows = np.sort(rng.choice(x_train.shape[0], size=batch_size, replace=False))
        mask = np.zeros(x_train.shape[0], dtype=bool)
        mask[rows] = True
        grads = network.gradient(x_train[mask], t_train[mask])
        for key, value in network.params.items():
            value -= learning_rate * grads[key]
        losses.append(network.loss(x_train[mask], t_train[mask]))
        if i % epoch == 0:
            now = evaluate()
            train_acc.append(now[0])
            test_acc.append(now[1])
    return losses, train_acc, test_acc
