import numpy as np

PARAMS = ['W1', 'b1', 'W2', 'b2']


def sample(x, t, size):
    """Draw a mini-batch."""
    chosen = np.random.randint(len(x), size=size)
    return x[chosen], t[chosen]


def step(net, x, t, lr):
    slopes = net.gradient(x, t)
    for name in PARAMS:
        net.params[name] = net.params[name] - lr * slopes[name]


def train(net, x_tr, t_tr, x_te, t_te, n_iter, batch, lr):
    log = {'loss': [], 'train_acc': [], 'test_acc': []}
    every = max(len(x_tr) // batch, 1)
    for k in range(n_iter):
        xb, tb = sample(x_tr, t_tr, batch)
        step(net, xb, tb, lr)
        log['loss'].append(net.loss(xb, tb))
        if k % every == 0:
            log['train_acc'].append(net.accuracy(x_tr, t_tr))
            log['test_acc'].append(net.accuracy(x_tr, t_tr))
    return log
