"""A session with one submission: whatever it does to its child, the outcome is clear and in time."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conversing import BRISK, Talk, talk

from grader.exercise import Limits
from grader.sandbox import Ending, Sandbox
from grader.session import Job, Pace, Session
from grader.worker import wire
from grader.worker.wire import Answer, Call, Loaded, Program, SourceCell

GOOD = "def f(x):\n    return 2 * x\n"
G = "def g(x):\n    return x\n"
FAST = replace(BRISK, statement=0.15)
ASKED: Sequence[tuple[str, str, list[wire.Value]]] = [("a", "f", [1.5]), ("b", "f", [2.0]), ("c", "g", [3.0])]

# A channel that is written by hand: what a program can do that means to deceive.
FORGE = """
import os, stat
from worker import wire
def channel():
    return next(fd for fd in range(3, 64) if is_socket(fd))
def is_socket(fd):
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False
def forge(message):
    os.write(channel(), wire.encode(message))
"""


# --- top-level statements -------------------------------------------------------------------------

# name -> (statements, kinds and lines of the faults); what stands behind them is still defined
AT_TOP_LEVEL: dict[str, tuple[str, list[tuple[str, int]]]] = {
    "nothing": ("", []),
    "endless": ("while True: pass\n", [("timeout", 1)]),
    "endless, deaf to the alarm": (
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass\n",
        [("timeout", 3)],
    ),
    "endless in a destructor": ("class A:\n    def __del__(self):\n        while True: pass\nA()\n", []),
    "endless in an exception's text": (
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E\n",
        [("timeout", 4)],
    ),
    "memory at once": ("x = [0] * 10**10\n", [("memory", 1)]),
    "memory bit by bit": ("x = []\nwhile True: x.append(bytes(2**26))\n", [("memory", 2)]),
    "print of a gigabyte": ("print('x' * 2**30)\n", [("memory", 1)]),
    "os._exit": ("import os\nos._exit(0)\n", [("died", 2)]),
    "sys.exit": ("import sys\nsys.exit(0)\n", [("raised", 2)]),
    "exit": ("exit()\n", [("raised", 1)]),
    "exit in a destructor": ("class A:\n    def __del__(self): raise SystemExit\nA()\n", []),
    "segmentation fault": ("import ctypes\nctypes.string_at(0)\n", [("died", 2)]),
    "abort": ("import os\nos.abort()\n", [("died", 2)]),
    "kills itself": ("import os\nos.kill(os.getpid(), 9)\n", [("raised", 2)]),
    "removes its folder": ("import os, shutil\nshutil.rmtree(os.getcwd())\n", [("raised", 2)]),
    "syntax error": ("def h(:\n    pass\n", [("syntax", 1)]),
    "brackets too deep": ("x = " + "(" * 5000 + ")" * 5000 + "\n", [("syntax", 1)]),
    "asks for input": ("x = input()\n", [("raised", 1)]),
    "starts a process": ("import subprocess\nsubprocess.run(['ls'])\n", [("raised", 2)]),
    "downloads": (
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9/')\n",
        [("raised", 2)],
    ),
    "closes every descriptor": ("import os\nos.closerange(3, 100)\n", [("died", 2)]),
    "writes noise everywhere": (
        "import os\nfor fd in range(3, 64):\n    try: os.write(fd, b'\\xff' * 9)\n    except OSError: pass\n",
        [("died", 2)],
    ),
    "clears the modules": ("import sys\nsys.modules.clear()\n", []),
    "replaces numpy": ("import sys\nsys.modules['numpy'] = None\n", []),
    "traces every line": (
        "import sys\ndef t(*a): raise ValueError\nsys.settrace(t)\n",
        [("died", 3)],
    ),
    "breaks a built-in": ("import builtins\nbuiltins.isinstance = lambda *a: 1 / 0\n", [("died", 2)]),
    "at exit": ("import atexit\natexit.register(lambda: 1 / 0)\n", []),
    "replaces what the worker uses": (
        "import msgspec, signal, socket, struct\n"
        "signal.signal = signal.setitimer = socket.socket = struct.Struct = msgspec.Struct = None\n"
        "while True: pass\n",
        [("timeout", 3)],
    ),
    "no garbage collection": ("import gc\ngc.disable()\ngc.freeze()\n", []),
    "raises a lone surrogate": ("print('\\ud800')\nraise ValueError('\\udc80')\n", [("raised", 2)]),
    "hostile global name": (
        "class K:\n    def __hash__(s): return 1\n    def __eq__(s, o): raise SystemExit\n"
        "globals()[K()] = 1\nfrom common.functions import *\n",
        [],
    ),
}


NEEDS = {"kills itself": "seccomp", "removes its folder": "landlock", "starts a process": "seccomp"}


@pytest.mark.parametrize("name", AT_TOP_LEVEL)
def test_a_statement_costs_only_itself(name: str, sandbox: Sandbox, need: Callable[[str], None]) -> None:
    if name in NEEDS:
        need(NEEDS[name])
    statements, faults = AT_TOP_LEVEL[name]
    start = time.monotonic()
    found = talk(sandbox, statements + GOOD, pace=FAST)
    assert found.faults == faults
    assert found.value() == 3.0
    assert time.monotonic() - start < FAST.total


@pytest.mark.parametrize(
    ("statements", "text"),
    [
        ("import os\nos._exit(5)\n", "exit status 5"),
        ("import ctypes\nctypes.string_at(0)\n", "SIGSEGV"),
        (
            "import signal\nif True:\n    signal.setitimer(signal.ITIMER_REAL, 0)\n    while True: pass\n",
            "timeout",
        ),
        (
            "import os\nos.write(3, b'')\n" + FORGE + "os.write(channel(), b'\\xff' * 8)\nwhile True: pass\n",
            "over the",
        ),
    ],
)
def test_a_statement_that_ends_the_child_is_told_with_its_ending(
    statements: str, text: str, sandbox: Sandbox
) -> None:
    found = talk(sandbox, statements + GOOD, pace=FAST)
    assert [death.text for death in found.deaths.values() if text in death.text] != []
    assert found.value() == 3.0


def test_a_loop_that_catches_everything_is_killed_in_time(sandbox: Sandbox) -> None:
    source = "while True:\n    try:\n        while True: pass\n    except BaseException: pass\n"
    start = time.monotonic()
    found = talk(sandbox, source + GOOD, pace=FAST)
    assert found.faults in ([("timeout", 1)], [("died", 1)])  # whichever line the alarm happens to hit
    assert found.value() == 3.0
    assert time.monotonic() - start < 2.0


def test_many_deaths_end_the_load_with_the_last_one(sandbox: Sandbox) -> None:
    found = talk(sandbox, "import os\n" + "os._exit(1)\n" * 20 + GOOD)
    assert isinstance(found.loaded, Ending)
    assert found.loaded.text == "exit status 1"


def test_output_beyond_the_limit_is_counted_and_dropped(sandbox: Sandbox) -> None:
    found = talk(sandbox, "for i in range(2**12):\n    print('x' * 2**16)\nprint('the end')\n" + GOOD)
    assert isinstance(found.loaded, Loaded)
    assert found.loaded.stdout_bytes == 2**12 * (2**16 + 1) + 8
    assert set(found.loaded.stdout) == {"x", "\n"} or set(found.loaded.stdout) == {"x"}
    assert len(found.loaded.stdout) <= wire.MAX_TEXT


def test_the_load_budget_skips_the_rest_but_definitions(sandbox: Sandbox) -> None:
    source = "import time\n" + "time.sleep(0.12)\n" * 5 + "x = print()\n" + GOOD
    found = talk(sandbox, source, pace=replace(BRISK, statement=0.2, load=0.3))
    kinds = [kind for kind, _ in found.faults]
    assert set(kinds) <= {"timeout", "skipped"}
    assert kinds[-3:] == ["skipped"] * 3
    assert found.value() == 3.0


def test_a_large_text_is_sent_and_a_huge_one_ends_in_time(sandbox: Sandbox) -> None:
    large = "x = '" + "a" * (wire.MAX_FRAME + 1) + "'\n" + GOOD
    assert talk(sandbox, large).value() == 3.0
    start = time.monotonic()
    huge = talk(sandbox, "x = 1\n" * 2**21, pace=replace(FAST, load=0.2))
    if isinstance(huge.loaded, Ending):
        assert huge.loaded.text == "timeout"
    else:
        assert huge.raised == ["MemoryError"]
    assert time.monotonic() - start < 2.0


def test_a_text_with_lone_surrogates_is_run_with_others_in_their_place(sandbox: Sandbox) -> None:
    assert talk(sandbox, "def f(x):\n    return '\ud800'\n").value() == "?"


# --- checks ---------------------------------------------------------------------------------------

DEAF = "    import signal\n    signal.setitimer(signal.ITIMER_REAL, 0)\n"
IN_A_CHECK: dict[str, tuple[str, str]] = {
    "endless": ("    while True: pass\n", "timeout"),
    "endless, deaf to the alarm": (DEAF + "    while True: pass\n", "timeout"),
    "exits": ("    import os\n    os._exit(3)\n", "exit status 3"),
    "segmentation fault": ("    import ctypes\n    ctypes.string_at(0)\n", "SIGSEGV"),
    "closes the channel": (
        DEAF + "    import os\n    os.closerange(3, 64)\n    while True: pass\n",
        "the program closed",
    ),
    "writes noise": (
        FORGE.replace("\n", "\n    ")
        + "\n    os.write(channel(), b'\\0\\0\\0\\5noise')\n    while True: pass\n",
        "not a message",
    ),
    "announces too much": (
        FORGE.replace("\n", "\n    ") + "\n    os.write(channel(), b'\\xff' * 4)\n    while True: pass\n",
        "over the limit",
    ),
    "sends without end": (
        FORGE.replace("\n", "\n    ") + "\n    while True: forge(wire.Progress(1, 1, 1))\n",
        "wrote into",
    ),
    "sends half a message": (
        DEAF
        + FORGE.replace("\n", "\n    ")
        + "\n    os.write(channel(), b'\\0\\0\\0\\5a')\n    while True: pass\n",
        "timeout",
    ),
}


@pytest.mark.parametrize("name", IN_A_CHECK)
def test_a_check_that_ends_or_stalls_costs_its_group_and_no_other(name: str, sandbox: Sandbox) -> None:
    body, text = IN_A_CHECK[name]
    start = time.monotonic()
    found = talk(sandbox, "def f(x):\n" + body + G, ASKED, replace(FAST, check=0.2))
    assert text in found.outcome("a")
    assert found.outcome("b") == "not asked"
    assert found.value("c") == 3.0
    assert time.monotonic() - start < 2.0


def test_a_check_without_memory_costs_only_itself(sandbox: Sandbox) -> None:
    source = "def f(x):\n    if x == 1.5:\n        return [x] * 10**10\n    return x\n"
    found = talk(sandbox, source, ASKED[:2])
    assert found.outcome("a") == "memory"
    assert found.value("b") == 2.0


def test_an_endless_recursion_ends_in_time(sandbox: Sandbox) -> None:
    source = "import sys\nsys.setrecursionlimit(10**9)\ndef f(x):\n    return f(x)\n" + G
    start = time.monotonic()
    found = talk(sandbox, source, ASKED, replace(FAST, check=0.2))
    assert found.outcome("a") in ("timeout", "memory", "SIGSEGV")
    assert found.value("c") == 3.0
    assert time.monotonic() - start < 3.0


def test_one_endless_loop_costs_one_budget_however_many_checks_ask_it(sandbox: Sandbox) -> None:
    calls: list[tuple[str, str, list[wire.Value]]] = [(str(number), "f", [1.0]) for number in range(20)]
    start = time.monotonic()
    found = talk(sandbox, "def f(x):\n    while True: pass\n", calls, replace(FAST, check=0.3))
    assert list(found.answers) == ["0"]
    assert time.monotonic() - start < 1.5


def test_the_wall_limit_holds_for_everything_together(sandbox: Sandbox) -> None:
    names = ["p", "q", "r", "s", "t"]
    source = "".join(f"def {name}(x):\n    while True: pass\n" for name in names)
    calls: list[tuple[str, str, list[wire.Value]]] = [(name, name, [1.0]) for name in names]
    start = time.monotonic()
    found = talk(sandbox, source, calls, Pace(0.1, 0.2, 0.4, 0.9))
    assert time.monotonic() - start < 2.0
    assert {found.outcome(name) for name in names} == {"timeout"}


def test_large_and_odd_results_come_back_in_a_form_that_can_be_sent(sandbox: Sandbox) -> None:
    history = talk(
        sandbox, "import numpy as np\ndef f(x):\n    return x, [np.zeros(40000) for _ in range(100)]\n"
    ).value()
    assert isinstance(history, tuple)
    assert history[0] == 1.5
    assert len(history[1]) == 100
    loops = talk(sandbox, "def f(x):\n    d = {}\n    d['a'] = d\n    return d\n").value()
    assert isinstance(loops, dict)


def test_many_large_results_and_changes_are_left_out_of_an_answer_that_would_be_too_large(
    sandbox: Sandbox,
) -> None:
    steps: list[wire.Step] = [Call("f", [0.0]) for _ in range(12)]
    source = "import numpy as np\ndef f(x):\n    return np.zeros(2**17)\n"
    with Session(sandbox, [SourceCell(1, source)], ["f"], pace=BRISK) as session:
        assert isinstance(session.load(), Loaded)
        ((_, answer),) = session.run({"f": 0}, [Job(Program("a", steps, 0.0), "f")])
    assert isinstance(answer, Answer)
    assert answer.ended == "done"
    assert [record.value for record in answer.records] == [wire.Opaque("Array", "too large")] * 12


def test_large_defaults_are_left_out_of_a_load_that_would_be_too_large(sandbox: Sandbox) -> None:
    source = (
        "import numpy as np\n" + "".join(f"def f{i}(x=np.zeros(2**17)): pass\n" for i in range(12)) + GOOD
    )
    found = talk(sandbox, source)
    assert found.value() == 3.0
    assert isinstance(found.loaded, Loaded)
    assert found.loaded.definitions[0].parameters[0].default == wire.Opaque("Array", "too large")


# --- forgeries ------------------------------------------------------------------------------------


def test_a_second_answer_that_nobody_asked_for_is_garbage(sandbox: Sandbox) -> None:
    source = FORGE + "def f(x):\n    forge(wire.Answer('b', 'done', [wire.Record(99.0)]))\n    return x\n"
    found = talk(sandbox, source + G, ASKED)
    assert found.outcome("a") == "the program wrote into the grader's channel"
    assert found.outcome("b") == "not asked"
    assert found.value("c") == 3.0


def test_a_forged_answer_to_the_question_itself_ends_the_child_at_the_next_one(sandbox: Sandbox) -> None:
    source = FORGE + "def f(x):\n    forge(wire.Answer('a', 'done', [wire.Record(99.0)]))\n    return x\n"
    found = talk(sandbox, source, ASKED[:2])
    assert found.value("a") == 99.0  # a number of its own choosing: no more than `return 99.0` would give
    assert found.outcome("b") == "the program wrote into the grader's channel"


def test_a_forged_load_is_noticed_when_the_first_question_is_asked(sandbox: Sandbox) -> None:
    forged = "forge(wire.Loaded([wire.Definition(0, 'f', 'function', 1, 1, 2)], []))\ntime.sleep(0.1)\n"
    found = talk(sandbox, FORGE + "import time\n" + forged + GOOD)
    assert isinstance(found.loaded, Loaded)
    assert "wrote into" in found.outcome("a") or "not asked" in found.outcome("a")


@pytest.mark.parametrize(
    "message",
    [
        "wire.Parsed(1, 1)",
        "wire.Progress(-1, 1, 1)",
        "wire.Answer('a', 'done', [])",
        "wire.Load([])",
    ],
)
def test_a_message_out_of_turn_ends_the_child_at_its_statement(message: str, sandbox: Sandbox) -> None:
    found = talk(sandbox, FORGE + f"forge({message})\nimport time\ntime.sleep(0.05)\n" + GOOD)
    assert [ending.kind for ending in found.deaths.values()] == ["garbage"]
    assert found.value() == 3.0


def test_the_size_of_a_text_is_told_only_before_its_first_line_runs(sandbox: Sandbox) -> None:
    deep = "x = " + "-" * 100 + "1\n"
    with Session(sandbox, [SourceCell(1, deep)], [], pace=BRISK) as session:
        session.load()
        assert session.parsed is None
        session.load(measure=True)
        assert session.parsed is not None
        assert session.parsed.depth > 100
        before = session.parsed
    with Session(
        sandbox, [SourceCell(1, FORGE + "forge(wire.Parsed(1, 1))\n" + deep)], [], pace=BRISK
    ) as session:
        session.load(measure=True)
        assert session.parsed is not None
        assert session.parsed.depth >= before.depth


# --- children that are lost -----------------------------------------------------------------------


class Doomed(Session):
    """Loses its child by a kill from outside after each of the first loads."""

    doom: int = 1

    def load(self, measure: bool = False) -> Loaded | Ending:
        result = super().load(measure)
        if self.doom and self._child is not None:
            self.doom -= 1
            os.kill(self._child.pid, signal.SIGKILL)
            time.sleep(0.05)
        return result


@pytest.mark.parametrize(("doom", "outcomes"), [(1, ["done", "done"]), (2, ["SIGKILL"])])
def test_a_child_killed_from_outside_is_tried_once_more(
    doom: int, outcomes: list[str], sandbox: Sandbox
) -> None:
    session = Doomed(sandbox, [SourceCell(1, GOOD)], ["f"], pace=BRISK)
    session.doom = doom
    with session:
        assert isinstance(session.load(), Loaded)
        jobs = [Job(Program(key, [Call("f", [1.0])], 0.0), "f") for key in "ab"]
        found = Talk(Ending("exit"), dict(session.run({"f": 0}, jobs)))
    assert [found.outcome(key) for key in found.answers] == outcomes


def test_a_child_killed_from_outside_while_loading_is_tried_once_more(sandbox: Sandbox) -> None:
    def kill() -> None:
        assert session._child is not None
        os.kill(session._child.pid, signal.SIGKILL)

    with Session(
        sandbox, [SourceCell(1, "import time\ntime.sleep(0.3)\n" + GOOD)], ["f"], pace=BRISK
    ) as session:
        killer = threading.Timer(0.15, kill)
        killer.start()
        loaded = session.load()
        killer.join()
    assert isinstance(loaded, Loaded)
    assert loaded.faults == []


def test_after_the_worker_is_killed_the_session_goes_on_with_another(tmp_path: Path) -> None:
    with Sandbox(Limits(seconds=4.0)) as sandbox, Session(sandbox, [SourceCell(1, GOOD)], ["f"]) as session:
        assert isinstance(session.load(), Loaded)
        assert sandbox._process is not None
        os.kill(sandbox._process.pid, signal.SIGKILL)
        sandbox._process.wait()
        time.sleep(0.05)  # the child dies with it
        found = Talk(
            Ending("exit"), dict(session.run({"f": 0}, [Job(Program("a", [Call("f", [4.0])], 0.0), "f")]))
        )
    assert found.value() == 8.0


def test_after_a_death_the_same_definitions_are_bound_although_they_are_counted_anew(
    sandbox: Sandbox,
) -> None:
    class Renumbered(Session):
        loads = 0

        def _load_once(self, child, measure):  # type: ignore[no-untyped-def]
            if self.loads == 1:  # the second child lacks the first definition
                self.skip = {0}
            self.loads += 1
            return super()._load_once(child, measure)

    source = "def early(x): pass\ndef f(x):\n    import os\n    os._exit(1)\n" + G
    with Renumbered(sandbox, [SourceCell(1, source)], ["f", "g"], pace=BRISK) as session:
        loaded = session.load()
        assert isinstance(loaded, Loaded)
        bind = {known.name: known.index for known in loaded.definitions if known.name != "early"}
        assert bind == {"f": 1, "g": 2}
        jobs = [
            Job(Program("a", [Call("f", [1.0])], 0.0), "f"),
            Job(Program("b", [Call("g", [5.0])], 0.0), "g"),
        ]
        found = Talk(loaded, dict(session.run(bind, jobs)))
    assert found.outcome("a") == "exit status 1"
    assert found.value("b") == 5.0


def test_a_statement_that_timed_out_is_not_run_again_for_the_next_child(sandbox: Sandbox) -> None:
    source = "while True: pass\ndef f(x):\n    import os\n    os._exit(1)\n" + G
    start = time.monotonic()
    found = talk(sandbox, source, ASKED, replace(FAST, statement=0.5))
    assert found.faults == [("timeout", 1)]
    assert found.value("c") == 3.0
    assert time.monotonic() - start < 1.0 + 0.5


def test_the_wall_limit_does_not_run_while_the_worker_starts(tmp_path: Path) -> None:
    import sys

    slow = tmp_path / "slow-python"
    slow.write_text(f'#!/bin/sh\nsleep 0.8\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    slow.chmod(0o755)
    with Sandbox(Limits(seconds=4.0), python=str(slow)) as sandbox:
        assert talk(sandbox, GOOD, pace=replace(BRISK, total=0.7)).value() == 3.0


def test_variants_of_a_program_share_a_child_and_are_told_apart(sandbox: Sandbox) -> None:
    with Session(sandbox, [SourceCell(1, GOOD)], ["f"], pace=BRISK) as session:
        values = []
        pids = set()
        for factor in (2, 3, 4):
            loaded = session.reload([SourceCell(1, GOOD.replace("2", str(factor)))])
            assert isinstance(loaded, Loaded)
            assert session._child is not None
            pids.add(session._child.pid)
            found = Talk(
                loaded, dict(session.run({"f": 0}, [Job(Program("a", [Call("f", [1.0])], 0.0), "f")]))
            )
            values.append(found.value())
    assert values == [2.0, 3.0, 4.0]
    assert len(pids) == 1
