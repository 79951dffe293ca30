"""`python -m grader`: the command line; knows only where it begins and ends."""

import gc
import sys


def start() -> int:
    """Run the command line; an interrupt while it is still being loaded is none of a fault either."""
    try:
        from .cli import main

        return main()
    except KeyboardInterrupt:
        return 130
    finally:
        gc.freeze()  # the process ends: no use in a last look at all that it holds


if __name__ == "__main__":
    sys.exit(start())
