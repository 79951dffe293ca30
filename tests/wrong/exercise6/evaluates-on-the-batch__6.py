import numpy as np
from numpy.random import default_rng


def fit(model, df_X, df_y, df_X_val, df_y_val, n_iter=1000, batch=100, eta=0.1):
    gen = default_rng()
    results = {"loss": [], "acc": [], "val_acc": []}
    n_rows = df_X.shape[0]
    per_epoch = max(n_rows // batch, 1)
    for it in range(n_iter):
        sample_idx = gen.choice(n_rows, size=batch, replace=False)
        X, y = df_X[sample_idx], df_y[sample_idx]
        grads = model.gradient(X, y)
        for col in grads.keys():
            model.params[col] -= eta * grads[col]
        results["loss"].append(model.loss(X, y))
        if it % per_epoch == 0:
            results["acc"].append(model.accuracy(X, y))
            results["val_acc"].append(model.accuracy(df_X_val, df_y_val))
    return results["loss"], results["acc"], results["val_acc"]
