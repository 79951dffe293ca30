"""Which names a program lacks because no cell that defines them was run; knows reports, no kernel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..outcome import Evidence, Message, Report

_NAME_ERROR = re.compile(r"name '(\w+)' is not defined")
_MOST = 3


def not_run(report: Report) -> tuple[Message, ...]:
    """Return a note for each name that a failed check did not find.

    A name that the diagnosis explains, as a misspelling or a missing import, needs no other note.
    """
    if any(found.verified and found.kind == "misconception" for found in report.diagnoses):
        return ()
    names = dict.fromkeys(_names(report))
    return tuple(Message("note.not-run", {"name": name}) for name in list(names)[:_MOST])


def _names(report: Report) -> Iterator[str]:
    for verdict in report.checks:
        evidence: Evidence | None = verdict.evidence
        error = evidence.error if evidence is not None else None
        if error is not None and error.type == "NameError" and (match := _NAME_ERROR.match(error.message)):
            yield match.group(1)
