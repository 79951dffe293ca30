"""Moves the cursor, sets the title, writes the clipboard and makes links of a terminal, by output, warnings and failing statements."""

import sys
import warnings

TEXT = "\x1b[2J\x1b]0;attacked\x07\x1b]52;c;YXR0YWNrZWQ=\x07\x1b]8;;https://attack.invalid\x07link\x9b31m\x08\x08\r100/100"
print(TEXT)
print(TEXT, file=sys.stderr)
warnings.warn(TEXT)
raise ValueError(TEXT)


def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    return 1.0
