"""The loop of a numerical gradient: which element is moved, when, and what is put back."""
