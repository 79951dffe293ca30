import numpy as np


def numerical_diff(f, x):
    """Slope of the chord between two neighbours of x."""
    step = 1e-4
    x_plus_step = x + step
    x_minus_step = x - step
    f_of_x_plus_step = f(x_plus_step)
    f_of_x_minus_step = f(x_minus_step)
    numerator = f_of_x_plus_step - f_of_x_minus_step
    denominator = step * 2
    return numerator / denominator
