"""Gradescope's export: submission_N folders, and submission_metadata.yml, of which it reads what it needs.

The file also holds everything that a submission's tests printed, so it may be long and its texts are
strangers'. It is read line by line; keys are told by their exact indentation, which no text in it can have,
since Gradescope indents those deeper.

    submission_12345:
      :submitters:
      - :name: First Last
        :sid: '123456789'
        :email: first@example.org
      :created_at: 2026-04-26 17:34:00.861687000 Z
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from ...errors import UnreadableSubmission
from .instants import instant
from .layouts import visible
from .nodes import Node
from .units import Owner, Unit

METADATA = "submission_metadata.yml"
_LONGEST_LINE = 2**12  # bytes: what follows in a line is no name
_LONGEST_WORD = 255
_FOLDER = re.compile(r"([^\s:'\"][^:]*|'[^']*'|\"[^\"]*\"):\s*")
_PERSON = re.compile(r"(?:  - |    ):(name|sid|email):\s*(.*)")
_CREATED = re.compile(r"  :created_at:\s*(.*)")


@dataclass
class Submitted:
    """What the metadata say of one submission: who, as (key, name), and when."""

    people: list[dict[str, str]] = field(default_factory=list)
    created_at: datetime | None = None


def gradescope(folder: Node, exercise: str | None) -> Iterator[Unit]:
    """Yield the submissions of an export, or of several side by side; a group's for each of its people."""
    nodes = visible(folder)
    known = _metadata(nodes)
    for node in nodes:
        if not node.is_folder:
            continue
        submitted = known.get(node.name)
        if submitted is not None:
            time = submitted.created_at
            yield [(_owner(person, node.name, exercise, time), node) for person in submitted.people or [{}]]
        elif any(child.name == METADATA for child in visible(node)):
            yield from gradescope(node, exercise)
        else:
            yield [(Owner(node.name, node.name, exercise), node)]


def _owner(person: dict[str, str], folder: str, exercise: str | None, time: datetime | None) -> Owner:
    """Return a submission's owner: by number, then by address; a name alone may be that of two."""
    key = person.get("sid") or person.get("email") or folder
    return Owner(key, person.get("name") or key, exercise, submitted_at=time)


def _metadata(nodes: list[Node]) -> dict[str, Submitted]:
    for node in nodes:
        if node.name == METADATA and not node.is_folder and node.trouble is None:
            try:
                with node.stream() as stream:
                    return read_metadata(stream)
            except (OSError, UnreadableSubmission):
                return {}
    return {}


def read_metadata(stream: BinaryIO) -> dict[str, Submitted]:
    """Return folder -> what Gradescope's metadata say of it."""
    found: dict[str, Submitted] = {}
    current = Submitted()
    for line in _lines(stream):
        if match := _FOLDER.fullmatch(line):
            current = found.setdefault(_scalar(match[1]), Submitted())
        elif match := _PERSON.fullmatch(line):
            if line.startswith("  - "):
                current.people.append({})
            if current.people:
                current.people[-1][match[1]] = _scalar(match[2])[:_LONGEST_WORD]
        elif (match := _CREATED.fullmatch(line)) and current.created_at is None:
            current.created_at = instant(_scalar(match[1]))
    return found


def _lines(stream: BinaryIO) -> Iterator[str]:
    """Yield lines without their endings; of a line that is too long, nothing."""
    whole = True
    while line := stream.readline(_LONGEST_LINE):
        ends = line.endswith(b"\n")
        if whole and (ends or len(line) < _LONGEST_LINE):
            yield line.decode("utf-8", "replace").rstrip("\r\n")
        whole = ends


def _scalar(text: str) -> str:
    """Return a scalar of YAML in one line: plain, in single quotes, or in double quotes."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(re.sub(r"\\\\x([0-9a-fA-F]{2})", r"\\\\u00\1", text)))
        except ValueError:
            return text[1:-1]
    return "" if text in ("~", "null") else text
