import numpy as np


def train(net, x_train, y_train, x_test, y_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    hist = {"loss": [], "train_acc": [], "test_acc": []}
    n = len(x_train)
    for step in range(iters_num):
        idx = np.random.randint(0, n, batch_size)
        xb, yb = x_train[idx], y_train[idx]
        g = net.gradient(xb, yb)
        for k in net.params:
            net.params[k] -= learning_rate * g[k]
        hist["loss"].append(net.loss(xb, yb))
        if step % (n / batch_size) == 0:
            hist["train_acc"].append(net.accuracy(x_train, y_train))
            hist["test_acc"].append(net.accuracy(x_test, y_test))
    return hist
