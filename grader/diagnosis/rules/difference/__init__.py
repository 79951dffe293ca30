"""Difference formulas: numerical_diff, and the same formula wherever a gradient is numerical."""
