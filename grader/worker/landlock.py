"""Landlock: two rulesets that both have to allow what a child does; knows paths, not programs.

The exact list of what may be read is long (Python's library, without what else is installed in it), and a
rule costs some ten microseconds. Its ruleset is therefore made once, in the fork server, and a child only
puts it in force. The child's own folder comes in a second ruleset, made in the child, whose few rules name
the folders that hold what the first one lists; these are opened once, too.

.. [1] Linux kernel documentation, userspace-api/landlock.rst; the numbers are those of every architecture.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections import Counter
from collections.abc import Callable, Sequence

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # system calls
_ASK_VERSION, _PATH_BENEATH, _NO_NEW_PRIVS = 1, 1, 38
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE, _IOCTL = (
    1 << 0,
    1 << 1,
    1 << 2,
    1 << 3,
    1 << 14,
    1 << 15,
)
_READING = _EXECUTE | _READ_FILE | _READ_DIR
_OF_A_FILE = (
    _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
)  # rights that a rule for a file may name
_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # version -> rights on files that it knows; 16 from the fifth on
_NETWORK = 0b11  # binding and connecting by TCP, from the fourth on
_SCOPES = 0b11  # abstract sockets of others and signals to others, from the sixth on
_MANY = 8  # entries of one folder from which on the second ruleset names the folder itself


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"  # what packing means from Python 3.14 on
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def rules(readable: Sequence[str], base: str) -> tuple[Callable[[str], None], tuple[int, ...]]:
    """Prepare both rulesets; returns what puts them in force for a folder, and the descriptors that it needs.

    readable  files and folders that may be read
    base      folder that will hold the children's own
    Raises OSError where this machine lacks Landlock.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = _check(libc.syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION))
    everything = (1 << _RIGHTS.get(version, 16)) - 1
    handled = [everything, *[_NETWORK] * (version >= 4), *[_SCOPES] * (version >= 6)]
    create = _creation(handled)
    exact = _check(libc.syscall(*_creation([_READING])))
    for path in [*readable, base]:
        place = _rule(path, _READING)
        if place is not None:
            _check(libc.syscall(_ADD, exact, _PATH_BENEATH, ctypes.byref(place), 0))
            os.close(place.parent)
    whole = dict.fromkeys(coarse(readable, base), _READING) | {os.devnull: everything}
    places = [place for path, rights in whole.items() if (place := _rule(path, rights)) is not None]
    pointers = [ctypes.byref(place) for place in places]

    def confine(folder: str) -> None:
        own = _check(libc.syscall(*create))
        mine = _PathBeneath(everything, os.open(folder, os.O_PATH | os.O_CLOEXEC))
        for pointer in (*pointers, ctypes.byref(mine)):
            _check(libc.syscall(_ADD, own, _PATH_BENEATH, pointer, 0))
        for place in (*places, mine):
            os.close(place.parent)
        _check(libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0))
        for ruleset in (own, exact):
            _check(libc.syscall(_RESTRICT, ruleset, 0))
            os.close(ruleset)

    return confine, (exact, *(place.parent for place in places))


def coarse(readable: Sequence[str], base: str) -> list[str]:
    """Return fewer places that hold all the readable ones and not the base: folders for many entries."""
    base = os.path.realpath(base)
    holders = Counter(os.path.dirname(path) for path in readable)
    places = []
    for path in readable:
        holder = os.path.dirname(path)
        inside = os.path.commonpath([base, os.path.realpath(holder)]) == os.path.realpath(holder)
        places.append(holder if holders[holder] >= _MANY and not inside else path)
    return list(dict.fromkeys(places))


def _creation(handled: Sequence[int]) -> tuple[object, ...]:
    """Return the arguments of the system call that makes a ruleset.

    handled  what is refused unless a rule allows it: rights on files, on the network, scopes
    """
    attributes = (ctypes.c_uint64 * len(handled))(*handled)
    return _CREATE, attributes, ctypes.c_size_t(ctypes.sizeof(attributes)), 0


def _rule(path: str, rights: int) -> _PathBeneath | None:
    """Return a rule for a path and what is beneath it, with an open descriptor; None where there is none."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return None
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        rights &= _OF_A_FILE
    return _PathBeneath(rights, place)


def _check(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
