class Derivative:
    h = 0.01

    def __init__(self, f):
        self.f = f

    def __call__(self, x):
        return (self.f(x + self.h) - self.f(x - self.h)) / (2 * self.h)


def numerical_diff(f, x):
    return Derivative(f)(x)
