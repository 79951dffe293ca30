"""The doctor: what this machine has and lacks, for a person to read or to send along with a question."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from .. import __version__
from ..errors import UsageError
from . import console
from .desk import find_exercises

LIBRARIES = ("numpy", "msgspec", "click", "jinja2", "pyseccomp")


def doctor_command(lang: str, colour: str, folder: str | None) -> int:
    """Examine the machine and say what was found; returns 0. Raises HostError where nothing can be graded."""
    from ..doctor import examine, facts
    from ..report.listing import Layer, render_doctor

    layers = [Layer(layer.name, layer.in_force, layer.proved, layer.detail) for layer in examine()]
    found = facts()
    speed = {"cold": found.cold_ms, "warm": found.warm_ms, "cores": found.cores}
    folders = [
        ("doctor.exercises", _exercises(folder)),
        ("doctor.state", str(console.state_folder(os.environ))),
    ]
    console.show(lambda settings: render_doctor(layers, software(), folders, speed, settings), lang, colour)
    return 0


def software() -> list[tuple[str, str]]:
    """Return names and versions of what grading rests on; a library that lacks has "-"."""
    from importlib.metadata import PackageNotFoundError, version

    found = [
        ("grader", __version__),
        ("Python", f"{platform.python_version()} ({sys.executable})"),
        (platform.system(), platform.release()),
    ]
    for name in LIBRARIES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            found.append((name, "-"))
    return found


def _exercises(folder: str | None) -> str:
    try:
        return str(find_exercises(folder, Path.cwd()))
    except UsageError:
        return ""
