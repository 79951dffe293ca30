"""Runs a shell that writes elsewhere."""

import os
import subprocess

os.system('touch @CANARY@/attacked-shell')
subprocess.run(['touch', '@CANARY@/attacked-subprocess'])


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
