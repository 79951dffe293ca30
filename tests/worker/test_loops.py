"""Loops that are kept: which, with which variables, and what calling them does and leaves behind."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest

from grader.worker.loops import EPOCHS, ROUNDS, Loop, Loops


def kept(
    source: str, methods: str = "gradient", run: bool = True
) -> tuple[dict[str, Any], list[tuple[Loop, list[str]]]]:
    """Run a program but for the loops that are kept; returns its names, and each loop with its variables."""
    space: dict[str, Any] = {"np": np}

    def compiled(_cell: int, node: ast.stmt) -> Any:
        return compile(ast.Module([node], []), "<program>", "exec")

    loops = Loops(frozenset(methods.split()), space, compiled)
    found = []
    for statement in ast.parse(source).body:
        taken = loops.take(1, statement)
        found += [(loop, [parameter.name for parameter in parameters]) for _, loop, parameters in taken]
        if not taken and run:
            exec(compiled(1, statement), space)
    return space, found


class Net:
    """Counts how often it is asked, and with what."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    def gradient(self, x: float) -> float:
        self.asked.append(x)
        return 2 * x


BOOK = """
data = [1.0, 2.0, 3.0]
rate = 0.1
count = 10000
unused = 5
half = len(data) / 2
losses = []
for i in range(count):
    slope = net.gradient(data[i % len(data)])
    losses.append(rate * slope + half)
"""


def test_a_loop_is_called_with_other_values_and_what_follows_from_them() -> None:
    space, [(loop, names)] = kept("net = None\n" + BOOK)
    net = Net()
    assert names == ["net", "data", "rate", "count", "half", "losses", ROUNDS]
    found = loop(net=net, data=[10.0], rate=0.5, count=3)
    assert found["losses"] == [10.5, 10.5, 10.5]
    assert net.asked == [10.0] * 3
    assert (space["losses"], space["data"], space["net"], "i" in space) == ([], [1.0, 2.0, 3.0], None, False)
    assert loop(net=net, data=[1.0], rate=1.0, count=1)["losses"] == [
        2.5
    ]  # nothing is left of the first call


def test_a_loop_ends_after_the_rounds_that_are_given() -> None:
    _, [(loop, _)] = kept("net = None\n" + BOOK)
    assert len(loop(net=Net(), **{ROUNDS: 4})["losses"]) == 4
    assert len(loop(net=Net(), count=2, **{ROUNDS: 4})["losses"]) == 2


def test_a_loop_around_the_one_that_calls_is_counted_in_epochs() -> None:
    source = (
        "net, log = None, []\nfor e in range(9):\n    for k in (1, 2):\n        log.append(net.gradient(k))\n"
    )
    _, [(loop, names)] = kept(source)
    assert (set(names[:-1]), names[-1]) == ({"net", "log"}, EPOCHS)
    assert loop(net=Net(), **{EPOCHS: 2})["log"] == [2, 4, 2, 4]


def test_functions_of_the_program_see_the_values() -> None:
    source = """
net = None
x = 1.0
log = []
def batch():
    return x * scale
scale = 2.0
def step():
    log.append(net.gradient(batch()))
n = 0
while n < limit:
    step()
    n += 1
limit = 3
"""
    space, found = kept(source.replace("limit = 3\n", "").replace("n = 0", "limit = 3\nn = 0"))
    [(loop, names)] = found
    assert set(names) == {"net", "x", "log", "scale", "n", "limit"}
    assert loop(net=Net(), x=5.0, limit=2)["log"] == [20.0, 20.0]
    assert space["n"] == 0


@pytest.mark.parametrize(
    ("head", "foot"),
    [("if __name__ == '__main__':", ""), ("with open('x') as f:", ""), ("try:", "finally:\n    pass\n")],
)
def test_a_loop_in_a_block_is_kept_with_the_assignments_of_the_block(head: str, foot: str) -> None:
    block = "    log = []\n    for i in range(3):\n        log.append(net.gradient(i))\n"
    source = f"{head}\n{block}{foot}"
    _, [(loop, _)] = kept(source, run=False)
    assert loop(net=Net())["log"] == [0, 2, 4]


def test_what_the_loop_binds_itself_is_not_made_before_it() -> None:
    source = """
net = None
log = []
slope = forbidden()
for i in range(2):
    slope = net.gradient(i)
    log.append(slope)
"""
    _, [(loop, names)] = kept(source, run=False)
    assert "slope" not in names
    assert loop(net=Net())["log"] == [0, 2]


def test_only_the_last_value_before_the_loop_is_made() -> None:
    source = """
size = forbidden()
size = 3
parts = {}
parts['a'] = size
parts['a'] += 1
net, log = None, []
for i in range(parts['a']):
    log.append(net.gradient(i))
"""
    _, [(loop, names)] = kept(source, run=False)
    assert "parts" in names
    assert loop(net=Net())["log"] == [0, 2, 4, 6]


def test_other_loops_are_not_kept() -> None:
    source = """
for i in range(3):
    pass
def train():
    for i in range(3):
        net.gradient(i)
for i in range(2):
    gradient = i
"""
    assert kept(source)[1] == []


def test_an_error_in_the_loop_leaves_the_program_as_it_was() -> None:
    space, [(loop, _)] = kept(
        "net = None\ntotal = 0\nfor i in range(3):\n    total += 1\n    net.gradient(1 / (1 - i))\n"
    )
    before = dict(space)
    with pytest.raises(ZeroDivisionError):
        loop(net=Net())
    assert space == before


def test_lists_and_series_come_back_and_nothing_else() -> None:
    source = """
net, log, more, curve, table, word = None, [], {}, np.zeros(2), np.zeros((2, 2)), 'x'
for i in range(2):
    log.append(net.gradient(i)); more[i] = i; curve[i] = i; table[i] = i; word += 'x'
"""
    _, [(loop, _)] = kept(source)
    found = loop(net=Net())
    assert set(found) == {"log", "more", "curve"}
    assert found["curve"].tolist() == [0.0, 1.0]


def test_own_numbers_are_told_and_nothing_else() -> None:
    space: dict[str, Any] = {"n": 12, "rate": 0.5, "flag": True, "big": 2**70, "items": [1]}
    loops = Loops(
        frozenset({"gradient"}), space, lambda _, node: compile(ast.Module([node], []), "<p>", "exec")
    )
    names = "n = 12; rate = 0.5; flag = True; big = 2**70; items = [1]"
    for statement in ast.parse(names).body:
        loops.take(1, statement)
    (loop,) = ast.parse("for i in range(n): net.gradient(rate, flag, big, items)").body
    [(_, _, parameters)] = loops.take(1, loop)
    defaults = {parameter.name: parameter.default for parameter in parameters}
    assert (defaults["n"], defaults["rate"], defaults["flag"], defaults["items"]) == (12, 0.5, None, None)
