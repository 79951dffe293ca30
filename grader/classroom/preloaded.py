"""What grading processes share: importing this loads what judges, in the process that they are forked from.

The collector rests meanwhile, and leaves alone for good what is loaded: all of it stays, and each process
would have pages of its own of whatever its collector looked at.
"""

from __future__ import annotations

import gc

gc.disable()

import numpy.random  # noqa: E402, F401  (NumPy itself loads it late)

from .. import grading  # noqa: E402, F401
from ..course import EXERCISES, load  # noqa: E402
from . import work  # noqa: E402, F401

for _name in EXERCISES:
    load(_name)
gc.freeze()
gc.enable()
