numerical_diff = lambda func, a, h=1e-4: (func(a + h) + func(a - h)) * (1 / (2 * h))
