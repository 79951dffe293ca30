"""What the fork server does once before its children do it: it succeeds, and leaves nothing behind."""

from __future__ import annotations

import random
import signal
import sys
import time

import numpy as np
import pytest

from grader.sandbox import Sandbox
from grader.session import Job, Session
from grader.worker import child, rehearsal, wire
from grader.worker.faults import SOURCES


def test_every_step_of_the_rehearsal_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[wire.Answer] = []
    loads: list[wire.Loaded] = []
    frame = child._frame

    def listen(message: wire.Message) -> bytes:
        (answers if isinstance(message, wire.Answer) else loads).append(message)  # type: ignore[arg-type]
        return frame(message)

    monkeypatch.setattr(child, "_frame", listen)
    rehearsal._converse()
    assert [answer.ended for answer in answers] == ["done"] * 3
    assert [load.faults for load in loads if isinstance(load, wire.Loaded)] == [[]]
    SOURCES.clear()


def test_a_rehearsal_leaves_nothing_behind() -> None:
    random.seed(3)
    np.random.seed(3)
    streams, ringing = (sys.stdout, sys.stderr), signal.getsignal(signal.SIGALRM)
    rehearsal.rehearse()
    assert (sys.stdout, sys.stderr) == streams
    assert signal.getsignal(signal.SIGALRM) is ringing
    assert "submission" not in sys.modules
    assert not SOURCES
    after = random.random(), np.random.rand()
    random.seed(3)
    np.random.seed(3)
    assert after == (random.random(), np.random.rand())


def test_children_of_a_server_that_rehearsed_answer_like_those_of_another() -> None:
    cells = [wire.SourceCell(1, "import numpy as np\ndef f(x):\n    return np.sum(x) * len(dir(np)) + x\n")]
    steps: list[wire.Step] = [wire.Call("f", [2.0], {}, "y")]
    told = []
    for many in (False, True):
        with Sandbox(many=many) as sandbox, Session(sandbox, cells, ["f"]) as session:
            loaded = session.load()
            assert isinstance(loaded, wire.Loaded)
            ((_, answer),) = session.run({"f": 0}, [Job(wire.Program("one", steps, 1.0), "f")])
            assert isinstance(answer, wire.Answer)
            told.append((answer.ended, answer.records[0].value, loaded.faults, session.layers))
    assert told[0] == told[1]


def test_answers_that_may_be_held_back_are_those_that_come_one_by_one() -> None:
    cells = [wire.SourceCell(1, "def f(x):\n    while x < 0:\n        pass\n    return 2 * x\n")]
    told = []
    for apart in (False, True):
        with Sandbox() as sandbox, sandbox.child(5.0) as asked:
            until = time.monotonic() + 20.0
            asked.send(wire.Load(cells), until)
            while not isinstance(asked.receive(until), wire.Loaded):
                pass
            programs = [wire.Program(str(x), [wire.Call("f", [x])], 0.2) for x in (1.0, 2.0, -1.0, 3.0)]
            asked.send(wire.Run({"f": 0}, programs, 5.0, apart), until)
            answers = [asked.receive(until) for _ in range(3)]
            told.append([(a.program, a.ended) for a in answers if isinstance(a, wire.Answer)])
            assert asked.is_quiet(), "what runs out of time is the last"
    assert told[0] == told[1] == [("1.0", "done"), ("2.0", "done"), ("-1.0", "timeout")]


@pytest.mark.parametrize(
    "spoilt",
    [
        "import sys\nsys.modules['numpy'] = None\n",
        "import builtins\nbuiltins.__import__ = lambda *given: 1 / 0\n",
        "__builtins__ = {'__import__': lambda *given: 1 / 0}\n",
    ],
)
def test_an_import_that_the_program_spoils_is_a_fault_and_ends_nothing(spoilt: str) -> None:
    cells = [wire.SourceCell(1, f"{spoilt}import numpy\ndef f(x):\n    return x\n")]
    with Sandbox() as sandbox, Session(sandbox, cells, ["f"]) as session:
        loaded = session.load()
    assert isinstance(loaded, wire.Loaded)
    (fault,) = loaded.faults
    assert fault.kind in ("raised", "died")  # where nothing can be imported, the child cannot either
    assert fault.line == spoilt.count("\n") + 1
    assert [definition.name for definition in loaded.definitions] == ["f"]
