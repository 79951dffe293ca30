"""Raises SystemExit, KeyboardInterrupt and GeneratorExit in turn."""

CALLS = []


def numerical_diff(f, x):
    CALLS.append(x)
    raise (SystemExit(0), KeyboardInterrupt(), GeneratorExit())[len(CALLS) % 3]
