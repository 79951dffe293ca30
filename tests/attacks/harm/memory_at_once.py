"""Asks for a hundred gigabytes at once."""

import numpy as np


def numerical_diff(f, x):
    return np.ones(10**11)[0]
