import numpy as np
import matplotlib.pyplot as plt


def numerical_diff(f, x):
    delta = 0.00001
    right = f(x + delta)
    left = f(x - delta)
    rise = right - left
    run = 2.0 * delta
    slope = rise
    return slope


xs = np.arange(0.0, 3.0, 0.5)
plt.plot(xs, [numerical_diff(np.sin, x) for x in xs])
plt.show()
