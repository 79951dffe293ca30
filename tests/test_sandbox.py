"""The sandbox: its worker and children start, answer and end; nothing is left behind, whoever dies."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conversing import BRISK, talk

from grader.errors import HostError
from grader.exercise import Limits
from grader.sandbox import Child, Ending, Sandbox
from grader.session import Session
from grader.worker import surroundings, wire
from grader.worker.wire import Loaded, SourceCell

PROJECT = Path(__file__).resolve().parent.parent
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc, or relies on a parent's death")
F = "def f(x):\n    return 2 * x\n"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def own(temporary: Path) -> Iterator[Sandbox]:
    """A sandbox that the test may kill."""
    with Sandbox(Limits(seconds=4.0, memory=256 * 2**20)) as started:
        yield started


def server(sandbox: Sandbox) -> int:
    assert sandbox._process is not None
    return sandbox._process.pid


def gone(pid: int) -> bool:
    """Tell whether a process has ended: no such process, or one that waits to be reaped by its parent."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return status.rpartition(")")[2].split()[0] in "ZX"


def until(condition: object, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def descriptors(pid: int | str) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


# --- start and end --------------------------------------------------------------------------------


def test_a_child_answers_and_nothing_is_left_after_the_end(temporary: Path) -> None:
    with Sandbox(Limits(seconds=4.0)) as sandbox:
        assert talk(sandbox, F).value() == 3.0
        assert [path.name.startswith("grader-") for path in temporary.iterdir()] == [True]
        pid = server(sandbox)
    assert list(temporary.iterdir()) == []
    if sys.platform == "linux":
        assert gone(pid)


def test_a_closed_sandbox_starts_again_when_it_is_asked(temporary: Path) -> None:
    sandbox = Sandbox(Limits(seconds=4.0))
    for _ in range(2):
        assert talk(sandbox, F).value() == 3.0
        sandbox.close()
        sandbox.close()
    assert list(temporary.iterdir()) == []


def test_the_folder_of_a_child_is_gone_once_the_child_is(own: Sandbox, temporary: Path) -> None:
    (base,) = temporary.iterdir()
    with Session(
        own, [SourceCell(1, "open('a', 'w').write('x')\nimport os\nos.mkdir('b', 0)\n")], []
    ) as session:
        session.load()
        assert [path.name for path in next(base.iterdir()).iterdir()] != []
    assert until(lambda: list(base.iterdir()) == [])


@linux
def test_no_descriptor_is_left_open_by_many_children(own: Sandbox) -> None:
    talk(own, F)
    before = descriptors("self"), descriptors(server(own))
    for source in [F, "import os\nos._exit(3)\n", "def f(x): return 1 / 0\n"] * 5:
        talk(own, source)
    assert (descriptors("self"), descriptors(server(own))) == before


# --- a worker that does not start -----------------------------------------------------------------


def test_a_python_that_is_not_there_is_an_error_of_the_host(temporary: Path) -> None:
    with pytest.raises(HostError, match="cannot be started"), Sandbox(python="/nonexistent/python"):
        pass
    assert list(temporary.iterdir()) == []


def test_a_worker_that_ends_at_once_is_told_with_its_last_words(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {name: folder for name, folder in surroundings.packages().items() if name != "msgspec"}
    monkeypatch.setattr(surroundings, "packages", lambda project: folders)
    sandbox = Sandbox()
    with pytest.raises(HostError, match=r"does not start: ModuleNotFoundError.*msgspec"), sandbox.child(1.0):
        pass
    sandbox.close()
    assert list(temporary.iterdir()) == []


def test_without_numpy_the_error_tells_how_to_get_it(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "packages", lambda project: {})
    with pytest.raises(HostError) as caught:
        Sandbox().start()
    assert "pip install numpy" in caught.value.hint
    assert list(temporary.iterdir()) == []


def test_without_a_temporary_folder_the_error_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    with pytest.raises(HostError, match="temporary folder"):
        Sandbox().start()


# --- someone dies ---------------------------------------------------------------------------------


LONELY = """
import sys, time
sys.path.insert(0, {project!r})
from grader.exercise import Limits
from grader.sandbox import Sandbox
from grader.worker import wire
sandbox = Sandbox(Limits(seconds=30.0))
with sandbox.child(30.0) as child:
    spin = wire.SourceCell(1, "open('a', 'w').write('x')\\nwhile True: pass\\n")
    child.send(wire.Load([spin], statement_seconds=30.0, load_seconds=30.0), time.monotonic() + 5)
    while not (isinstance(m := child.receive(time.monotonic() + 5), wire.Progress) and m.statement == 1):
        pass
    print(sandbox._process.pid, child.pid, sandbox._base, flush=True)
    time.sleep(60)
"""


@linux
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_worker_child_and_folders_end_with_the_grader(number: signal.Signals, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LONELY.format(project=str(PROJECT))],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert process.stdout is not None
    with process.stdout:
        worker, child, base = process.stdout.readline().decode().split()
        assert Path(base).parent == tmp_path
        assert not gone(int(worker))
        assert not gone(int(child))
        process.send_signal(number)
        process.wait()
    assert until(lambda: gone(int(worker)) and gone(int(child)))
    assert until(lambda: list(tmp_path.iterdir()) == [])


@linux
def test_children_end_with_the_worker_and_another_worker_takes_its_place(
    own: Sandbox, temporary: Path
) -> None:
    with Session(own, [SourceCell(1, F)], ["f"]) as session:
        assert isinstance(session.load(), Loaded)
        assert session._child is not None
        child, first = session._child.pid, server(own)
        os.kill(first, signal.SIGKILL)
        assert until(lambda: gone(child))
    assert talk(own, F).value() == 3.0
    assert server(own) != first
    assert len(list(temporary.iterdir())) == 1


@linux
def test_a_worker_that_is_told_to_end_takes_its_children_and_folders_along(
    own: Sandbox, temporary: Path
) -> None:
    with own.child(4.0) as child:
        os.kill(server(own), signal.SIGTERM)
        assert until(lambda: gone(child.pid))
        assert until(lambda: list(temporary.iterdir()) == [])


def test_a_child_that_ends_with_its_worker_counts_as_killed_from_outside(own: Sandbox) -> None:
    with own.child(4.0) as child:
        os.kill(server(own), signal.SIGKILL)
        ended = own.ending(child)
    assert ended is not None
    assert ended.signal == signal.SIGKILL


def test_a_worker_that_does_not_answer_is_killed_and_replaced(
    own: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = server(own)
    with monkeypatch.context() as patched:
        patched.setattr(own, "ending", lambda child: None)  # as after five seconds without an answer
        with own.child(4.0):
            os.kill(first, signal.SIGSTOP)
    assert talk(own, F).value() == 3.0
    assert server(own) != first


def test_how_a_child_ended_is_known(own: Sandbox) -> None:
    for source, text in [
        ("import os\nos._exit(7)\n", "exit status 7"),
        ("import ctypes\nctypes.string_at(0)\n", "SIGSEGV"),
    ]:
        assert [death.text for death in talk(own, source, []).deaths.values()] == [text]


def test_a_folder_that_grows_too_large_ends_its_child(own: Sandbox) -> None:
    loop = "    while True:\n        i += 1\n        open(str(i), 'wb').write(b'x' * 2**22)\n"
    source = "def f(x):\n    i = 0\n" + loop
    found = talk(own, source, pace=None)
    answer = found.answers["a"]
    assert isinstance(answer, Ending)
    assert (answer.kind, answer.text) == ("disk", "its folder grew too large")


def test_folders_deeper_than_recursion_or_paths_do_no_harm(sandbox: Sandbox) -> None:
    pid, base = server(sandbox), Path(sandbox._base)
    source = "import os\nfor _ in range({1}):\n    os.mkdir('{0}'); os.chdir('{0}')\n"
    for name, depth in (("d", 1500), ("d" * 200, 30)):
        talk(sandbox, source.format(name, depth), [])
    assert talk(sandbox, F).value() == 3.0
    assert server(sandbox) == pid
    assert until(lambda: list(base.iterdir()) == [])


# --- endings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        (Ending("exit", 3), "exit status 3"),
        (Ending("signal", 11), "SIGSEGV"),
        (Ending("signal", 250), "signal 250"),
        (Ending("timeout"), "timeout"),
        (Ending("garbage", detail="a frame of 9 bytes"), "a frame of 9 bytes"),
    ],
)
def test_an_ending_is_told_in_a_few_words(ending: Ending, text: str) -> None:
    assert ending.text == text


# --- a channel that cannot be trusted -------------------------------------------------------------


@pytest.fixture
def channel() -> Iterator[tuple[Child, socket.socket]]:
    """Our end of a channel, as a Child, and the other end, which may do what it likes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Child(1, 0, ours), theirs


def soon(seconds: float = 0.15) -> float:
    return time.monotonic() + seconds


def test_a_message_arrives_whole_in_however_many_pieces(channel: tuple[Child, socket.socket]) -> None:
    child, theirs = channel
    frame = wire.encode(wire.Progress(1, 2, 3)) + wire.encode(wire.Progress(4, 5, 6))
    for place in range(len(frame)):
        theirs.send(frame[place : place + 1])
    assert child.receive(soon()) == wire.Progress(1, 2, 3)
    assert not child.is_quiet()
    assert child.receive(soon()) == wire.Progress(4, 5, 6)
    assert child.is_quiet()


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"", "timeout"),
        (b"\0\0", "timeout"),
        (struct.pack(">I", 100) + b"x" * 99, "timeout"),
        (struct.pack(">I", 2**32 - 1), "garbage"),
        (struct.pack(">I", wire.MAX_FRAME + 1) + b"x", "garbage"),
        (struct.pack(">I", 0), "garbage"),
        (struct.pack(">I", 5) + b"\xff" * 5, "garbage"),
        (wire.encode(wire.Load([])), "garbage"),
    ],
    ids=["nothing", "half a header", "half a body", "4 GiB", "too large", "empty", "noise", "a request"],
)
def test_what_is_no_message_is_an_ending_in_time(
    channel: tuple[Child, socket.socket], sent: bytes, kind: str
) -> None:
    child, theirs = channel
    theirs.sendall(sent)
    start = time.monotonic()
    ending = child.receive(soon())
    assert isinstance(ending, Ending)
    assert ending.kind == kind
    assert time.monotonic() - start < 1.0


def test_a_closed_channel_is_none(channel: tuple[Child, socket.socket]) -> None:
    child, theirs = channel
    theirs.close()
    assert not child.is_quiet()
    assert child.receive(soon()) is None
    child.send(wire.Load([]), soon())  # raises nothing


def test_one_child_cannot_send_without_end(
    channel: tuple[Child, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.sandbox._CONVERSATION", 1000)
    child, theirs = channel
    theirs.sendall(wire.encode(wire.Progress(1, 1, 1)) * 100)
    received = [child.receive(soon()) for _ in range(100)]
    first = next(message for message in received if isinstance(message, Ending))
    assert (first.kind, first.text) == ("garbage", "the program sent too many bytes")


def test_a_child_that_does_not_listen_holds_up_no_longer_than_the_deadline(
    channel: tuple[Child, socket.socket],
) -> None:
    child, _ = channel
    start = time.monotonic()
    child.send(wire.Load([wire.SourceCell(1, "#" * 2**23)]), soon())
    ending = child.receive(soon(0))
    assert isinstance(ending, Ending)
    assert ending.kind == "timeout"
    assert time.monotonic() - start < 1.0


def test_the_pace_of_these_tests_leaves_room_for_a_slow_machine(sandbox: Sandbox) -> None:
    start = time.monotonic()
    assert talk(sandbox, F).value() == 3.0
    assert time.monotonic() - start < BRISK.total
