"""Whether a process still lives, by its number and its start; knows no database.

A process number alone is used again. With the machine, its boot and its process namespace beside it, and
the start of the process within the boot, it names one process for good.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

SILENCE_S = 60.0  # after which a run that cannot be looked at is taken for dead

_STATE, _START = 0, 19  # fields of /proc/PID/stat, counted behind the command's name (proc_pid_stat(5))
_DEAD = ("Z", "X")


def this_host() -> str:
    """Return what names this machine since its last start, and the namespace that its numbers mean."""
    boot = _line(Path("/proc/sys/kernel/random/boot_id"))
    try:
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        namespace = ""
    return f"{socket.gethostname()} {boot} {namespace}"


def start_of(pid: int) -> str:
    """Return when a process began, in its system's own count; "" where there is none or nothing tells."""
    stat = _line(Path(f"/proc/{pid}/stat"))
    parts = stat.rpartition(")")[2].split()  # the command's name may hold anything, brackets too
    if len(parts) <= _START or parts[_STATE] in _DEAD:
        return ""
    return parts[_START]


def is_alive(host: str, pid: int, start: str, silent_s: float) -> bool:
    """Tell whether the process of a run still lives.

    host      what `this_host` returned in it
    start     what `start_of` returned in it, "" where its system did not tell
    silent_s  seconds since its last heartbeat: all that is known of a process elsewhere
    """
    if host == this_host():
        if start:
            return start_of(pid) == start
        if not _exists(pid):
            return False
    return silent_s <= SILENCE_S


def _exists(pid: int) -> bool:
    """Tell whether there is a process of that number; True where asking would harm it (Windows)."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # somebody else's
    return True


def _line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
