"""Names that hide who somebody is, the same each time for one gradebook; knows no report and no file.

A pseudonym is the beginning of an HMAC of the student's key under the gradebook's salt: without the salt
nobody can tell it, not even from a list of all names.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType

from .class_report.gather import Gathered
from .model import ClassResults, Entry, Trouble

LEAST = 5  # letters of a pseudonym; more where two would be alike
_PURPOSE = b"pseudonym\0"


def pseudonyms(students: Iterable[str], salt: bytes) -> Mapping[str, str]:
    """Return student's key -> pseudonym, such as "S-K7Q2M"; no two are alike.

    salt  bytes, secret
    """
    digests = {student: _digest(student, salt) for student in students}
    length = LEAST
    while len({digest[:length] for digest in digests.values()}) < len(digests):
        length += 1
    return MappingProxyType({student: f"S-{digest[:length]}" for student, digest in digests.items()})


def anonymous(results: ClassResults, salt: bytes) -> ClassResults:
    """Return the results with pseudonyms in the place of keys, names and paths, and troubles without words.

    What a learner wrote stays in the reports: who writes them out chooses what is shown.
    """
    keys = {entry.student for entry in results.entries} | {trouble.student for trouble in results.troubles}
    known = pseudonyms(sorted(keys - {""}), salt)
    entries = tuple(_hidden(entry, known[entry.student]) for entry in results.entries)
    troubles = tuple(_without_words(trouble, known) for trouble in results.troubles)
    return ClassResults(
        tuple(sorted(entries, key=lambda entry: (entry.student, entry.report.exercise, entry.attempt))),
        tuple(sorted(troubles, key=lambda trouble: (trouble.student, trouble.path))),
        results.weights,
    )


def hidden(gathered: Gathered, salt: bytes) -> Gathered:
    """Return a class as gathered for its report, with pseudonyms in the place of keys, names and paths."""
    keys = {each.student for each in gathered.handed} | {trouble.student for trouble in gathered.troubles}
    known = pseudonyms(sorted(keys - {""}), salt)
    handed = (
        replace(each, student=known[each.student], name=known[each.student]) for each in gathered.handed
    )
    troubles = (_without_words(trouble, known) for trouble in gathered.troubles)
    return replace(
        gathered,
        handed=tuple(sorted(handed, key=lambda each: (each.student, each.exercise))),
        troubles=tuple(sorted(troubles, key=lambda trouble: (trouble.student, trouble.path))),
    )


def _digest(student: str, salt: bytes) -> str:
    made = hmac.new(salt, _PURPOSE + student.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return base64.b32encode(made).decode("ascii").rstrip("=")


def _hidden(entry: Entry, name: str) -> Entry:
    path = name + _suffix(entry.path)
    submission = replace(entry.report.submission, path=path, student=name, sha256="")
    report = replace(entry.report, submission=submission)
    # graded one after the other, in the order of names: the day is all that may be told
    day = entry.graded_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return replace(entry, student=name, name=name, path=path, report=report, graded_at=day)


def _without_words(trouble: Trouble, known: Mapping[str, str]) -> Trouble:
    """Return a trouble of which only who had it stays: its words may quote a path."""
    name = known.get(trouble.student, "")
    return Trouble(name, name + _suffix(trouble.path), "")


def _suffix(path: str) -> str:
    """Return the ending of a file's name where it is one of those that submissions have."""
    suffix = PurePosixPath(path).suffix.lower()
    return suffix if suffix in (".py", ".ipynb", ".md", ".txt", ".zip") else ""
