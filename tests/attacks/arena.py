"""Where attacks are run: a canary folder, listeners, a sibling, one warm sandbox; sees what came of them.

Knows how an attack is graded and what it could leave behind; what must hold stands in expectations.py.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from expectations import ATTACKS, Attack

from grader import course
from grader.errors import UnreadableSubmission
from grader.exercise import Limits
from grader.grading import grade
from grader.outcome import Report
from grader.sandbox import Child, Sandbox
from grader.submission import parse_submission
from grader.worker import wire

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
DOCUMENT = PROJECT / "docs" / "attacks.md"
SEED = 7
LIMITS = Limits(seconds=1.5, memory=256 * 2**20, output=2**14)
MARK = "attacked"  # every attack that writes something somewhere writes this, or names it so
RIGHT = b"def numerical_diff(f, x):\n    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4\n"
_HOLE = re.compile(r"@([A-Z]+)@")
_PLACES = (PROJECT, Path("/tmp"), Path("/dev/shm"), Path.home())


@dataclass(frozen=True)
class Result:
    """What came of one attack.

    report     None where the file was refused
    seconds    wall time of the grading
    traces     what it left behind or reached: empty where nothing happened
    """

    report: Report | None
    seconds: float
    traces: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """The outcome of the exercise, or "refused"."""
        return "refused" if self.report is None else self.report.outcome.value

    @property
    def score(self) -> float | None:
        """The points earned."""
        return None if self.report is None else self.report.score


@dataclass
class Arena:
    """One warm sandbox and all that an attack could reach, watched."""

    sandbox: Sandbox
    canary: Path
    holes: Mapping[str, str]
    listeners: tuple[socket.socket, ...]
    sibling: Child
    begun: float
    pids: set[int] = field(default_factory=set)

    def run(self, attack: Attack) -> Result:
        """Grade an attack and look around."""
        before = self.state()
        server = self.server
        start = time.monotonic()
        report = self.graded(self.content(attack), attack)
        seconds = time.monotonic() - start
        return Result(report, seconds, tuple(self._traces(before, server)))

    def content(self, attack: Attack) -> bytes:
        """Return the attack's file with the names of its victims filled in."""
        text = (HERE / attack.file).read_bytes().decode("utf-8")
        return _HOLE.sub(lambda found: self.holes.get(found[1], found[0]), text).encode("utf-8")

    def graded(self, content: bytes, attack: Attack, path: str = "") -> Report | None:
        """Grade bytes as a learner's file; None where the reader refuses them."""
        exercise = course.EXERCISES[attack.exercise - 1]
        try:
            submission = parse_submission(content, path or attack.name)
        except UnreadableSubmission:
            return None
        return next(grade(submission, (exercise,), self.sandbox, seed=SEED, limits=LIMITS))

    @property
    def server(self) -> int:
        """Process id of the fork server."""
        assert self.sandbox._process is not None
        return self.sandbox._process.pid

    def state(self) -> str:
        """Return a digest of the canary folder: names, contents, rights, times."""
        digest = hashlib.sha256()
        for path in sorted(self.canary.rglob("*")):
            status = path.lstat()
            digest.update(f"{path} {status.st_mode} {status.st_size} {status.st_mtime_ns}".encode())
            if path.is_file():
                digest.update(path.read_bytes())
        return digest.hexdigest()

    def _traces(self, before: str, server: int) -> Iterator[str]:
        if self.state() != before:
            yield "the canary folder changed"
        if self.server != server:
            yield "the fork server died"
        if any(_reached(listener) for listener in self.listeners):
            yield "a connection arrived"
        if not _lives(self.sibling.pid):
            yield "a sibling died"
        left = [pid for pid in _sessions(self.pids) if pid != self.sibling.pid]
        if left:
            yield f"processes are left: {left}"
        control = parse_submission(RIGHT, "right.py")
        (report,) = grade(control, course.EXERCISES[:1], self.sandbox, seed=SEED, limits=Limits(10.0))
        if report.score != 100:
            yield "the next submission is not graded right"

    def files(self) -> list[str]:
        """Return files outside the sandbox that bear the mark and are younger than the arena."""
        found = []
        for place in _PLACES:
            for folder, folders, names in os.walk(place):
                here = Path(folder)
                if here == self.canary.parent or here == HERE or ".git" in here.parts:
                    folders.clear()
                    continue
                if place != PROJECT:
                    folders.clear()
                found += [str(here / name) for name in names if MARK in name]
        return found


@contextmanager
def arena() -> Iterator[Arena]:
    """Set everything up; take it down in the end."""
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="canary-")))
        canary = root / "canary"
        canary.mkdir()
        (canary / "file").write_text("untouched", encoding="ascii")
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(str(canary / "socket"))
        unix.listen()
        for listener in (tcp, udp, unix):
            listener.setblocking(False)
        sandbox = stack.enter_context(Sandbox(LIMITS))
        pids = _remember_pids(sandbox)
        sibling = stack.enter_context(sandbox.child(600.0))
        holes = {
            "CANARY": str(canary),
            "PROJECT": str(PROJECT),
            "GRADER": str(os.getpid()),
            "SIBLING": str(sibling.pid),
            "TCP": str(tcp.getsockname()[1]),
            "UDP": str(udp.getsockname()[1]),
        }
        yield Arena(sandbox, canary, holes, (tcp, udp, unix), sibling, time.time(), pids)


def first_line(attack: Attack) -> str:
    """Return what an attack says that it tries."""
    text = (HERE / attack.file).read_bytes().decode("utf-8")
    patterns = (r'"""([^"\n]+)"""', r"<!-- (.+) -->", r'"title": "([^"]+)"')
    found = next(match for match in (re.search(pattern, text) for pattern in patterns) if match)
    return found[1].replace("\\", "")


def table(results: Mapping[str, Result]) -> str:
    """Return docs/attacks.md as the results make it."""
    lines = [_HEAD.format(count=len(ATTACKS))]
    for kind in dict.fromkeys(attack.kind for attack in ATTACKS):
        lines += [f"\n## {kind.capitalize()}\n", _COLUMNS]
        for attack in ATTACKS:
            if attack.kind == kind:
                lines.append(_row(attack, results[attack.file]))
    return "\n".join(lines) + "\n"


_COLUMNS = "| file | what it tries | ends | points | honest points |\n|---|---|---|---|---|"
_HEAD = """# Attacks

This table is written by the suite that runs the attacks; `python tests/attacks/table.py` rewrites it, and a
test fails when it is out of step. Each of the {count} files in `tests/attacks/` is graded like a learner's
own, with 1.5 seconds and 256 MiB. *Honest points* are what the same program earns without its trick: a right
definition beside an attack keeps its points, and calling `f` at two points is worth 10 of exercise 1.

No attack left a file, a process or a connection behind, or disturbed its parent, a sibling or the next
submission; no report of one held a live control character, tag, link or workflow command in any format. What
is behind this, and what remains: [threats.md](threats.md)."""


def _row(attack: Attack, result: Result) -> str:
    tries = re.sub(r"([\\`*_<>|{}\[\]])", r"\\\1", first_line(attack))
    ends = " or ".join(sorted(attack.outcomes)) if len(attack.outcomes) > 1 else result.outcome
    number = {True: "-", False: ""}[attack.score is None]
    earned = number or (f"{result.score:g}" if len(attack.outcomes) == 1 else f"at most {attack.score:g}")
    return f"| `{attack.file}` | {tries} | {ends} | {earned} | {number or f'{attack.score:g}'} |"


def _reached(listener: socket.socket) -> bool:
    try:
        if listener.type == socket.SOCK_DGRAM:
            listener.recv(100)
        else:
            listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def _remember_pids(sandbox: Sandbox) -> set[int]:
    """Have the sandbox note the process of every child that it forks."""
    pids: set[int] = set()
    fork = sandbox._fork

    def noting(seconds: float) -> Child:
        child = fork(seconds)
        pids.add(child.pid)
        return child

    sandbox._fork = noting  # type: ignore[method-assign]
    return pids


def _lives(pid: int) -> bool:
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] not in "TZX"
        )
    except OSError:
        return not Path("/proc/self").exists()


def _sessions(leaders: set[int]) -> list[int]:
    """Return the living processes in sessions of these leaders."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] not in "ZX" and int(fields[3]) in leaders:
            found.append(int(entry.parent.name))
    return found


def alive(sibling: Child) -> bool:
    """Tell whether a child still answers."""
    sibling.send(wire.Load([wire.SourceCell(1, "x = 1\n")]), time.monotonic() + 5)
    while True:
        message = sibling.receive(time.monotonic() + 5)
        if not isinstance(message, wire.Confined | wire.Progress):
            return isinstance(message, wire.Loaded)
