"""What tests of a gradebook share: a PostgreSQL server on loopback, of what the machine has, or a skip."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

_PACKAGES = Path("/usr/lib/postgresql")  # Debian puts each version's programs there, outside PATH
_SECONDS = 60


def _program(name: str) -> str:
    packaged = sorted(_PACKAGES.glob(f"[0-9]*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = shutil.which(name) or (str(packaged[-1]) if packaged else None)
    if found is None:
        pytest.skip(f"PostgreSQL is not installed: there is no {name} in PATH or in {_PACKAGES}/*/bin")
    return found


def _as_user() -> tuple[list[str], int]:
    """Return what to put in front of a command, and a user's number: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return [], os.geteuid()
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        if shutil.which("setpriv"):
            ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
            return ["setpriv", *ids, "--"], user.pw_uid
        if shutil.which("runuser"):
            return ["runuser", "-u", name, "--"], user.pw_uid
    pytest.skip("PostgreSQL does not run as root, and there is no other user to run it as")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _run(command: list[str], folder: Path) -> None:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": str(folder)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        log = folder / "log"
        told = log.read_text(errors="replace") if log.exists() else done.stderr
        pytest.skip(f"PostgreSQL does not start here: {told.strip()[-400:]}")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server on loopback, in a folder of its own, gone after the tests."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    as_user, owner = _as_user()
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        os.chown(folder, owner, -1)
        data, log, port = folder / "data", folder / "log", _free_port()
        superuser = ["-U", "grader", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        _run([*as_user, initdb, "-D", str(data), *superuser], folder)
        settings = f"-p {port} -k '' -c listen_addresses=127.0.0.1 -c fsync=off"
        control = [*as_user, pg_ctl, "-D", str(data), "-w"]
        _run([*control, "-l", str(log), "-o", settings, "start"], folder)
        try:
            yield f"postgresql://grader@127.0.0.1:{port}"
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_database(postgres_server: str) -> Callable[[], str]:
    """Make an empty schema, which to a gradebook is a database of its own; returns its URL."""
    import psycopg

    numbers = count(1)

    def make() -> str:
        name = f"class{next(numbers)}"
        with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{postgres_server}/postgres?options=-csearch_path%3D{name}"

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new gradebook, of each kind in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "class.db")
    make: Callable[[], str] = request.getfixturevalue("new_database")
    return make()
