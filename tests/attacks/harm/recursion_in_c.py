"""Overflows the stack of C by the text of a nested list."""

x = []
for _ in range(10**5):
    x = [x]


def numerical_diff(f, x):
    return repr(x), x == x
