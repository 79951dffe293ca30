import numpy as np
def nabla(f, p, h=1e-5):
    out = np.zeros(len(p))
    for j in range(len(p)):
        q = p; q[j] += h
        r = p; r[j] -= h
        out[j] = (f(q) - f(r)) / (q[j] - r[j])
    return out

def gradient_descent(f, init_x, lr=0.01, step_num=100):
    p = init_x.copy()
    while step_num:
        p = p - lr * nabla(f, p)
        step_num -= 1
    return p
