"""Fetches a page by its address."""

import urllib.request

urllib.request.urlopen('http://127.0.0.1:@TCP@/attacked', timeout=1)


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
