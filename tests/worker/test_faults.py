"""Deadlines strike learner's lines and no others; exceptions are described whatever their class does."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.worker import faults
from grader.worker.faults import OutOfTime, deadline, describe
from grader.worker.wire import Place


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def learner(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Any]]:
    """Compile a text as a learner's cell and return the names it defines."""

    def run(source: str) -> dict[str, Any]:
        monkeypatch.setitem(faults.SOURCES, "<cell 7>", source.split("\n"))
        names: dict[str, Any] = {}
        exec(compile(source, "<cell 7>", "exec"), names)
        return names

    return run


def raised(function: Callable[[], Any]) -> BaseException:
    try:
        function()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


LOOPS = {
    "plain": "def f():\n    while True:\n        pass\n",
    "catching once": (
        "def f():\n    try:\n        while True:\n            pass\n"
        "    except BaseException:\n        while True:\n            pass\n"
    ),
    "in the standard library": (
        "import itertools, functools\ndef f():\n    functools.reduce(lambda a, b: a, itertools.count())\n"
    ),
    "handler replaced": (
        "import signal\ndef f():\n    signal.signal(signal.SIGALRM, g)\n    while True:\n        pass\n"
        "def g(*a):\n    raise TimeoutError\n"
    ),
}


@pytest.mark.parametrize("name", ["plain", "catching once", "in the standard library"])
def test_an_endless_loop_of_a_learner_ends_in_time(
    name: str, learner: Callable[[str], dict[str, Any]]
) -> None:
    f = learner(LOOPS[name])["f"]
    start = time.monotonic()
    with pytest.raises(OutOfTime), deadline(0.05):
        f()
    assert 0.04 < time.monotonic() - start < 2.0


def test_a_handler_put_in_place_of_the_alarms_is_replaced_by_the_next_deadline(
    learner: Callable[[str], dict[str, Any]],
) -> None:
    with pytest.raises(TimeoutError), deadline(0.05):
        learner(LOOPS["handler replaced"])["f"]()
    with pytest.raises(OutOfTime), deadline(0.05):
        learner(LOOPS["plain"])["f"]()


def test_our_own_code_is_never_interrupted() -> None:
    count = 0
    with deadline(0.01):
        end = time.monotonic() + 0.1
        while time.monotonic() < end:  # several alarms ring here, where no learner's line runs
            count += 1
    assert count > 0


def test_nothing_is_raised_after_the_block(learner: Callable[[str], dict[str, Any]]) -> None:
    spin = learner(
        "import time\ndef f(s):\n    end = time.monotonic() + s\n    while time.monotonic() < end: pass\n"
    )
    with deadline(0.05):
        pass
    spin["f"](0.1)
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_the_timer_stops_where_the_block_raises() -> None:
    with pytest.raises(ZeroDivisionError), deadline(5):
        1 / 0  # noqa: B018
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


# --- exceptions -----------------------------------------------------------------------------------


def test_an_exception_is_told_with_the_learners_own_lines_and_columns(
    learner: Callable[[str], dict[str, Any]],
) -> None:
    f = learner("def g(x):\n    return 1 + x / 0\ndef f():\n    é = [1]; return g(3)\n")["f"]
    told = describe(raised(f))
    assert (told.type, told.message) == ("ZeroDivisionError", "division by zero")
    assert told.trace == [Place(7, 4, 21, 25, "f"), Place(7, 2, 16, 21, "g")]


def test_of_a_deep_recursion_the_outer_and_the_inner_ends_are_told(
    learner: Callable[[str], dict[str, Any]],
) -> None:
    names = learner(
        "def f(n):\n    if n:\n        return f(n - 1)\n    return 1 / 0\ndef start():\n    f(200)\n"
    )
    told = describe(raised(names["start"]))
    assert len(told.trace) == 12
    assert (told.trace[0].function, told.trace[-1].line) == ("start", 4)


def test_an_exception_raised_in_our_own_code_has_no_lines() -> None:
    assert describe(raised(lambda: int("x"))).trace == []


HOSTILE = {
    "text raises": "class E(Exception):\n    def __str__(self):\n        raise SystemExit\n",
    "text is no text": "class E(Exception):\n    def __str__(self):\n        return 3\n",
    "traceback is a lie": "class E(Exception):\n    __traceback__ = property(lambda self: 1 / 0)\n",
    "class is a lie": "class E(Exception):\n    __class__ = property(lambda self: 1 / 0)\n",
    "metaclass": (
        "class M(type):\n    __name__ = property(lambda c: 1 / 0)\n"
        "class E(Exception, metaclass=M):\n    pass\n"
    ),
    "surrogates": "class E(Exception):\n    def __str__(self):\n        return '\\ud800' * 10_000\n",
    "subclass of str": (
        "class S(str):\n    def __getitem__(self, k):\n        return 3\n"
        "class E(Exception):\n    def __str__(self):\n        return S('text')\n"
    ),
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_hostile_exceptions_are_described(source: str, learner: Callable[[str], dict[str, Any]]) -> None:
    told = describe(raised(learner(source + "def f():\n    raise E('text')\n")["f"]))
    assert told.type == "E"
    assert len(told.trace) == 1
    assert told.message.encode("utf-8")
    assert len(told.message) <= 2000


def test_a_syntax_error_is_told_with_its_place(learner: Callable[[str], dict[str, Any]]) -> None:
    error = raised(lambda: learner("x = 1\ny = (2 +* 3)\n"))
    told = describe(error)
    assert told.type == "SyntaxError"
    assert told.trace[-1].line == 2
    assert told.trace[-1].column == 9


@pytest.mark.parametrize(
    "details",
    [("<cell 7>", "x", None, []), ("<cell 7>", -5, 2**80, ""), ([], 1, 1, ""), ("<cell x>", 1, 1, "")],
)
def test_a_syntax_error_made_by_hand_is_told_too(
    details: tuple[Any, ...], learner: Callable[[str], Any]
) -> None:
    learner("x = 1\n")
    told = describe(SyntaxError("made up", details))
    assert told.type == "SyntaxError"
    assert all(place.cell == 7 and place.line >= 1 for place in told.trace)


def test_running_out_of_time_in_a_text_is_not_swallowed(learner: Callable[[str], dict[str, Any]]) -> None:
    names = learner("class E(Exception):\n    def __str__(self):\n        while True: pass\n")
    with pytest.raises(OutOfTime), deadline(0.05):
        describe(names["E"]())
