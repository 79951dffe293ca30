"""Gradient descent: the update, its gradient, its rate, the number of steps, what is returned."""
