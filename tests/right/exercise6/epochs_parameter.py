import numpy as np


def train(model, X_train, y_train, X_test, y_test, epochs=20, batch_size=100, lr=0.1):
    losses, train_accs, test_accs = [], [], []
    for epoch in range(epochs):
        order = np.random.permutation(X_train.shape[0])
        for start in range(0, X_train.shape[0], batch_size):
            part = order[start:start + batch_size]
            xb, yb = X_train[part], y_train[part]
            grads = model.gradient(xb, yb)
            for name in model.params:
                model.params[name] -= lr * grads[name]
            losses.append(model.loss(xb, yb))
        train_accs.append(model.accuracy(X_train, y_train))
        test_accs.append(model.accuracy(X_test, y_test))
    return {"loss": losses, "train": {"acc": train_accs}, "test": {"acc": test_accs}}
