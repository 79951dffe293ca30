def numerical_diff(f, x):
	a = x - 1e-5
	b = x + 1e-5
	return (f(b) - f(a)) / b - a
