"""Has the compiler fold a constant of gigabytes."""

x = (1 << 100000) ** 1000, 'x' * 2**30, [0] * 2**30


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
