# -*- coding: utf-8 -*-
import numpy as np

EPS = 1e-4


def numerical_diff(f, x):
    fxh1 = f(x + EPS)
    fxh2 = f(x - EPS)
    return (fxh1 - fxh2) / (2 * EPS)
