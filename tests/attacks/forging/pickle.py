"""Returns an object that would run a command if it were unpickled."""

import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch @CANARY@/attacked-pickle",)


def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    return Bomb()
