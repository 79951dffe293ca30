import numpy as np
from dataset.mnist import load_mnist
from two_layer_net import TwoLayerNet

(x_train, t_train), (x_test, t_test) = load_mnist(normalize=True, one_hot_label=True)
net = TwoLayerNet(784, 50, 10)

lr = 0.1
batch_size = 128
steps = 2000
N = len(x_train)

loss_log, train_acc, test_acc = [], [], []

for s in range(steps):
    pick = np.random.choice(N, batch_size)
    xb, tb = x_train[pick], t_train[pick]
    g = net.gradient(xb, tb)
    for k, v in g.items():
        p = net.params[k] - lr * v
    loss_log.append(net.loss(xb, tb))
    if s % (N // batch_size) == 0:
        train_acc.append(net.accuracy(x_train, t_train))
        test_acc.append(net.accuracy(x_test, t_test))
        print(s, loss_log[-1], train_acc[-1], test_acc[-1])
