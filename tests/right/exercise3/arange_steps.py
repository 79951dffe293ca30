import numpy
def numerical_gradient(f, x):
    h = 1e-4
    g = numpy.zeros_like(x)
    for i in numpy.arange(x.size):
        t = x[i]
        x[i] = t + h; u = f(x)
        x[i] = t - h; d = f(x)
        x[i] = t
        g[i] = (u - d) / (2*h)
    return g
def gradient_descent(f, init_x, lr=0.01, step_num=100):
    X = init_x.copy()
    path = numpy.empty((0, X.size))
    for s in numpy.arange(step_num):
        path = numpy.vstack([path, X])
        X = X + (-lr) * numerical_gradient(f, X)
    return X, path
