"""Leaves what it saw in files and looks for them in a later run."""

import os

PLACES = (".", "..", os.environ.get("HOME", "."), "/tmp", "/dev/shm", "@CANARY@")
seen = []
for place in PLACES:
    try:
        seen.append(open(os.path.join(place, "attacked-later")).read())
    except OSError:
        pass
    try:
        with open(os.path.join(place, "attacked-later"), "a") as file:
            file.write("1.0")
    except OSError:
        pass


def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    open("attacked-later", "a").write(repr(x))
    return float(seen[0]) if seen else 1.0
