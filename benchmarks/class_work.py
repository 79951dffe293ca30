"""The submissions of the class benchmark: right programs for five exercises, each text unlike the others.

Knows which of the right programs in tests/right may stand in one file, and nothing of who grades them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = (
    "exercise1_numerical_diff",
    "exercise2_numerical_gradient",
    "exercise3_gradient_descent",
    "exercise4_simple_net",
    "exercise5_two_layer_net",
)
_RIGHT = ROOT / "tests" / "right"
# They define no name of another exercise in another sense, and take nothing from a module but NumPy.
_CHOICES = (
    ("book.py", "verbose.py", "nested_helper.py"),
    ("book_nditer.py", "readable.py"),
    ("while_loop.py",),
    ("slips_keepdims.py", "rows_with_keepdims.py"),
    ("own_methods.py",),
)


def cells() -> Iterator[list[str]]:
    """Yield the five code cells of one submission after the other, without end."""
    texts = [
        [(_RIGHT / f"exercise{number}" / name).read_text(encoding="utf-8") for name in names]
        for number, names in enumerate(_CHOICES, 1)
    ]
    mixes = list(product(*texts))
    count = 0
    while True:
        for mix in mixes:
            count += 1
            yield [f"# student {count}\n{text}" for text in mix]
