import numpy as np
from dataset.mnist import load_mnist
from two_layer_net import TwoLayerNet


class Descent:
    def __init__(self, rate):
        self.rate = rate

    def step(self, params, grads):
        for name in params:
            params[name] -= self.rate * grads[name]


def next_batch(order, number):
    rows = order[number * batch_size:(number + 1) * batch_size]
    return x_train[rows], t_train[rows]


if __name__ == "__main__":
    (x_train, t_train), (x_test, t_test) = load_mnist(one_hot_label=True)
    net = TwoLayerNet(784, 50, 10)
    epochs = 17
    batch_size = 100
    lr = 0.1
    optimizer = Descent(lr)
    history = {"loss": [], "train_acc": [], "test_acc": []}
    for epoch in range(epochs):
        order = np.random.permutation(len(x_train))
        for number in range(len(x_train) // batch_size):
            xb, tb = next_batch(order, number)
            optimizer.step(net.params, net.gradient(xb, tb))
            history["loss"].append(net.loss(xb, tb))
        history["train_acc"].append(net.accuracy(x_train, t_train))
        history["test_acc"].append(net.accuracy(x_test, t_test))
