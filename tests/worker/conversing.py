"""Talking to a real child: what the tests of confinement, sandbox and session share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.sandbox import Ending, Sandbox
from grader.session import Job, Pace, Session
from grader.worker.values import unpack
from grader.worker.wire import Answer, Call, Loaded, Program, SourceCell, Value

# Short, but a right program on a busy machine needs far less
BRISK = Pace(statement=0.4, load=1.0, check=0.4, total=4.0)


@dataclass
class Talk:
    """What came of one program: the load, and the answers of the programs that called its f."""

    loaded: Loaded | Ending
    answers: dict[str, Answer | Ending] = field(default_factory=dict)
    deaths: dict[int, Ending] = field(default_factory=dict)

    @property
    def faults(self) -> list[tuple[str, int]]:
        """Kinds and lines of the statements that did not come to their end."""
        assert isinstance(self.loaded, Loaded), self.loaded
        return [(fault.kind, fault.line) for fault in self.loaded.faults]

    @property
    def raised(self) -> list[str]:
        """Types of the exceptions at top level."""
        assert isinstance(self.loaded, Loaded), self.loaded
        return [fault.raised.type for fault in self.loaded.faults if fault.raised is not None]

    def outcome(self, program: str) -> str:
        """One answer in a word: how it ended, or the ending of its child."""
        answer = self.answers.get(program, "not asked")
        return (
            answer if isinstance(answer, str) else answer.text if isinstance(answer, Ending) else answer.ended
        )

    def value(self, program: str = "a") -> Value:
        """The value of an answer's last step, unpacked."""
        answer = self.answers[program]
        assert isinstance(answer, Answer), answer
        assert answer.ended == "done", answer
        return unpack(answer.records[-1].value)


def talk(
    sandbox: Sandbox,
    source: str,
    calls: Sequence[tuple[str, str, list[Value]]] = (("a", "f", [1.5]),),
    pace: Pace | None = BRISK,
) -> Talk:
    """Load a program and make calls, each (id, function, arguments); the functions are the groups."""
    names = list(dict.fromkeys(name for _, name, _ in calls))
    with Session(sandbox, [SourceCell(1, source)], names, pace=pace) as session:
        found = Talk(session.load(), deaths=session.deaths)
        if isinstance(found.loaded, Loaded):
            bind = {known.name: known.index for known in found.loaded.definitions if known.name in names}
            jobs = [
                Job(Program(key, [Call(name, args)], 0.0), name) for key, name, args in calls if name in bind
            ]
            found.answers = dict(session.run(bind, jobs))
    return found


def seen(sandbox: Sandbox, source: str) -> Value:
    """Run a program that defines look() and return what it returns."""
    return talk(sandbox, source, [("a", "look", [])]).value()
