"""Says a million characters in one line and in a million lines."""

TEXT = "x" * 10**6 + "\n" * 10**6


def numerical_diff(f, x):
    raise type('E' + TEXT, (Exception,), {})(TEXT)
