"""The two rulesets together allow a child what is listed and its own folder, and nothing of its siblings."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from conversing import seen

from grader.sandbox import Sandbox
from grader.worker import landlock, wire

LIBRARY = [f"/usr/lib/python/{name}.py" for name in "abcdefgh"]


def test_many_entries_of_a_folder_are_named_by_it_and_few_by_themselves() -> None:
    assert landlock.coarse([*LIBRARY, "/dev/null", "/opt/numpy"], "/dev/shm/base") == [
        "/usr/lib/python",
        "/dev/null",
        "/opt/numpy",
    ]
    assert landlock.coarse(LIBRARY[:7], "/dev/shm/base") == LIBRARY[:7]


def test_a_folder_that_holds_the_children_is_never_named_as_a_whole(tmp_path: Path) -> None:
    inside = [str(tmp_path / name) for name in "abcdefghij"]
    assert landlock.coarse(inside, str(tmp_path / "base")) == inside
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    through = [str(link / name) for name in "abcdefghij"]
    assert landlock.coarse(through, str(tmp_path / "base")) == through


def test_a_child_reads_its_own_folder_and_not_that_of_a_sibling(
    sandbox: Sandbox, need: Callable[[str], None]
) -> None:
    need("landlock")
    with sandbox.child(10.0) as sibling:
        write = wire.SourceCell(1, "open('secret', 'w').write('x')\nassert open('secret').read() == 'x'\n")
        sibling.send(wire.Load([write]), time.monotonic() + 5)
        while not isinstance(message := sibling.receive(time.monotonic() + 5), wire.Loaded):
            assert isinstance(message, wire.Confined | wire.Progress)
        assert message.faults == []
        theirs = Path(sandbox._base) / str(sibling.id)
        assert (theirs / "secret").exists()
        told = seen(
            sandbox,
            f"""
import os
open('own', 'w').write('y')
def attempt(action):
    try:
        return repr(action())
    except OSError as error:
        return type(error).__name__
def look():
    return [
        attempt(lambda: open('own').read()),
        attempt(lambda: os.listdir('.')),
        attempt(lambda: os.listdir('..')),
        attempt(lambda: os.listdir({str(theirs)!r})),
        attempt(lambda: open({str(theirs / "secret")!r}).read()),
        attempt(lambda: open({str(theirs / "secret")!r}, 'a').close()),
    ]
""",
        )
    assert told == ["'y'", "['own']", *["PermissionError"] * 4]
