import numpy as np


def train(model, X_train, y_train, X_test, y_test, num_iters=100, batch_size=200, learning_rate=1e-3, verbose=False):
    num_train = X_train.shape[0]
    iterations_per_epoch = max(num_train // batch_size, 1)

    loss_history = []
    train_acc_history = []
    test_acc_history = []

    for it in range(num_iters):
        indices = np.random.choice(num_train, batch_size)
        X_batch = X_train[indices]
        y_batch = y_train[indices]

        loss = model.loss(X_batch, y_batch)
        loss_histroy.append(loss)
        grads = model.gradient(X_batch, y_batch)

        for p in model.params:
            model.params[p] -= learning_rate * grads[p]

        if verbose and it % 100 == 0:
            print('iteration %d / %d: loss %f' % (it, num_iters, loss))

        if it % iterations_per_epoch == 0:
            train_acc_history.append(model.accuracy(X_train, y_train))
            test_acc_history.append(model.accuracy(X_test, y_test))

    return loss_history, train_acc_history, test_acc_history
