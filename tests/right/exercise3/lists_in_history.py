import numpy as np

def grad(f, x):
    h = 1e-4
    g = []
    for i in range(len(x)):
        xp = x.copy(); xp[i] += h
        xm = x.copy(); xm[i] -= h
        g.append((f(xp) - f(xm)) / (2*h))
    return np.array(g)

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    x = np.array(init_x, dtype=np.float64)
    history = [x.copy()]
    for _ in range(step_num):
        g = grad(f, x)
        x -= lr * g
        history.append(x.copy())
    history = np.array(history)
    return x, history
