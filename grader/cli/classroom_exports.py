"""The commands that hand a class back: export, feedback, report, gradescope; what they do lies elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from . import _colour, _lang, _language, _memory, _timeout
from .classroom import folder_argument, gradebook_option, usable_gradebook_of
from .parameters import Number, Word

FC = TypeVar("FC", bound=Callable[..., Any] | click.Command)
EXPORTS = ("csv", "canvas", "moodle", "junit", "json")
POLICY = "class.toml"  # in the class's folder

_policy = click.option(
    "--policy",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help=f"Due dates, lateness, attempts, weights, as TOML.  [default: FOLDER/{POLICY}]",
)
_exercise = click.option(
    "--exercise",
    "words",
    type=Word(),
    multiple=True,
    metavar="NAME",
    help="Only this exercise; may be repeated.  [default: all]",
)
_anonymous = click.option("--anonymous", is_flag=True, help="Hide names, everywhere.")
_rung = click.option(
    "--hint", "rung", type=Number(int, 0, 4), metavar="N", default=1, help="Last hint to show.  [default: 1]"
)


def _output(default: str, help: str) -> Callable[[FC], FC]:  # noqa: A002  the word of the command line
    return click.option("-o", "--output", metavar=default, help=help)


@click.command()
@folder_argument
@click.argument("form", type=click.Choice(EXPORTS), metavar="|".join(EXPORTS))
@_output("FILE", "Write to this file.  [default: standard output]")
@_exercise
@gradebook_option
@_policy
@click.option(
    "--roster", metavar="FILE", help="For canvas and moodle: the platform's own CSV, to be filled in."
)
@click.option("--bom", is_flag=True, help="Begin the file with a byte order mark, for Excel.")
@_anonymous
@_lang
@_colour
def export(**given: Any) -> int:
    """Write the results of a class for a spreadsheet, a learning platform or a program.

    One row a student; both the points earned and those that stay after lateness. For canvas and moodle give
    the file that the platform exports as --roster: the identities in it are kept, the grades filled in.
    """
    from .class_back import ExportOptions, export_command

    return export_command(ExportOptions(bom=given.pop("bom"), roster=given.pop("roster"), **_common(given)))


@click.command()
@folder_argument
@_output("FOLDER", "Write into this folder.  [default: FOLDER/.grader/feedback]")
@_exercise
@gradebook_option
@_policy
@_rung
@_lang
@_colour
def feedback(**given: Any) -> int:
    """Write one HTML page and one Markdown file for each student, ready to be handed back, and an index."""
    from .class_back import BackOptions, feedback_command

    return feedback_command(BackOptions(**_common(given)))


@click.command()
@folder_argument
@_output("FILE", "Write to this file.  [default: FOLDER/.grader/report.html]")
@_exercise
@gradebook_option
@_policy
@_anonymous
@_lang
@_colour
def report(**given: Any) -> int:
    """Write a page about the class: scores, misconceptions, checks, alike solutions, late work."""
    from .class_back import BackOptions, report_command

    return report_command(BackOptions(**_common(given)))


@click.command()
@_output("FILE", "Write the archive to this file.  [default: autograder.zip]")
@_exercise
@_policy
@_rung
@_timeout
@_memory
@_lang
@_colour
def gradescope(**given: Any) -> int:
    """Make autograder.zip, which grades programming assignments on Gradescope.

    It holds this grader and the versions of its libraries that are installed here. Set the assignment's
    points to 100 for each exercise.
    """
    from .class_back import gradescope_command

    given["lang"] = _language(given["lang"])
    return gradescope_command(**given)


def _common(given: dict[str, Any]) -> dict[str, Any]:
    """Return the options that all of them have, checked, with their defaults."""
    folder: Path = given["folder"]
    given["lang"] = _language(given["lang"])
    given["gradebook"] = usable_gradebook_of(folder, given["gradebook"])
    if given["policy"] is None and (folder / POLICY).exists():
        given["policy"] = str(folder / POLICY)
    return given
