def numerical_diff(f, x):
    return (f(x + 1e-30) - f(x - 1e-30)) / 2e-30
