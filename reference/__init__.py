"""The right answers in NumPy, proved by a second road in tests/reference; knows nothing of grading.

    checks      what the other modules demand of their arguments
    numerical   difference formulas for derivatives and gradients
    descent     gradient descent, and its closed form on a quadratic
    functions   sigmoid, ReLU, softmax and cross-entropy with their derivatives
    networks    SimpleNet and TwoLayerNet with analytic gradients
    training    mini-batch training, and what follows from its batches
    digits      small handwritten digits, in MNIST's shapes too
    analytic    families of probe functions with derivatives in closed form

Everything is computed in float64 (complex128 where complex arguments are accepted), quantities have no
physical unit, and no function changes an argument.
"""
