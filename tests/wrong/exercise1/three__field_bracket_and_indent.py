from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass
class CentralDifference:
    f: Any
     h: float = 1e-4

    @property
    def width(self):
        return 2 * self.h

    def __call__(self, x):
        return (self.f(x + self.h) - self.f(x - self.h)) / self.wiidth


def numerical_diff(f, x):
    return CentralDifference[f](x)
