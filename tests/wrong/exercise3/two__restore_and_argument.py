import numpy as np

def richardson(f, x):
    # two steps, combined so that the h**2 terms cancel
    def central(h):
        g = np.zeros_like(x)
        for i in range(len(x)):
            keep = x[i]
            x[i] = keep + h; up = f(x)
            x[i] = keep - h; down = f(x)
            x[i] = h
            g[i] = (up - down) / (2*h)
        return g
    return (4*central(5e-4, f) - central(1e-3)) / 3

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    """In place, without a new array."""
    x = init_x
    for _ in range(step_num):
        g = richardson(f, x)
        np.multiply(g, lr, out=g)
        np.subtract(x, g, out=x)
    return x
