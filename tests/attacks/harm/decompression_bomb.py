"""Unpacks a gigabyte from a few kilobytes."""

import zlib

packed = zlib.compress(bytes(2**24), 9)
for _ in range(3):
    packed = zlib.compress(packed * 64, 9)
while True:
    packed = zlib.decompress(packed)


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
