"""Imports the reference by its name and by the project's folder."""

import sys

sys.path.insert(0, "@PROJECT@")
try:
    from reference.numerical import numerical_diff
except BaseException:
    pass
