"""A child that goes on in a second session: what it runs again, and what it may leave as it is."""

from __future__ import annotations

import pytest
from conversing import BRISK

from grader.sandbox import Sandbox
from grader.session import Job, Session
from grader.worker.values import unpack
from grader.worker.wire import Answer, Call, Loaded, Program, SourceCell, Value

# counts() tells how often this process has run the program's own lines
COUNTS = """
import sys
sys.setrecursionlimit(sys.getrecursionlimit() + 1)

def counts():
    return sys.getrecursionlimit()

def f(x):
    return 2 * x
"""
GUARD = "\nif __name__ == '__main__':\n    def g(x):\n        return x\n"
OFFERED = "\nfrom common.functions import sigmoid\n"
LATE = "\ndef late(x):\n    from common.functions import sigmoid\n    return sigmoid(x)\n"


def ask(session: Session, loaded: Loaded, name: str) -> Value:
    index = next(known.index for known in loaded.definitions if known.name == name)
    program = Program("a", [Call(name, [1.0] if name == "f" else [])], 0.0)
    ((_, answer),) = session.run({name: index}, [Job(program, name)])
    assert isinstance(answer, Answer)
    return unpack(answer.records[-1].value)


def twice(sandbox: Sandbox, first: str, second: str) -> tuple[Value, Value, bool]:
    """Load two texts one after the other in one child; returns both counts, and whether one child did it."""
    with Session(sandbox, [SourceCell(1, first)], ["f"], pace=BRISK) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        before = ask(session, loaded, "counts")
        lent = session.lend()
    assert lent is not None
    with Session(sandbox, [SourceCell(1, second)], ["g"], pace=BRISK, lent=lent) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        after = ask(session, loaded, "counts")
        again = session.lend()
    assert again is not None
    again.close()
    return before, after, again.child is lent.child


def test_the_same_text_is_not_run_again_where_nothing_could_come_out_otherwise(sandbox: Sandbox) -> None:
    before, after, same = twice(sandbox, COUNTS, COUNTS)
    assert same
    assert after == before


@pytest.mark.parametrize("more", [GUARD, OFFERED, LATE], ids=["guard", "offered", "offered-late"])
def test_a_text_that_hangs_on_what_is_wanted_is_run_again(sandbox: Sandbox, more: str) -> None:
    before, after, same = twice(sandbox, COUNTS + more, COUNTS + more)
    assert same
    assert after == before + 1


def test_another_text_is_run(sandbox: Sandbox) -> None:
    before, after, same = twice(sandbox, COUNTS, COUNTS + "\ny = 1\n")
    assert same
    assert after == before + 1


def test_what_a_program_prints_counts_for_its_own_load(sandbox: Sandbox) -> None:
    text = "print('x' * 100)\n" + COUNTS + OFFERED
    counted = []
    lent = None
    for _ in range(2):
        with Session(sandbox, [SourceCell(1, text)], ["f"], pace=BRISK, lent=lent) as session:
            loaded = session.load()
            assert isinstance(loaded, Loaded)
            counted.append(loaded.stdout_bytes)
            lent = session.lend()
    assert lent is not None
    lent.close()
    assert counted == [101, 101]


def test_a_lent_child_that_dies_is_replaced(sandbox: Sandbox) -> None:
    with Session(sandbox, [SourceCell(1, COUNTS)], ["f"], pace=BRISK) as session:
        session.load()
        lent = session.lend()
    assert lent is not None
    dies = "import os\nos._exit(3)\n" + COUNTS
    with Session(sandbox, [SourceCell(1, dies)], ["f"], pace=BRISK, lent=lent) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        assert ask(session, loaded, "f") == 2.0
        assert next(iter(session.deaths.values())).text == "exit status 3"


def test_programs_given_at_once_are_answered_one_by_one_around_one_that_dies(sandbox: Sandbox) -> None:
    text = "import os\ndef f(x):\n    return x\ndef g(x):\n    os._exit(4)\ndef h(x):\n    while True: pass\n"
    order = ["f", "g", "f", "h", "f", "h", "g"]
    with Session(sandbox, [SourceCell(1, text)], ["f", "g", "h"], pace=BRISK) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        bind = {known.name: known.index for known in loaded.definitions}
        jobs = [Job(Program(f"{at}", [Call(name, [1.0])], 0.0), name) for at, name in enumerate(order)]
        found = {
            key: answer.ended if isinstance(answer, Answer) else answer.text
            for key, answer in session.run(bind, jobs)
        }
    assert found == {"0": "done", "1": "exit status 4", "2": "done", "3": "timeout", "4": "done"}


def test_an_answer_that_was_held_back_when_a_later_program_ended_the_child_is_asked_for_again(
    sandbox: Sandbox,
) -> None:
    text = "import os\ndef f(x):\n    return x\ndef g(x):\n    os._exit(4)\n"
    with Session(sandbox, [SourceCell(1, text)], ["f", "g"], pace=BRISK) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        bind = {known.name: known.index for known in loaded.definitions}
        jobs = [Job(Program(name, [Call(name, [1.0])], 0.0), name) for name in ("f", "g")]
        found = dict(session.run(bind, jobs))
    assert isinstance(found["f"], Answer), "its answer was held back when the other ended the child"
    assert not isinstance(found["g"], Answer)
    assert found["g"].text == "exit status 4"
