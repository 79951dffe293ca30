import numpy as np
import matplotlib.pylab as plt

H = 10e-50

def numerical_diff(f, x):
    up = f(x + H)
    down = f(x - H)
    return (up - down) / (2 * H)

def f1(x):
    return 0.01*x**2 + 0.1*x

plt.plot([1, 2], [f1(1), f1(2)])
plt.show()
