def numerical_diff(f, x):
    h = 1e-4
    fxh1 = f(x + h)
    fhx2 = f(x - h)
    print(fxh1 - fxh2)
    return (fxh1 - fxh2) / (2 * h)
