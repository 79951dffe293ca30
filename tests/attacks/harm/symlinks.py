"""Puts links to files of others in its folder, for whoever cleans up to follow."""

import os

for source in ('@CANARY@', '@CANARY@/file', '/etc/passwd', '/'):
    for link in (os.symlink, os.link):
        try:
            link(source, f'attacked-{hash(source)}')
        except OSError:
            pass


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
