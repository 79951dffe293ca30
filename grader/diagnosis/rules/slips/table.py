"""Slips of typing, in any exercise: the table of their misconceptions; their rules stand beside it."""

from __future__ import annotations

from collections.abc import Iterator

from ...text import Fix
from ...vocabulary import Misconception, Rule, Subject
from . import (
    arguments as slips_arguments,
)
from . import (
    brackets as slips_brackets,
)
from . import (
    commas as slips_commas,
)
from . import (
    counts as slips_counts,
)
from . import (
    given as slips_given,
)
from . import (
    keys as slips_keys,
)
from . import (
    loops as slips_loops,
)
from . import (
    members as slips_members,
)
from . import (
    names as slips_names,
)
from . import (
    nesting as slips_nesting,
)
from . import (
    numpy_names as slips_numpy,
)
from . import (
    parameters as slips_parameters,
)
from . import (
    returns as slips_returns,
)
from . import (
    self as slips_self,
)
from . import (
    spoil_arguments as slips_spoil_arguments,
)
from . import (
    spoil_calls as slips_spoil_calls,
)
from . import (
    spoil_layout as slips_spoil_layout,
)
from . import (
    spoil_names as slips_spoil_names,
)
from . import (
    undefined as slips_undefined,
)


def _mend_name(subject: Subject) -> Iterator[Fix]:
    """Yield near names: those of variables and functions, and those of a class's methods."""
    yield from slips_names.mend(subject)
    yield from slips_members.mend_method(subject)


def _both(one: Rule, other: Rule) -> Rule:
    """Return a rule that yields the fixes of two, each once."""

    def mend(subject: Subject) -> Iterator[Fix]:
        seen = set()
        for found in (*one(subject), *other(subject)):
            if found.splices not in seen:
                seen.add(found.splices)
                yield found

    return mend


_MEND_ATTRIBUTE = _both(slips_members.mend_attribute, slips_given.mend_attribute)
_MEND_KEY = _both(slips_keys.mend_key, slips_given.mend_key)
_MEND_COMMA = _both(slips_commas.mend_comma, slips_given.mend_comma)
_MEND_SWAPPED = _both(slips_given.mend_swapped, slips_arguments.mend_swapped)
_MEND_UNDEFINED = _both(slips_undefined.mend, slips_given.mend_undefined)
_MEND_MISSING = _both(slips_counts.mend_missing, slips_given.mend_missing)
_MEND_RETURN = _both(slips_given.mend_return, slips_returns.mend_missing)

RULES: tuple[Misconception, ...] = (
    Misconception("nested-methods", (), slips_nesting.mend, slips_spoil_layout.spoil_nesting, order=2),
    Misconception(
        "misspelt-constructor", (), slips_self.mend_constructor, slips_spoil_calls.spoil_constructor, order=4
    ),
    Misconception("misspelt-name", (), _mend_name, slips_spoil_names.spoil_name, order=10),
    Misconception("misspelt-attribute", (), _MEND_ATTRIBUTE, slips_spoil_names.spoil_attribute, order=10),
    Misconception("misspelt-numpy-name", (), slips_numpy.mend, slips_spoil_names.spoil_numpy, order=10),
    Misconception("misspelt-key", (), _MEND_KEY, slips_spoil_names.spoil_key, order=10),
    Misconception("comma-for-dot", (), _MEND_COMMA, slips_spoil_calls.spoil_comma, order=12),
    Misconception(
        "parameter-name-mismatch", (), slips_parameters.mend, slips_spoil_names.spoil_parameter, order=13
    ),
    Misconception("undefined-variable", (), _MEND_UNDEFINED, slips_spoil_names.spoil_undefined, order=14),
    Misconception("missing-self", (), slips_self.mend, slips_spoil_calls.spoil_self, order=16),
    Misconception(
        "brackets-for-call", (), slips_brackets.mend_call, slips_spoil_calls.spoil_brackets, order=20
    ),
    Misconception("shape-brackets", (), slips_brackets.mend_shape, slips_spoil_calls.spoil_shape, order=20),
    Misconception("swapped-arguments", (), _MEND_SWAPPED, slips_spoil_arguments.spoil_swapped, order=22),
    Misconception("missing-argument", (), _MEND_MISSING, slips_spoil_arguments.spoil_missing, order=22),
    Misconception("extra-argument", (), slips_counts.mend_extra, slips_spoil_arguments.spoil_extra, order=22),
    Misconception(
        "comparison-for-assignment",
        (),
        slips_returns.mend_compared,
        slips_spoil_layout.spoil_compared,
        order=24,
    ),
    Misconception(
        "statement-outside-loop", (), slips_loops.mend_outside, slips_spoil_layout.spoil_outside, order=40
    ),
    Misconception(
        "return-inside-loop", (), slips_loops.mend_inside, slips_spoil_layout.spoil_inside, order=42
    ),
    Misconception("missing-return", (), _MEND_RETURN, slips_spoil_layout.spoil_return, order=44),
)
