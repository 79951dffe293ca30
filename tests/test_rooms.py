"""The floors of the house: every import, function-local ones too, goes downward."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Room -> rooms of the project that it may import. A room is a package or module, longest name first.
_CORE = {"grader.errors", "grader.outcome", "grader.exercise", "grader.worker", "grader"}
_TRUSTED = _CORE | {"grader.submission", "grader.sandbox", "grader.session"}
_JUDGING = _CORE | {"reference", "grader.judge", "grader.course", "grader.targets"}
_TRIAL = _TRUSTED | _JUDGING | {"grader.trial"}
_DIAGNOSIS = _TRIAL | {"grader.diagnosis", "grader.advice"}
_GRADING = _DIAGNOSIS | {"grader.trials", "grader.notes", "grader.grading"}
_REPORT = _GRADING | {"grader.report"}
ALLOWED: dict[str, set[str]] = {
    "reference": {"reference"},
    "grader": {"grader.notebook"},  # inside functions: `grader.check` in a kernel
    "grader.errors": set(),
    "grader.outcome": {"grader.outcome"},
    "grader.exercise": {"grader.outcome", "grader.worker"},
    "grader.worker": {"grader.worker"},
    "grader.submission": {"grader.errors", "grader.outcome", "grader.submission"},
    "grader.sandbox": {"grader.errors", "grader.exercise", "grader.worker"},
    "grader.session": {"grader.sandbox", "grader.exercise", "grader.worker"},
    "grader.targets": _CORE,
    "grader.judge": _JUDGING,
    "grader.course": _JUDGING,
    "grader.trial": _TRIAL - {"reference"},
    "grader.diagnosis": _DIAGNOSIS - {"grader.advice"},
    "grader.advice": _TRIAL - {"reference"},
    "grader.trials": _TRIAL - {"reference"},
    "grader.notes": _TRIAL - {"reference"} | {"grader.trials"},
    "grader.grading": _GRADING,
    "grader.report": _REPORT,
    # builds from the scripts that build.py reads; in a kernel shows the report, up to the hint of the course
    "grader.notebook": _REPORT | {"grader.notebook", "grader.build", "grader.caps"},
    "grader.classroom": _REPORT | {"grader.classroom", "grader.doctor"},
    "grader.places": {"grader.errors"},
    "grader.caps": {"grader.errors", "grader.places", "grader.report"},
    "grader.build": _CORE,
    "grader.doctor": _TRUSTED,
    "grader.cli": {"grader"},  # everything, inside commands
    "grader.__main__": {"grader.cli"},
}
THIRD_PARTY = {
    "reference": {"numpy"},
    "grader.worker": {"numpy", "msgspec", "pyseccomp", "worker", "digits"},  # digits: data, lent to it
    "grader.errors": set(),
    "grader.outcome": set(),
    "grader.submission": set(),
    "grader.sandbox": set(),
    "grader.session": set(),
}


def modules() -> list[Path]:
    return sorted(path for room in ("grader", "reference") for path in (ROOT / room).rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    return max((room for room in ALLOWED if module == room or module.startswith(room + ".")), key=len)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, absolute module) of every import in a file; `from . import x` counts as `.x`."""
    name = dotted(path)
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            prefix = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{prefix}.{alias.name}" if not node.module else prefix


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_rooms_import_only_downward(path: Path) -> None:
    room = room_of(dotted(path))
    for line, module in imports(path):
        if module.split(".")[0] not in ("grader", "reference"):
            continue
        target = room_of(module)
        allowed = ALLOWED[room] | {room}
        assert target in allowed or (room == "grader.cli"), f"{path}:{line} {room} imports {target}"


@pytest.mark.parametrize(
    "path", [path for path in modules() if room_of(dotted(path)) in THIRD_PARTY], ids=dotted
)
def test_low_rooms_use_only_their_libraries(path: Path) -> None:
    room = room_of(dotted(path))
    own = {"grader", "reference"}
    for line, module in imports(path):
        top = module.split(".")[0]
        known = top in sys.stdlib_module_names or top in own | THIRD_PARTY[room]
        assert known, f"{path}:{line} imports {module}"


def test_nobody_imports_the_desk_or_the_answers() -> None:
    for path in modules():
        for line, module in imports(path):
            assert module.split(".")[0] not in ("exercises", "solutions"), f"{path}:{line}"


def test_only_the_judge_the_course_and_diagnosis_import_the_reference() -> None:
    for path in modules():
        room = room_of(dotted(path))
        if any(module.split(".")[0] == "reference" for _, module in imports(path)):
            assert room in ("reference", "grader.judge", "grader.course", "grader.diagnosis"), path
