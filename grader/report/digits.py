"""How numbers are written so that a difference between two can be seen; knows no report.

Two numbers are given as many digits as tell them apart and two more, at least six and at most the 17
that name a float64 uniquely, in one notation and with their points one below the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeGuard

GAP = "\u2026"  # stands for what is left out
LEAST_DIGITS = 6
MOST_DIGITS = 17
_EXACT = 15  # significant digits that every float64 keeps
_LONGEST = 60  # characters of a value that is no float
_FIXED = (1e-4, 1e10)  # magnitudes written without an exponent


@dataclass(frozen=True)
class Pair:
    """Two values as aligned texts; got[start:end] is what differs from expected."""

    expected: str
    got: str
    start: int
    end: int


def is_number(value: object) -> TypeGuard[int | float | complex]:
    """Tell whether the value is an int, float or complex (a bool is none here)."""
    return isinstance(value, int | float | complex) and not isinstance(value, bool)


def is_real(value: object) -> TypeGuard[int | float]:
    """Tell whether the value is a finite number on the real line that a float can hold."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return abs(value) < 2**1023 if isinstance(value, int) else math.isfinite(value)


def digits_to_tell(expected: float, got: float) -> int:
    """Return how many significant digits show the difference of two finite numbers."""
    largest = max(abs(expected), abs(got))
    if expected == got or largest == 0:
        return LEAST_DIGITS
    share = abs(expected / largest - got / largest)
    needed = MOST_DIGITS if share == 0 else math.ceil(-math.log10(share)) + 2
    return min(max(needed, LEAST_DIGITS), MOST_DIGITS)


def brief(value: object) -> str:
    """Return one value in six digits, whole floats with ".0": for places where nothing is compared."""
    if isinstance(value, bool) or not isinstance(value, float | complex):
        text = str(value)
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + GAP
    if isinstance(value, complex):
        return _complex(value, LEAST_DIGITS)
    return _pointed(f"{value:.{LEAST_DIGITS}g}")


def error_size(value: float) -> str:
    """Return the size of an error in three digits: "4.5e-05", "0.923", "0", "nan"."""
    return f"{value:.3g}"


def pair(expected: object, got: object) -> Pair:
    """Write two scalars below each other; what is no real number is written as it is."""
    if is_real(expected) and is_real(got):
        return _marked(*_real_pair(expected, got))
    if isinstance(expected, complex) and (isinstance(got, complex) or is_real(got)):
        return _marked(*_complex_pair(expected, complex(got)))
    if isinstance(got, complex) and is_real(expected):
        return _marked(*_complex_pair(complex(expected), got))
    left, right = brief(expected), brief(got)
    return Pair(left, right, 0, len(right))


def column(values: list[float], digits: int) -> list[str]:
    """Write finite numbers in one notation, with the same number of decimals."""
    largest = max((abs(value) for value in values if value), default=0.0)
    smallest = min((abs(value) for value in values if value), default=0.0)
    if largest and not (_FIXED[0] <= largest < _FIXED[1] and smallest >= largest * 10.0 ** (1 - digits)):
        mantissas, exponents = zip(*(f"{value:.{digits - 1}e}".split("e") for value in values), strict=True)
        short = _without_idle_zeros(list(mantissas))
        written = [f"{left}e{right}" for left, right in zip(short, exponents, strict=True)]
        return [text if value else "0.0" for text, value in zip(written, values, strict=True)]
    whole = math.floor(math.log10(largest)) + 1 if largest else 1
    texts = [f"{value:.{max(1, digits - whole)}f}" for value in values]
    if digits > _EXACT:  # the shortest text that names the float: 0.3, not 0.29999999999999999
        texts = [
            shortest if (shortest := repr(value)).count("e") == 0 else text
            for value, text in zip(values, texts, strict=True)
        ]
        decimals = max(len(text) - _whole(text) for text in texts)
        texts = [text + "0" * (decimals - len(text) + _whole(text)) for text in texts]
    return _without_idle_zeros(texts)


def _without_idle_zeros(texts: list[str]) -> list[str]:
    """Drop the zeros that all of the texts end with; one decimal stays."""
    idle = min(len(text) - len(text.rstrip("0")) for text in texts)
    decimals = min(len(text) - _whole(text) - 1 for text in texts)
    return [text[: len(text) - max(0, min(idle, decimals - 1))] for text in texts]


def _real_pair(expected: float, got: float) -> tuple[str, str]:
    if isinstance(expected, int) and isinstance(got, int):
        left, right = brief(expected), brief(got)
    else:
        left, right = _two(float(expected), float(got))
    # right-aligned whole parts put the points below each other
    wide = max(_whole(left), _whole(right))
    return " " * (wide - _whole(left)) + left, " " * (wide - _whole(right)) + right


def _two(expected: float, got: float) -> tuple[str, str]:
    """Write two numbers in one notation; far apart, each in its own: 4.03751 and 4.03751e-08."""
    digits = digits_to_tell(expected, got)
    small, large = sorted((abs(expected), abs(got)))
    if small and large < _FIXED[1] and small < large * 10.0 ** (1 - digits):
        return brief(expected), brief(got)
    left, right = column([expected, got], digits)
    return left, right


def _complex_pair(expected: complex, got: complex) -> tuple[str, str]:
    parts = (expected.real, expected.imag, got.real, got.imag)
    if not all(map(math.isfinite, parts)):
        return _complex(expected, LEAST_DIGITS), _complex(got, LEAST_DIGITS)
    largest = max(map(abs, parts))
    share = 0.0 if largest == 0 else abs(expected / largest - got / largest)
    digits = LEAST_DIGITS if share == 0 else math.ceil(-math.log10(share)) + 2
    digits = min(max(digits, LEAST_DIGITS), MOST_DIGITS)
    return _complex(expected, digits), _complex(got, digits)


def _complex(value: complex, digits: int) -> str:
    real = _pointed(f"{value.real:.{digits}g}")
    return real if value.imag == 0 else f"{real}{value.imag:+.{digits}g}j"


def _marked(expected: str, got: str) -> Pair:
    """Mark from the first character that differs to the end, or to the exponent that both share."""
    end = len(got)
    left, right = expected.rfind("e"), got.rfind("e")
    if 0 < left == right and expected[left:] == got[right:] and expected != got:
        end = right
    start = next((at for at in range(end) if expected[at : at + 1] != got[at]), end)
    if got[start:end].startswith(" "):
        start = len(got) - len(got.lstrip(" "))
    return Pair(expected, got, start, end)


def _whole(text: str) -> int:
    """Return the length of the part before the point (all of it, when there is none)."""
    return len(text.split(".", 1)[0])


def _pointed(text: str) -> str:
    """Give a whole float its point: "6" -> "6.0"; "1e+13", "nan" stay."""
    return text if any(sign in text for sign in ".en") else f"{text}.0"
