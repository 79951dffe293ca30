"""Taking bytes from the file system and from standard input."""

from __future__ import annotations

import io
import os
import pickle
import socket
import sys
import time
from pathlib import Path

import pytest

from grader.errors import UnreadableSubmission
from grader.submission import read_submission


def refusal(path: object, **options: object) -> UnreadableSubmission:
    with pytest.raises(UnreadableSubmission) as caught:
        read_submission(path, **options)  # type: ignore[arg-type]
    assert caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == 2
    return caught.value


def test_a_file_is_read_with_its_digest_and_path(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"abc")
    submission = read_submission(path)
    assert submission.path == str(path)
    assert submission.raw == b"abc"
    # NIST FIPS 180-2, appendix B.1
    assert submission.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    error = refusal(tmp_path / "nowhere.py")
    assert "nowhere.py does not exist" in error.message


def test_a_file_as_a_folder_of_the_path_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"")
    assert "Not a directory" in refusal(tmp_path / "a.py" / "b.py").message


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path).message


def test_a_device_is_refused() -> None:
    assert "is a device" in refusal("/dev/zero").message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "pipe.py"
    os.mkfifo(path)
    begin = time.perf_counter()
    assert "is a named pipe" in refusal(path).message
    assert time.perf_counter() - begin < 1


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path has to be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.py")
        assert "is a socket" in refusal("s.py").message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_that_replaces_the_file_after_the_first_look_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pipe.py"
    os.mkfifo(path)
    (tmp_path / "a.py").write_bytes(b"x = 1")
    regular = os.stat(tmp_path / "a.py")
    monkeypatch.setattr(os, "stat", lambda _: regular)
    assert "is a named pipe" in refusal(path).message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x")
    path.chmod(0)
    assert "may not be read" in refusal(path).message


def test_a_denied_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x")

    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    error = refusal(path)
    assert "a.py may not be read" in error.message
    assert "permission" in error.hint


def test_a_name_with_a_nul_is_refused() -> None:
    assert "is not the name of a file" in refusal("a\0b").message


def test_unprintable_characters_of_a_name_are_shown_as_escapes() -> None:
    message = refusal("no\x1b[2J\u202ewhere.py").message
    assert "\\x1b[2J\\u202ewhere.py" in message
    assert message.isprintable()


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x" * 100)
    assert len(read_submission(path, limit=100).raw) == 100
    assert "larger than" in refusal(path, limit=99).message


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system has no /proc")
def test_the_limit_holds_where_a_file_claims_to_be_empty() -> None:
    assert os.stat("/proc/self/status").st_size == 0
    assert "larger than" in refusal("/proc/self/status", limit=10).message


def test_a_symbolic_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"x = 1")
    (tmp_path / "b.py").symlink_to(tmp_path / "a.py")
    assert read_submission(tmp_path / "b.py").cells[0].source == "x = 1"


def test_a_link_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to(tmp_path / "a.py")
    assert "cannot be read" in refusal(tmp_path / "a.py").message


class Trickle(io.RawIOBase):
    """A stream that gives one byte at a time, as a pipe may."""

    def __init__(self, raw: bytes) -> None:
        self._left = list(raw)

    def read(self, size: int = -1) -> bytes:
        return bytes([self._left.pop(0)]) if self._left and size else b""


def test_a_dash_reads_the_stream_given_to_its_end() -> None:
    submission = read_submission("-", stdin=Trickle(b"x = 1\n"))  # type: ignore[arg-type]
    assert submission.path == "-"
    assert submission.raw == b"x = 1\n"


def test_a_dash_reads_standard_input_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"y = 2")))
    assert read_submission("-").cells[0].source == "y = 2"


def test_a_stream_over_the_limit_is_refused_and_not_read_to_its_end() -> None:
    stream = io.BytesIO(b"x" * 1000)
    assert "standard input is larger" in refusal("-", stdin=stream, limit=10).message
    assert stream.tell() == 11


def test_closed_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert "standard input is closed" in refusal("-").message
    closed = io.BytesIO()
    closed.close()
    assert "standard input cannot be read" in refusal("-", stdin=closed).message


def test_a_refusal_of_standard_input_names_it() -> None:
    assert refusal("-", stdin=io.BytesIO(b"a\0b")).message.startswith("standard input is a binary file")


def test_a_refusal_pickles_with_its_message_and_hint(tmp_path: Path) -> None:
    error = refusal(tmp_path)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.message, copy.hint) == (error.message, error.hint)
