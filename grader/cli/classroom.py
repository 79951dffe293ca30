"""The commands for a class: their options and checks; what they do lies in the modules beside this one.

Loaded when a word after `class` is to be understood, and imports nothing heavy then either.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import HostError
from . import _colour, _lang, _language, _memory, _require, _seed, _timeout
from .lazy import LazyGroup
from .parameters import Number, Word

GRADEBOOK = Path(".grader") / "gradebook.db"  # below the class's folder, where intake reads nothing
LAYOUTS = (
    "auto",
    "flat",
    "per-student",
    "canvas",
    "moodle",
    "gradescope",
    "nbgrader",
    "github-classroom",
)
MOST_JOBS = 256

folder_argument = click.argument("folder", type=click.Path(exists=True, path_type=Path), metavar="FOLDER")
gradebook_option = click.option(
    "--gradebook",
    metavar="URL",
    help=f"File or postgresql://... that keeps the results.  [default: FOLDER/{GRADEBOOK.as_posix()}]",
)
_exercise = click.option(
    "--exercise",
    "words",
    type=Word(),
    multiple=True,
    metavar="NAME",
    help="An exercise to grade; may be repeated.  [default: all]",
)
_layout = click.option(
    "--layout", type=click.Choice(LAYOUTS), default="auto", help="How the folder tells who handed in what."
)
_jobs = click.option(
    "--jobs",
    type=Number(int, 1, MOST_JOBS),
    metavar="N",
    help="Grading processes.  [default: one a processor]",
)
_executor = click.option(
    "--executor",
    default="local",
    metavar="local|dask://HOST:PORT",
    help="Where to grade: here, or on a Dask cluster.  [default: local]",
)
_mend = click.option(
    "--repair/--no-repair", "mend", default=True, help="Whether to look for what is wrong, and prove it."
)


def gradebook_of(folder: Path, given: str | None) -> str:
    """Return the gradebook that is meant: what was given, else the file in the class's folder.

    An archive has it beside itself.
    """
    if given is not None:
        return given
    return str(folder / GRADEBOOK if folder.is_dir() else folder.with_name(f"{folder.name}.gradebook.db"))


def usable_gradebook_of(folder: Path, given: str | None) -> str:
    """Return the gradebook that is meant. Raises HostError where the library for it is not installed."""
    from importlib.util import find_spec

    if find_spec("sqlalchemy") is None:
        raise HostError(
            "SQLAlchemy is not installed, and a class needs it for its gradebook",
            "python -m pip install sqlalchemy (this kit's extra 'class')",
        )
    return gradebook_of(folder, given)


@click.group(
    cls=LazyGroup,
    name="class",
    elsewhere={
        name: ("grader.cli.classroom_exports", name)
        for name in ("export", "feedback", "report", "gradescope")
    },
)
def classroom() -> None:
    """Grade a class: what thousands handed in, kept in a gradebook, handed back in the formats of others."""


@classroom.command()
@folder_argument
@_exercise
@_layout
@_jobs
@gradebook_option
@_executor
@click.option("--force", is_flag=True, help="Grade again what is graded and unchanged.")
@_seed
@_timeout
@_memory
@_mend
@_require
@_lang
@_colour
def grade(**given: Any) -> int:
    """Grade what a class handed in: every file in FOLDER that is new or changed.

    Who handed in what is read from the names of folders, files and archives. Results go to the gradebook;
    Ctrl-C keeps what is graded, and the same command goes on from there. Exit status: 0 when everything was
    graded, whatever the results; 1 when something could not be; 5 for a fault of the gradebook.
    """
    return _run(given)


@classroom.command()
@folder_argument
@click.argument("students", nargs=-1, metavar="[STUDENT]...")
@click.option("--all", "everybody", is_flag=True, help="Everybody's.")
@_exercise
@_layout
@_jobs
@gradebook_option
@_executor
@_seed
@_timeout
@_memory
@_mend
@_require
@_lang
@_colour
def regrade(**given: Any) -> int:
    """Grade again what lies in FOLDER: of some students, on an exercise, or all.

    The new results take the place of those with the same grader, file and seed.
    """
    everybody = given.pop("everybody")
    if not everybody and not given["students"] and not given["words"]:
        raise click.UsageError("Name students, an --exercise, or --all.")
    return _run({**given, "force": True})


@classroom.command()
@folder_argument
@gradebook_option
@_lang
@_colour
def status(folder: Path, gradebook: str | None, lang: str | None, colour: str) -> int:
    """Say how far the grading of a class is: results, what is under way, and what could not be graded."""
    from .class_status import status_command

    return status_command(usable_gradebook_of(folder, gradebook), _language(lang), colour)


def _run(given: dict[str, Any]) -> int:
    from .class_run import RunOptions, run_command

    given["lang"] = _language(given["lang"])
    given["gradebook"] = usable_gradebook_of(given["folder"], given["gradebook"])
    return run_command(RunOptions(seconds=given.pop("timeout"), **given))
