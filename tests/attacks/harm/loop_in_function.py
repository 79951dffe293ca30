"""Loops for ever when it is called."""

def numerical_diff(f, x):
    while True:
        pass
