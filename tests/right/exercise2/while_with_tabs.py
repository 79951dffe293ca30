import numpy as np

def numerical_gradient(f, x):
	h = 1e-4; grad = np.zeros_like(x)
	k = 0
	while k < x.size:
		pos = np.unravel_index(k, x.shape)
		old = x[pos]
		x[pos] = old + h; a = f(x)
		x[pos] = old - h; b = f(x)
		grad[pos] = (a - b) / (2 * h)
		x[pos] = old
		k += 1
	return grad
