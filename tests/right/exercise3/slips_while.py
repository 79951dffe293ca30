import numpy as np

def gradient(f, point):
    delta = 1e-4
    slopes = []
    for k in range(len(point)):
        shift = np.zeros(len(point))
        shift[k] = delta
        slopes.append((f(point + shift) - f(point - shift)) / (2 * delta))
    return np.array(slopes)

def gradient_descent(func, start, learning_rate=0.01, max_iter=100):
    position = np.array(start, dtype=float)
    count = 0
    while count < max_iter:
        direction = gradient(func, position)
        position = position - learning_rate * direction
        count += 1
    return position
