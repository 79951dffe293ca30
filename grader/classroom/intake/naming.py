"""What names tell: the exercise, the student, the attempt; knows no files.

>>> parse_name("alice_exercise3.py").student, parse_name("exercise3-alice (2).py").student
('alice', 'alice')
>>> parse_name("gradient_descent.py").exercise
'exercise3_gradient_descent'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

from ...course import EXERCISES

PROGRAMS = (".py", ".ipynb")
TEXTS = (".md", ".markdown", ".txt")  # a program only where its name says so, or where nothing else is one
PAGES = ("onlinetext.html", "_text.html")  # what the editors of Moodle and Canvas make
_IGNORED = re.compile(
    r"(?:readme|licen[cs]e|requirements|timestamp|changelog|contributing|instructions|notes?\.txt$)",
    re.IGNORECASE,
)
_FOLDERS = frozenset(("__macosx", "__pycache__", "node_modules", "site-packages", "venv", "env", "feedback"))
_ASIDE = re.compile(r"(?:test_.*|.*_test|conftest|setup|__init__|__main__)\.py", re.IGNORECASE | re.DOTALL)
_ENDING = re.compile(r"(?<=.)\.(?=\d*[A-Za-z])[A-Za-z0-9]{1,8}\Z", re.DOTALL)
_FEEDBACK = re.compile(r"(?:^|[_ -])(?:assign)?feedback(?:[_ .-]|$)", re.IGNORECASE)
_PICTURES = ("png", "jpg", "jpeg", "gif", "bmp", "svg", "webp", "mp4")
_TABLES = ("csv", "tsv", "json", "npy", "npz", "pkl", "pickle", "h5", "hdf5", "mat", "dat", "bin", "db", "gz")
_SETTINGS = ("toml", "yml", "yaml", "cfg", "ini", "lock", "xml", "css", "js", "iml", "log", "pyc")
_DATA = frozenset((*_PICTURES, *_TABLES, *_SETTINGS))
# What parts the words of a name: one sign, repeated or not, so that "-rf" stays in "exercise3_-rf".
_BEFORE = re.compile(r"\A(?:\s+-\s+|([-_.,\s)\]])\1*\s*)")
_BEHIND = re.compile(r"(?:\s+-\s+|\s*([-_.,\s(\[])\1*)\Z")
_LATE = re.compile(r"(?:^LATE[ _.-]|[ _.-]LATE(?=$|[ _.-]))")
_COPY = re.compile(
    r"[ _]*\((\d{1,3})\)$|[ _-]+(?:v|ver|version|attempt|try|submission)[ _-]?(\d{1,3})$", re.IGNORECASE
)
_NUMBER = re.compile(r"(\d{1,2})")  # alice_exercise3-1.py: the number behind the exercise counts copies
_ATTEMPT = re.compile(r"(?:v|ver|version|attempt|try)[ _-]?(\d{1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """What a file's name tells.

    student   what is left when all else is taken off; "" where nothing is
    exercise  id, None where none or several are named
    copy      number of a copy or version in the name, 0 where there is none
    late      marked LATE
    """

    student: str
    exercise: str | None
    copy: int = 0
    late: bool = False


def parse_name(name: str) -> Name:
    """Return what the name of a file or folder tells."""
    stem = normalize("NFC", stem_of(name))
    late = _LATE.search(stem) is not None
    stem = _LATE.sub("", stem)
    stem, copy = _without_copy(stem)
    named: set[str] = set()

    def taken(found: re.Match[str]) -> str:
        named.add(_exercise(found))
        return "\0"

    words: list[str] = []
    for part in _between(_pattern().sub(taken, stem).split("\0")):
        part, number = _numbered(part, bool(words))
        copy = copy or number
        words += [part] if part else []
    return Name("_".join(words), named.pop() if len(named) == 1 else None, copy, late)


def exercise_in(names: Iterable[str]) -> str | None:
    """Return the exercise that the innermost name names, of names from the outside to the inside."""
    for name in reversed(list(names)):
        exercise = parse_name(name).exercise
        if exercise is not None:
            return exercise
    return None


def copy_in(names: Iterable[str]) -> int:
    """Return the number of the copy that the innermost numbered name tells: attempt2, file (1).py; else 0."""
    for name in reversed(list(names)):
        whole = _ATTEMPT.fullmatch(name)
        copy = int(whole[1]) if whole else parse_name(name).copy
        if copy:
            return copy
    return 0


def is_only_exercise(name: str) -> bool:
    """Tell whether a name names an exercise and nothing else, as a folder of an assignment does."""
    parsed = parse_name(name)
    return parsed.exercise is not None and not parsed.student


def stem_of(name: str) -> str:
    """Return a name without its ending."""
    return _ENDING.sub("", name)


def is_hidden(name: str) -> bool:
    """Tell whether a file or folder is none of the student's work."""
    return name.startswith((".", "~$")) or name.lower() in _FOLDERS


def is_feedback(name: str) -> bool:
    """Tell whether a file or folder is what an instructor gave back."""
    return not is_program(name) and _FEEDBACK.search(stem_of(name)) is not None


def is_program(name: str) -> bool:
    """Tell whether a file's name is that of a program or notebook, or of what a platform's editor made."""
    return name.lower().endswith((*PROGRAMS, *PAGES))


def is_aside(name: str) -> bool:
    """Tell whether a program is one that stands beside what an exercise asks for: tests, the setting up."""
    return _ASIDE.fullmatch(name) is not None


def is_text(name: str) -> bool:
    """Tell whether a file may hold a program in Markdown or plain text."""
    return name.lower().endswith(TEXTS) and not _IGNORED.match(name)


def is_data(name: str) -> bool:
    """Tell whether a file is a picture, data or the like, of which nobody expects a program."""
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    if ending in _DATA:
        return not name.lower().endswith(".tar.gz")
    return bool(_IGNORED.match(name)) and not is_program(name)


def _between(parts: list[str]) -> list[str]:
    """Return the parts of a name without what parted them from the words for exercises."""
    last = len(parts) - 1
    left = [_BEFORE.sub("", part) if at else part for at, part in enumerate(parts)]
    return [_BEHIND.sub("", part) if at < last else part for at, part in enumerate(left)]


def _numbered(part: str, behind: bool) -> tuple[str, int]:
    """Return a part of a name without the number of a copy, and that number.

    behind  whether the student stands before it
    """
    whole = _ATTEMPT.fullmatch(part) or (_NUMBER.fullmatch(part) if behind else None)
    return ("", int(whole[1])) if whole else _without_copy(part)


def _without_copy(stem: str) -> tuple[str, int]:
    found = _COPY.search(stem)
    if found is None or not found.start():
        return stem, 0
    return stem[: found.start()], int(found[1] or found[2])


@cache
def _pattern() -> re.Pattern[str]:
    """Return a pattern for the words for exercises: exercise3_gradient_descent, ex03, gradient-descent."""
    numbers = "|".join(str(number) for number in range(1, len(EXERCISES) + 1))
    topics = "|".join(topic.replace("_", "[ _-]?") for topic in sorted(_topics(), key=len, reverse=True))
    return re.compile(
        rf"(?<![^\W_])(?:exercise|ex)[ _-]?0{{0,2}}(?P<number>{numbers})(?![^\W_])"
        rf"(?:[ _-]+(?:{topics})(?![^\W_]))?|(?<![^\W_])(?P<topic>{topics})(?![^\W_])",
        re.IGNORECASE,
    )


@cache
def _topics() -> dict[str, str]:
    return {exercise.split("_", 1)[1]: exercise for exercise in EXERCISES}


def _exercise(found: re.Match[str]) -> str:
    if found["number"]:
        return EXERCISES[int(found["number"]) - 1]
    word = re.sub(r"[ _-]", "", found["topic"]).lower()
    return next(exercise for topic, exercise in _topics().items() if topic.replace("_", "") == word)
