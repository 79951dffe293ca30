import numpy as np

def train(net, X, T, X_test, T_test, iters_num=1000, batch_size=100, learning_rate=0.1):
    loss_list, acc_train, acc_test = [], [], []
    per_epoch = max(X.shape[0] // batch_size, 1)
    for i in range(iters_num):
        pick = np.random.permutation(X.shape[0])[:batch_size]
        x, t = X[pick], T[pick]
        slopes = net.gradient(x, t)
        for name in net.params.keys():
            net.params[name] = net.params[name] + learning_rate * slopes[name]
        loss_list.append(net.loss(x, t))
        if i % per_epoch == 0:
            acc_train.append(net.accuracy(X, T))
            acc_test.append(net.accuracy(X_test, T_test))
    return loss_list, acc_train, acc_test
