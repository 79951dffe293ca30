"""How far hints may go: an instructor's cap, in a course's own file or in the environment.

`course.json` in the folder of the exercises, {"format_version": 1, "max_hint": 2}, goes out with the course;
GRADER_MAX_HINT is for a machine that the instructor runs. The lower one holds. A learner can change both on
a computer of their own: a cap is a rule of the course, not a lock.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from .errors import CourseError, UsageError
from .places import find_exercises
from .report import HIGHEST_RUNG

VARIABLE = "GRADER_MAX_HINT"
FILE = "course.json"
FIELD = "max_hint"
FORMAT_VERSION = 1
_LARGEST = 2**16  # bytes of a file that can be ours


def highest_rung(folder: str | None, environment: Mapping[str, str] = os.environ) -> int:
    """Return the last rung that may be shown.

    folder  folder of the exercises as asked for, None to look for it
    Raises UsageError for a wrong value in the environment, CourseError for one in the file.
    """
    return min(_in_environment(environment), _in_file(folder))


def _in_environment(environment: Mapping[str, str]) -> int:
    text = environment.get(VARIABLE, "").strip()
    if not text:
        return HIGHEST_RUNG
    if text not in map(str, range(HIGHEST_RUNG + 1)):
        raise UsageError(f"{VARIABLE}={text!r} is not a whole number from 0 to {HIGHEST_RUNG}")
    return int(text)


def _in_file(folder: str | None) -> int:
    try:
        file = find_exercises(folder, Path.cwd()) / FILE
        text = file.read_text(encoding="utf-8") if file.stat().st_size <= _LARGEST else ""
    except (UsageError, FileNotFoundError):
        return HIGHEST_RUNG
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{file}: cannot be read: {error}") from None
    try:
        document = json.loads(text)
        version, value = document["format_version"], document.get(FIELD, HIGHEST_RUNG)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise CourseError(
            f"{file}: not a JSON object with format_version", f'Write {{"format_version": 1, "{FIELD}": 2}}.'
        ) from None
    if version != FORMAT_VERSION:
        raise CourseError(f"{file}: format_version: {version!r} is not {FORMAT_VERSION}")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= HIGHEST_RUNG:
        raise CourseError(f"{file}: {FIELD}: {value!r} is not a whole number from 0 to {HIGHEST_RUNG}")
    return value
