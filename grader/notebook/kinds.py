"""The kinds of notebook, as lists of cells: what each holds and in which order; knows no file and no kernel.

    student     text, stubs, a check cell
    instructor  the same with the answers
    nbgrader    answers between nbgrader's markers, a test cell for each check [1]_
    otter       a question in otter's raw cells, a test for each check [2]_

.. [1] nbgrader 0.9, metadata of cells, schema 3.
.. [2] otter-grader 7, notebook format of `otter assign`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..build import BEGIN, END, STUB
from ..course import load
from ..exercise import Check, Exercise
from .drafts import Draft
from .frame import Frame
from .script import Part, Script

_LEND = "from grader.notebook.lend import lend\n\nlend()"


@dataclass(frozen=True)
class _Kind:
    """How a kind writes the cells in which the kinds differ.

    answer  one cell to be completed, as one or more cells
    check   the source of the check cell, with {asked} for the arguments
    copied  whether the notebook holds the answers, and says so
    points  cells for the points, behind all others
    """

    answer: Callable[[Part], Iterator[Draft]]
    check: str = "import grader\n\ngrader.check({asked})"
    copied: bool = False
    points: Callable[[Script, Exercise, Frame], Iterator[Draft]] | None = None


def drafts_of(script: Script, kind: str, lang: str) -> list[Draft]:
    """Return the cells of a notebook.

    kind  one of KINDS; lang  one of catalogue.LANGUAGES
    """
    frame = Frame(lang)
    if kind == OTTER:
        return list(_otter(script, frame))
    return list(_plain(script, _KINDS[kind], frame))


def _plain(script: Script, kind: _Kind, frame: Frame) -> Iterator[Draft]:
    """Yield the cells of every kind but otter's."""
    yield from _body(script, kind, frame)
    if kind.points is not None:
        yield from kind.points(script, load(script.exercise), frame)


def _body(script: Script, kind: _Kind, frame: Frame) -> Iterator[Draft]:
    """Yield the script's cells, with the frame's between them."""
    last = max(number for number, part in enumerate(script.parts) if part.kind == "answer")
    first_code = min(number for number, part in enumerate(script.parts) if part.kind != "text")
    # Without a language a report is in that of the kernel's locale.
    asked = f'"{script.short}"' + (f', lang="{frame.lang}"' if frame.lang != "en" else "")
    check = kind.check.format(asked=asked)
    for number, part in enumerate(script.parts):
        if number == first_code and script.lent:
            yield Draft("markdown", "lend-text", frame.say("lend", module="common.gradient"))
            yield Draft("code", "lend", _LEND)
        if part.kind == "answer":
            yield from kind.answer(part)
        else:
            yield Draft("markdown" if part.kind == "text" else "code", part.kind, part.source)
        if number == 0:
            yield Draft("markdown", "how", _how(check.rsplit("\n", 1)[-1], kind, frame))
        if number == last:
            yield Draft("markdown", "check-text", frame.heading("check-title", "check"))
            yield Draft("code", "check", check)


def _how(call: str, kind: _Kind, frame: Frame) -> str:
    said = [frame.say("instructor")] if kind.copied else []
    steps = f"{frame.say('how', call=call)} {frame.say('graded')}"
    return "\n\n".join([*said, steps, frame.say("needs", package="grader")])


# --- student and instructor -----------------------------------------------------------------------


def _stub(part: Part) -> Iterator[Draft]:
    yield Draft("code", f"answer-{part.name}", part.stub)


def _solved(part: Part) -> Iterator[Draft]:
    lines = [line for line in part.source.split("\n") if line.strip() not in (BEGIN, END)]
    yield Draft("code", f"answer-{part.name}", "\n".join(lines))


# --- nbgrader -------------------------------------------------------------------------------------


def _autograded(part: Part) -> Iterator[Draft]:
    name = f"answer-{part.name}"
    yield Draft("code", name, part.source, {"nbgrader": _nbgrader(name, solution=True)})


def _nbgrader(grade_id: str, *, solution: bool = False, points: float | None = None) -> dict[str, Any]:
    """Return the metadata of a cell; nbgrader refuses every further key."""
    said: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": solution,
        "locked": points is not None,
        "task": False,
    }
    return said if points is None else {**said, "points": _number(points)}


def _tests(script: Script, exercise: Exercise, frame: Frame) -> Iterator[Draft]:
    """Yield a test cell for each check, which ends in a plain float: nbgrader takes it as partial credit."""
    yield Draft("markdown", "points-text", frame.heading("points-title", "points"))
    for check in exercise.checks:
        name = f"points-{check.id}"
        source = (
            f"# {frame.points(exercise, check)}\n"
            "from grader.notebook.points import points\n\n"
            f'float(points("{script.short}", "{check.id}"))'
        )
        yield Draft("code", name, source, {"nbgrader": _nbgrader(name, points=check.points)})


# --- otter ----------------------------------------------------------------------------------------


def _otter(script: Script, frame: Frame) -> Iterator[Draft]:
    """Yield the cells for `otter assign`: one question, from the first answer to the check cell."""
    exercise = load(script.exercise)
    config = [f"name: {script.exercise}", "tests:", "  ok_format: false", "export_cell:", "  pdf: false"]
    yield Draft("raw", "assignment", "\n".join(["# ASSIGNMENT CONFIG", *config]))
    begun = False
    for draft in _body(script, _KINDS[OTTER], frame):
        if draft.role == "solution-begin" and not begun:
            begun = True
            points = _number(sum(check.points for check in exercise.checks))
            yield Draft("raw", "question", f"# BEGIN QUESTION\nname: {script.exercise}\npoints: {points}")
        yield draft
        if draft.role == "check":
            yield Draft("raw", "tests-begin", "# BEGIN TESTS")
            for check in exercise.checks:
                yield from _otter_tests(script, exercise, check, frame)
            yield Draft("raw", "tests-end", "# END TESTS")
            yield Draft("raw", "question-end", "# END QUESTION")


def _otter_answer(part: Part) -> Iterator[Draft]:
    """Yield an answer in otter's markers: it cuts the answer out, and takes the stub out of its string."""
    yield Draft("raw", "solution-begin", "# BEGIN SOLUTION")
    lines = []
    for line in part.source.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        if line.strip() == BEGIN:
            lines.append(f"{indent}# BEGIN SOLUTION NO PROMPT")
        elif line.strip() == END:
            prompt = ["# END SOLUTION", '""" # BEGIN PROMPT', STUB, '""" # END PROMPT']
            lines += [indent + text for text in prompt]
        else:
            lines.append(line)
    yield Draft("code", f"answer-{part.name}", "\n".join(lines))
    yield Draft("raw", "solution-end", "# END SOLUTION")


def _otter_tests(script: Script, exercise: Exercise, check: Check, frame: Frame) -> Iterator[Draft]:
    """Yield the tests of a check: each passes or fails, so a check with parts has a test for each part."""
    name = "test_" + check.id.replace("-", "_")
    for part in range(1, check.parts + 1):
        asked = [f'"{script.short}"', f'"{check.id}"']
        asked += [f"part={part}", f"parts={check.parts}"] if check.parts > 1 else []
        source = [
            '""" # BEGIN TEST CONFIG',
            f"points: {_number(check.points / check.parts)}",
            '""" # END TEST CONFIG',
            f"def {name}{f'_{part}' if check.parts > 1 else ''}():",
            f"    # {frame.points(exercise, check)}",
            "    from grader.notebook.points import expect",
            "",
            f"    expect({', '.join(asked)})",
        ]
        yield Draft("code", f"test-{check.id}", "\n".join(source))


def _number(points: float) -> float | int:
    """Return a whole number of points as an int, as a person would write it."""
    return int(points) if float(points).is_integer() else float(points)


STUDENT, INSTRUCTOR, NBGRADER, OTTER = "student", "instructor", "nbgrader", "otter"
_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        STUDENT: _Kind(_stub),
        INSTRUCTOR: _Kind(_solved, copied=True),
        NBGRADER: _Kind(_autograded, points=_tests),
        # otter's own notebooks call their client `grader`: the name is left to it
        OTTER: _Kind(_otter_answer, "from grader.notebook.check import check\n\ncheck({asked})"),
    }
)
KINDS = tuple(_KINDS)
