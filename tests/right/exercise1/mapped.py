from functools import reduce
import operator


def numerical_diff(f, x):
    h = 1e-4
    return reduce(operator.sub, map(f, (x + h, x - h))) / (2 * h)
