"""From what one student handed in to hand-ins: programs found, attempts counted, troubles told.

Knows no layout: an owner comes with a file or a folder. A unit is what attempts are counted in; only one is
in memory at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from ...errors import UnreadableSubmission
from ...submission.files import shown
from ..model import Handin, Trouble
from .archives import DEEPEST, is_archive, open_archive
from .naming import (
    copy_in,
    exercise_in,
    is_aside,
    is_data,
    is_feedback,
    is_hidden,
    is_program,
    is_text,
    parse_name,
)
from .nodes import Node, Refused

MOST_PROGRAMS = 100  # of one student in one place: more is a library, not an exercise
_MORE = "Ask for the programs of the exercises alone."
_PROGRAM = "Ask for a .py or .ipynb file."


@dataclass(frozen=True)
class Owner:
    """Whose a file or folder is, and what its place tells of it.

    student       key of the person, "" where nothing tells whose it is
    name          as it is shown
    exercise      that the place names, None where it names none
    order         what sorts the attempts by time as the platform counts them
    submitted_at  with a time zone, None where nothing tells
    late          marked by the platform
    """

    student: str
    name: str
    exercise: str | None = None
    order: int = 0
    submitted_at: datetime | None = None
    late: bool = False


Piece = tuple[Owner, Node]
Unit = list[Piece]


@dataclass(frozen=True)
class _Program:
    """A program with its owner, before attempts are counted; copy: its number in a name, 0 without one."""

    owner: Owner
    node: Node
    exercise: str | None
    copy: int


@dataclass
class _Sorted:
    """What one student handed in, by kind; texts are looked at where there is no program."""

    programs: list[_Program] = field(default_factory=list)
    texts: list[_Program] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def handins(unit: Unit, asked: Sequence[str]) -> Iterator[Handin | Trouble]:
    """Yield the hand-ins and troubles of one unit, the attempts at each exercise counted.

    unit   files and folders with their owners
    asked  ids of exercises; a file that is for another one is left out
    """
    for student, pieces in groupby(sorted(unit, key=_student), key=_student):
        if student:
            yield from _of_one(list(pieces), asked)
        else:
            yield from (_nobodys(node) for _, node in pieces)


def _student(piece: Piece) -> str:
    return piece[0].student


def _nobodys(node: Node) -> Trouble:
    message, hint = node.trouble or (
        f"{node.path} does not say whose it is",
        "Name it STUDENT_exercise3.py, or put it into a folder with the student's name.",
    )
    return Trouble("", node.path, message, hint)


def _of_one(pieces: Unit, asked: Sequence[str]) -> Iterator[Handin | Trouble]:
    held = _Sorted()
    for owner, node in pieces:
        _sort(owner, node, held)
    owner, node = pieces[0]
    yield from held.troubles[:MOST_PROGRAMS]
    chosen = held.programs or held.texts
    if len(chosen) > MOST_PROGRAMS:
        yield Trouble(owner.student, node.path, f"{node.path}: more than {MOST_PROGRAMS} programs", _MORE)
    elif chosen:
        yield from _counted([each for each in chosen if each.exercise is None or each.exercise in asked])
    elif not held.troubles:
        yield _nothing(owner, node, held.others)


def _sort(owner: Owner, node: Node, held: _Sorted) -> None:
    """Add the files in what one student handed in."""
    for each, names in _files(node, ()):
        if each.trouble is not None:
            held.troubles.append(Trouble(owner.student, each.path, *each.trouble))
            continue
        program = _Program(owner, each, exercise_in(names) or owner.exercise, copy_in(names))
        if is_text(each.name) or is_aside(each.name):
            (held.programs if parse_name(each.name).exercise else held.texts).append(program)
        elif is_program(each.name):
            held.programs.append(program)
        elif not is_data(each.name):
            held.others.append(shown(each.name))


def _files(node: Node, above: tuple[str, ...]) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Yield the files in a node, archives opened, each with the names on the way to it; no hidden ones."""
    names = (*above, node.name)
    if node.trouble is not None or not (node.is_folder or is_archive(node.name)):
        yield node, names
        return
    try:
        if len(names) > DEEPEST:
            raise UnreadableSubmission(f"{node.path} lies too deep", _PROGRAM)
        folder = node if node.is_folder else open_archive(node.file, node.path)
        children = folder.children()
    except UnreadableSubmission as error:
        yield Refused(node, (error.message, error.hint)), names
        return
    except OSError as error:
        yield Refused.because(node, error), names
        return
    for child in children:
        if not is_hidden(child.name) and not is_feedback(child.name):
            yield from _files(child, names)


def _counted(programs: list[_Program]) -> Iterator[Handin]:
    """Yield programs as hand-ins, each with its number among the student's attempts at its exercise."""
    sizes = Counter(each.exercise for each in programs)
    attempts: Counter[str | None] = Counter()
    for each in sorted(programs, key=lambda program: _order(program, sizes[program.exercise] > 1)):
        attempts[each.exercise] += 1
        owner, node = each.owner, each.node
        yield Handin(
            student=owner.student,
            name=shown(owner.name),
            path=node.path,
            file=node.file,
            member=node.member,
            exercise=each.exercise,
            attempt=attempts[each.exercise],
            submitted_at=owner.submitted_at,
            late=owner.late or parse_name(node.name).late,
        )


def _order(program: _Program, several: bool) -> tuple[object, ...]:
    """Return what sorts attempts by time; files' own times come last: a download gives all of them one."""
    exercise, owner = program.exercise or "", program.owner
    if not several:
        return (exercise,)
    time = owner.submitted_at.timestamp() if owner.submitted_at else 0.0
    return exercise, time, owner.order, program.copy, program.node.changed_at(), program.node.path


def _nothing(owner: Owner, node: Node, others: Sequence[str]) -> Trouble:
    """Return the trouble of one who handed in no program."""
    message = f"{node.path} holds no program" if node.is_folder else f"{node.path} is not a program"
    if node.is_folder and others:
        message += f", only {', '.join(others[:3])}"
    return Trouble(owner.student, node.path, message, _PROGRAM)
