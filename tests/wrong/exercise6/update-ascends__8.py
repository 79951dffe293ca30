import numpy as np

def update(params, grads, lr):
    """One step of gradient descent."""
    for key in ('W1', 'b1', 'W2', 'b2'):
        params[key] = lr * grads[key] + params[key]

def train(network, x_train, t_train, x_test, t_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    train_size = x_train.shape[0]
    loss_history, train_acc_history, test_acc_history = [], [], []
    iter_num = 0
    order = np.random.permutation(train_size)
    pos = 0
    while iter_num < iters_num:
        if pos + batch_size > train_size:
            order = np.random.permutation(train_size)
            pos = 0
        mask = order[pos:pos + batch_size]
        pos += batch_size
        X = x_train[mask]
        T = t_train[mask]
        G = network.gradient(X, T)
        update(network.params, G, learning_rate)
        loss_history.append(network.loss(X, T))
        if iter_num % max(train_size // batch_size, 1) == 0:
            train_acc_history.append(network.accuracy(x_train, t_train))
            test_acc_history.append(network.accuracy(x_test, t_test))
        iter_num = iter_num + 1
    return loss_history, train_acc_history, test_acc_history
