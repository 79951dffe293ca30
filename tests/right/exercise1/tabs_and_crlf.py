import numpy as np

def numerical_diff(f, x):
	eps = 1e-4; up = f(x + eps); down = f(x - eps)
	return (up - down) / (2 * eps)

def f1(x):
	return 0.01*x**2 + 0.1*x

print(numerical_diff(f1, 5)); print(numerical_diff(f1, 10))
