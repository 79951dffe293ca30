import numpy as np
from dataset.mnist import load_mnist
from two_layer_net import TwoLayerNet


def main():
    (x_train, t_train), (x_test, t_test) = load_mnist(normalize=True, one_hot_label=True)
    print(x_train.shape, t_train.shape, x_test.shape, t_test.shape)


if __name__ == "__main__":
    main()
    (x_train, t_train), (x_test, t_test) = load_mnist(normalize=True, one_hot_label=True)
    net = TwoLayerNet(input_size=784, hidden_size=50, output_size=10)
    iters_num = 2000
    batch_size = 128
    learning_rate = 0.1
    train_loss_list = []
    train_acc_list = []
    test_acc_list = []
    iter_per_epoch = max(x_train.shape[0] // batch_size, 1)
    for i in range(iters_num):
        mask = np.random.choice(x_train.shape[0], batch_size)
        x_batch, t_batch = x_train[mask], t_train[mask]
        grads = net.gradient(x_batch, t_batch)
        net.params["W1"] -= learning_rate * grads["W1"]
        net.params["b1"] -= learning_rate * grads["b1"]
        net.params["W2"] -= learning_rate * grads["W2"]
        train_loss_list.append(net.loss(x_batch, t_batch))
        if i % iter_per_epoch == 0:
            train_acc_list.append(net.accuracy(x_train, t_train))
            test_acc_list.append(net.accuracy(x_test, t_test))
            print(i, train_acc_list[-1], test_acc_list[-1])
