"""Overwrites, renames, empties and changes the rights of files of others."""

import os

for action in (
    lambda: open("@CANARY@/file", "w").write("attacked"),
    lambda: os.truncate("@CANARY@/file", 0),
    lambda: os.rename("@CANARY@/file", "@CANARY@/attacked"),
    lambda: os.chmod("@CANARY@/file", 0o777),
    lambda: os.utime("@CANARY@/file", (0, 0)),
    lambda: os.mkdir("@CANARY@/attacked-folder"),
    lambda: os.mkfifo("@CANARY@/attacked-pipe"),
    lambda: open("@PROJECT@/attacked-judge.py", "w").write("attacked"),
    lambda: open("/tmp/attacked-file", "w").write("attacked"),
    lambda: open("/dev/shm/attacked-file", "w").write("attacked"),
    lambda: open(os.__file__, "a").write("attacked"),
):
    try:
        action()
    except OSError:
        pass


def numerical_diff(f, x):
    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4
