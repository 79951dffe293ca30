"""Sleeps for an hour when it is called."""

import time


def numerical_diff(f, x):
    time.sleep(3600)
