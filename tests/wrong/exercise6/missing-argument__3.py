import numpy as np


def train_network(net, n_iter, batch, eta, train_x, train_y, test_x):
    """Other names, in another order."""
    loss_curve = np.empty(n_iter)
    acc = {"train": [], "test": []}
    boundary = 0.0
    for step in range(n_iter):
        idx = np.random.permutation(train_x.shape[0])[:batch]
        bx = train_x.take(idx, axis=0)
        by = train_y.take(idx, axis=0)
        g = net.gradient(bx, by)
        net.params.update({k: net.params[k] - eta * g[k] for k in net.params})
        loss_curve[step] = net.loss(bx, by)
        if step >= boundary:  # the next epoch begins
            boundary += train_x.shape[0] / batch
            acc["train"].append(net.accuracy(train_x, train_y))
            acc["test"].append(net.accuracy(test_x, test_y))
    return {"loss_curve": loss_curve, "train_acc": acc["train"], "test_acc": acc["test"]}
