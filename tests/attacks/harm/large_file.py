"""Writes one endless file."""

with open('attacked-large', 'wb') as file:
    while True:
        file.write(bytes(2**22))


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
