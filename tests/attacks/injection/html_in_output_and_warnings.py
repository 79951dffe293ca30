"""Closes tags and attributes and runs scripts in a page, by output, warnings and failing statements."""

import sys
import warnings

TEXT = "</pre></code></script><script>alert('attacked')</script><img src=x onerror=alert(1)>'\" onmouseover=alert(1) <a href=javascript:alert(1)>x</a><base href=//attack.invalid><svg onload=alert(1)>"
print(TEXT)
print(TEXT, file=sys.stderr)
warnings.warn(TEXT)
raise ValueError(TEXT)


def numerical_diff(f, x):
    f(x + 1e-4), f(x - 1e-4)
    return 1.0
