def numerical_diff(f, x):
	h = 1e-6 # kleiner Schritt
	xs = [x + h, x - h]
	values = []
	for p in xs:
		values.append(f(p))
	return (values[0] - values[1]) / (2*h)
