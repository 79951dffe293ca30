"""Backtracks for ever in a regular expression."""

import re


def numerical_diff(f, x):
    return re.match('(a*)*(a*)*b', 'a' * 64)
