import numpy as np


def numerical_diff(f, x, scheme="central"):
    match scheme:
        case "central":
            return (f((b := x + 1e-5)) - f((a := x - 1e-5))) / (b - a)
        case _:
            raise ValueError(scheme)
