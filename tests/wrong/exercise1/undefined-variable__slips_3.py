def numerical_diff(f, x):
    h = 1e-4
    xs = (x + h, x - h)
    for point in xs:
        total += f(point) if point > x else -f(point)
    return total / (2 * h)
