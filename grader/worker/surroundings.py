"""What the worker's process is given: packages, files that children may read, environment variables.

Used by the grader before it starts the worker; knows paths of this machine, nothing of what runs there.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from glob import escape, glob
from pathlib import Path

_PACKAGES = ("numpy", "msgspec", "pyseccomp")
_DIGITS = "digits"  # a folder of the reference that holds data alone: lent as a package of its own
_MNIST = "GRADER_MNIST"  # a folder with MNIST's own files, read by the worker before any child is forked
_SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_MEMORY = "/dev/shm"
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_LIBRARIES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "OPENBLAS_CORETYPE")


def packages(project: Path | None = None) -> dict[str, str]:
    """Return package name -> the folder that holds it; those that are not installed are left out.

    project  folder of the project, which lends the worker its digits, and nothing else
    """
    folders = {}
    if project is not None:
        folders[_DIGITS] = str(project / "reference")
    for name in _PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue
        origin = Path(spec.origin)
        folders[name] = str(origin.parent.parent if spec.submodule_search_locations else origin.parent)
    return folders


def readable(folders: Mapping[str, str], project: Path) -> list[str]:
    """Return what a child may read: Python's library, NumPy, system libraries.

    folders  as `packages` returns them, with numpy among them
    project  a folder of which nothing but the digits may be read, even where it lies inside another of these
    """
    libraries = [
        Path(sysconfig.get_path(name, vars={"base": sys.base_prefix, "platbase": sys.base_exec_prefix}))
        for name in ("stdlib", "platstdlib")
    ]
    hidden = [project]
    hidden += [library / name for library in libraries for name in ("site-packages", "dist-packages")]
    hidden = [path.resolve() for path in hidden if os.path.exists(path)]
    shared = sysconfig.get_config_var("LIBDIR")
    found = [*map(Path, _SYSTEM), *libraries]
    found += [Path(path) for path in glob(os.path.join(escape(shared), "libpython*"))] if shared else []
    paths = [
        path for each in dict.fromkeys(entry.resolve() for entry in found) for path in _without(each, hidden)
    ]
    numpy = Path(folders["numpy"])
    given = [*_DEVICES, str(numpy / "numpy"), str(numpy / "numpy.libs"), *paths]
    if _DIGITS in folders:
        given.append(os.path.join(folders[_DIGITS], _DIGITS))
    return [path for path in dict.fromkeys(given) if os.path.exists(path)]


def _without(path: Path, hidden: Sequence[Path]) -> list[str]:
    """Return a path, or what lies in it, such that nothing hidden is included."""
    if path in hidden:
        return []
    inside = [other for other in hidden if other.is_relative_to(path)]
    if not inside:
        return [str(path)]
    try:
        entries = sorted(path.iterdir())
    except OSError:  # what cannot be listed cannot be given in parts
        return []
    return [kept for entry in entries for kept in _without(entry, inside)]


def folder_in_memory(room: int) -> str | None:
    """Return a folder of this system that lies in memory, where making and removing folders costs nothing.

    room  bytes that must be free in it
    Returns None where there is none, or where the user names a folder for temporary files.
    """
    if any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")):
        return None
    try:
        free = os.statvfs(_MEMORY)
    except OSError:
        return None
    fits = free.f_bavail * free.f_frsize >= room and os.access(_MEMORY, os.W_OK | os.X_OK)
    return _MEMORY if fits else None


def environment() -> dict[str, str]:
    """Return the worker's variables: one thread for linear algebra; of the user's only some paths."""
    kept = {name: os.environ[name] for name in _LIBRARIES if name in os.environ}
    if os.environ.get(_MNIST):
        kept[_MNIST] = os.path.abspath(os.environ[_MNIST])
    return {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        **dict.fromkeys(_THREADS, "1"),
        **kept,
    }
