"""Which misconceptions a class holds, and one learner's line for each that tells nobody's name.

A line is shown without its comments and with its texts left out; one in which a name of the class occurs, or
which only one student of many wrote unlike all others, gives way to another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .gather import Gathered

LONGEST = 120  # characters of a line that is shown
_LEAST_INSIDE = 4  # letters of a part of a name that is looked for inside words, too
# A text in quotes is left out; a comment goes to the end of the line. What comes first holds.
_TEXTS = re.compile(r"""('''|\"\"\").*?(?:\1|$)|'(?:\\.|[^'\\])*(?:'|$)|"(?:\\.|[^"\\])*(?:"|$)|\#.*""")
_WORDS = re.compile(r"[a-zA-Z]{3,}|[^\W\d_a-zA-Z][^\W\d_]+")
_SAYS = re.compile(r"\w")
# Words of the exercises' programs: that they are somebody's name too tells nothing.
_CODE = frozenset(
    re.findall(
        r"\w+",
        "and array batch bias copy def diff dot else exp float for grad gradient hidden init input int iter"
        " label layer learning len like log loss mask max mean min net network not numerical numpy output"
        " params predict range rate return self shape sigmoid simple size softmax square step sum train two"
        " val weight while with zeros",
    )
)


@dataclass(frozen=True)
class Idea:
    """One misconception in one exercise.

    students  how many hold it; share  the part of those who handed the exercise in
    line      what one of them wrote, "" where none may be shown
    """

    exercise: str
    id: str
    advice: bool
    students: int
    share: float
    line: str


def ideas(gathered: Gathered) -> list[Idea]:
    """Return the misconceptions by exercise, the most frequent first, advice behind them."""
    names = names_in(gathered)
    found: list[Idea] = []
    for exercise in gathered.exercises:
        handed = gathered.of(exercise)
        lines: dict[tuple[str, bool], list[str]] = {}
        for each in handed:
            for named in each.named:
                lines.setdefault((named.id, named.advice), []).append(named.line)
        made = [
            Idea(exercise, key, advice, len(texts), len(texts) / len(handed), example(texts, names))
            for (key, advice), texts in lines.items()
        ]
        found += sorted(made, key=lambda idea: (idea.advice, -idea.students, idea.id))
    return found


def names_in(gathered: Gathered) -> frozenset[str]:
    """Return the parts of all names and keys of a class that could tell somebody, in small letters."""
    return frozenset(word.casefold() for text in gathered.names for word in _WORDS.findall(text))


def example(lines: Iterable[str], names: frozenset[str] | Sequence[str] = ()) -> str:
    """Return the line that most of them wrote, without comment and texts; "" where each holds a name."""
    known = frozenset(names) - _CODE
    bare = Counter(" ".join(bared(line).split()) for line in lines)
    for line, _ in sorted(bare.items(), key=lambda pair: (-pair[1], len(pair[0]), pair[0])):
        if (
            _SAYS.search(line.replace('"..."', ""))
            and len(line) <= LONGEST
            and not _tells(line.casefold(), known)
        ):
            return line
    return ""


def _tells(line: str, names: frozenset[str]) -> bool:
    """Tell whether a line in small letters holds a part of a name, inside words where it is long enough."""
    words = set(_WORDS.findall(line))
    return bool(words & names) or any(name in line for name in names if len(name) >= _LEAST_INSIDE)


def bared(line: str) -> str:
    """Return a line of a program without its comment, its texts as ellipses.

    >>> bared('x = f("Ann # 1")  # by Ann')
    'x = f("...")  '
    """
    return _TEXTS.sub(lambda found: "" if found[0].startswith("#") else '"..."', line)
