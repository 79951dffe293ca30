"""Write the stubs in exercises/ from solutions/; knows the markers of an answer, not what an exercise asks.

A solution is a percent-format script. Each answer stands between two comment lines, `### BEGIN SOLUTION`
and `### END SOLUTION`, inside a function; the stub has `raise NotImplementedError` in its place and all
the rest unchanged.

A stub carries a seal: its first line, a cell marker, ends in `stub="..."`, a digest of the rest of the text.
A file whose seal holds is a stub, of this build or of any earlier one, that nobody has edited, and may be
written anew. Any other file is a learner's work: it is kept, or saved under another name before a forced
build replaces it.
"""

from __future__ import annotations

import ast
import hashlib
import io
import itertools
import os
import re
import secrets
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.errors import CourseError, HostError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
STUB = "raise NotImplementedError"

_MARKER = re.compile(r"#+\s*(BEGIN|END)\s+SOLUTION\b", re.IGNORECASE)
_NAME = re.compile(r"exercise([1-9][0-9]*)_[a-z0-9_]+")
_SEAL = re.compile(r'\A(# %%[^\n]*) stub="([0-9a-f]{16})"(?=\n)')

State = Literal["unchanged", "written", "stale", "kept", "replaced"]


@dataclass(frozen=True)
class StubResult:
    """What became of one file in exercises/.

    exercise  str, the stem `exerciseN_topic`
    path      Path, the file in exercises/
    state     unchanged  it is the stub of this build
              written    it was absent, or an earlier build's stub; now the stub of this build
              stale      it would be written, but only a check was asked for
              kept       it holds a learner's work and was not touched
              replaced   it held a learner's work, which is now in `backup`
    backup    Path or None
    """

    exercise: str
    path: Path
    state: State
    backup: Path | None = None


@dataclass(frozen=True)
class _Region:
    """Lines `begin` to `end` (counted from 1, markers included) that the stub leaves out."""

    begin: int
    end: int
    indent: str


@dataclass(frozen=True)
class _Placed:
    """A statement with where it stands: first line (decorators included), block, enclosing statements."""

    node: ast.stmt
    first: int
    last: int
    block: list[ast.stmt]
    ancestors: tuple[ast.stmt, ...]


def build_stubs(
    solutions: Path, exercises: Path, check: bool = False, force: bool = False
) -> list[StubResult]:
    """Write a stub for every solution; all solutions are read and found sound before the first is written.

    solutions  Path, folder of `exerciseN_topic.py` files with marked answers
    exercises  Path, folder of the stubs; made when absent
    check      bool, report and write nothing (also when `force` is given)
    force      bool, replace a learner's work too, after saving it as `NAME.py.bak` (or .bak2, .bak3 ...)
    Returns a list of StubResult, in the order of the exercises' numbers.
    Raises CourseError when a solution is malformed, HostError when a file cannot be read or written.
    """
    try:
        stubs = [(path.name, stub_text(read_source(path), path)) for path in sources(solutions)]
        return [_place(exercises / name, text, check, force) for name, text in stubs]
    except OSError as error:
        message = f"{error.filename or exercises}: {error.strerror or error}"
        raise HostError(message, "Check that the folders and files can be read and written.") from error


def stub_text(source: str, path: Path) -> str:
    """Return the sealed stub of one solution.

    source  str, the solution, lines ended by a line feed
    path    Path, named in errors
    Returns str: the source with every answer replaced, ended by one line feed.
    Raises CourseError naming file and line when the source does not parse or a marker is out of place.
    """
    lines = source.split("\n")
    if not lines[0].startswith("# %%"):
        raise _fault(path, 1, "the first line begins no cell", "Begin the file with `# %% [markdown]`.")
    tree = _parse(source, path)
    regions = _regions(source, lines, path)
    placed = list(_statements(tree.body, ()))
    for region in regions:
        _check_region(region, placed, lines, path)
    for region in reversed(regions):
        lines[region.begin - 1 : region.end] = [region.indent + STUB]
    return _seal("\n".join(lines).rstrip("\n") + "\n")


def is_untouched_stub(text: str) -> bool:
    """Tell whether a text is a stub as some build wrote it; line ends and a byte order mark do not count."""
    text = _plain(text)
    match = _SEAL.match(text)
    return match is not None and match[2] == _digest(match[1] + text[match.end() :])


def sources(solutions: Path) -> list[Path]:
    """List the solutions by number; a stray or doubly numbered file is an error, not a silent gap."""
    numbered: dict[int, Path] = {}
    for path in sorted(solutions.glob("*.py")):
        if path.name.startswith((".", "_")):
            continue  # editors' lock files, a package marker
        match = _NAME.fullmatch(path.stem)
        if match is None:
            raise CourseError(f"{path}: not named as an exercise", "Name it exerciseN_topic.py.")
        other = numbered.setdefault(int(match[1]), path)
        if other is not path:
            raise CourseError(f"{path}: has the number of {other.name}", "Give each exercise its own number.")
    if not numbered:
        raise CourseError(f"{solutions}: holds no solution", "Run the command in the course's own folder.")
    return [numbered[number] for number in sorted(numbered)]


def read_source(path: Path) -> str:
    """Return the text of a solution, lines ended by a line feed; raises CourseError where it is not UTF-8."""
    data = path.read_bytes()
    try:
        return _plain(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _fault(path, data.count(b"\n", 0, error.start) + 1, "not UTF-8 text") from error


def _plain(text: str) -> str:
    """Drop what an editor or a checkout may change without touching the content."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _parse(source: str, path: Path) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a doubtful escape is the linter's business
            return ast.parse(source, str(path))
    except (SyntaxError, ValueError) as error:  # ValueError: a null byte, in some versions of Python
        message = getattr(error, "msg", str(error))
        raise _fault(path, getattr(error, "lineno", None) or 1, f"does not parse: {message}") from error


def _regions(source: str, lines: list[str], path: Path) -> list[_Region]:
    """Pair the markers; only comments count, so that a text may speak of them."""
    regions: list[_Region] = []
    opened: tuple[int, str] | None = None
    for line, kind, indent in _markers(source, lines, path):
        if kind == BEGIN:
            if opened:
                raise _fault(path, line, f"{BEGIN}, but line {opened[0]} is not ended yet")
            opened = (line, indent)
        elif opened is None:
            raise _fault(path, line, f"{END} without {BEGIN}")
        elif indent != opened[1]:
            raise _fault(path, line, f"{END} is not indented as {BEGIN} in line {opened[0]}")
        else:
            regions.append(_Region(opened[0], line, indent))
            opened = None
    if opened:
        raise _fault(path, opened[0], f"{BEGIN} without {END}")
    if not regions:
        raise _fault(path, 1, "no answer is marked", f"Put it between `{BEGIN}` and `{END}`.")
    return regions


def _markers(source: str, lines: list[str], path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield (line, BEGIN or END, indentation) of each marker."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT or not _MARKER.match(token.string):
            continue
        line, column = token.start
        indent = lines[line - 1][:column]
        if indent.strip():
            raise _fault(path, line, "a marker stands behind code", "Give it a line of its own.")
        if token.string.rstrip() not in (BEGIN, END):
            raise _fault(path, line, "a marker is misspelt", f"Write `{BEGIN}` or `{END}`.")
        yield line, token.string.rstrip(), indent


def _statements(block: list[ast.stmt], ancestors: tuple[ast.stmt, ...]) -> Iterator[_Placed]:
    """Yield every statement of a block and of the blocks inside it."""
    for node in block:
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        yield _Placed(node, first, node.end_lineno or node.lineno, block, ancestors)
        for holder in (node, *getattr(node, "handlers", []), *getattr(node, "cases", [])):
            for field in ("body", "orelse", "finalbody"):
                yield from _statements(getattr(holder, field, []), (*ancestors, node))


def _check_region(region: _Region, placed: list[_Placed], lines: list[str], path: Path) -> None:
    """Make sure that a region is a run of whole statements of one block inside a function."""
    starting = [s for s in placed if region.begin < s.first < region.end]
    nodes = {id(s.node) for s in starting}
    answer = [s for s in starting if not any(id(outer) in nodes for outer in s.ancestors)]
    if not answer:
        raise _fault(path, region.begin, "there is no statement between the markers")
    head = answer[0]
    if any(s.block is not head.block for s in answer):
        raise _fault(path, region.begin, "the markers enclose pieces of two blocks")
    enclosing = {id(outer) for outer in head.ancestors}
    for s in placed:
        opens_inside = s.first < region.begin < s.last and id(s.node) not in enclosing
        if opens_inside or (s.first < region.end < s.last and id(s.node) in nodes):
            line = region.begin if opens_inside else region.end
            raise _fault(path, line, f"a marker cuts the statement that begins in line {s.first}")
    if lines[head.first - 1][: head.node.col_offset] != region.indent:
        raise _fault(path, region.begin, f"{BEGIN} is not indented as the answer in line {head.first}")
    functions = [s for s in head.ancestors if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef)]
    if not functions:
        raise _fault(path, region.begin, "an answer stands outside a function")
    function = functions[-1]
    if ast.get_docstring(function) is not None and function.body[0] is head.node:
        raise _fault(path, region.begin, f"the docstring of {function.name} stands between the markers")


def _place(target: Path, text: str, check: bool, force: bool) -> StubResult:
    """Bring one file of exercises/ up to date unless it holds a learner's work."""
    state: State = "written"
    backup = None
    if os.path.lexists(target):
        existing = target.read_bytes()
        old = _plain(existing.decode("utf-8", errors="replace"))
        if old == text:
            return StubResult(target.stem, target, "unchanged")
        if not is_untouched_stub(old):
            if check or not force:
                return StubResult(target.stem, target, "kept")
            state, backup = "replaced", save_beside(target, existing)
    if check:
        return StubResult(target.stem, target, "stale")
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, text.encode("utf-8"))
    return StubResult(target.stem, target, state, backup)


def save_beside(target: Path, data: bytes) -> Path:
    """Write data beside the target as NAME.bak, .bak2, ...; no earlier copy is overwritten. Returns where."""
    for number in itertools.count(1):
        backup = target.with_name(f"{target.name}.bak{number if number > 1 else ''}")
        if not os.path.lexists(backup):
            break
    with open(backup, "xb") as file:
        file.write(data)
    return backup


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that a reader, or a crash, meets the old bytes or the new ones and nothing between."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with open(draft, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _seal(text: str) -> str:
    """Add the digest of the text to its first line, as metadata of the first cell."""
    head, rest = text.split("\n", 1)
    return f'{head} stub="{_digest(text)}"\n{rest}'


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def _fault(path: Path, line: int, message: str, hint: str = "") -> CourseError:
    return CourseError(f"{path}:{line}: {message}", hint)
