"""Writes to the descriptors 1 and 2 and to the terminal itself."""

import os

for number in (0, 1, 2):
    try:
        os.write(number, b'\x1b[2J\n::error::attacked\n')
    except OSError:
        pass
open('/dev/tty', 'w').write('attacked')


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
