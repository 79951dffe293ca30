import numpy as np

def numerical_gradient(func, x):
    delta = 0.0001
    gradient = np.zeros_like(x)
    for index in range(x.size):
        original_value = x[index]
        x[index] = original_value + delta
        value_right = func(x)
        x[index] = original_value - delta
        value_left = func(x)
        difference = value_right - value_left
        gradient[index] = difference / (2 * delta)
        x[index] = original_value
    return gradient

def gradient_descent(func, start, learning_rate=0.01, epochs=100):
    current_x = np.copy(start)
    for epoch in range(epochs):
        gradient = numerical_gradient(func, current_x)
        step = learning_rate * gradient
        current_x = current_x - step
    result = current_x
    return result
