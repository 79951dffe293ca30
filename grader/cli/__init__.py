"""The command line: commands, options and their checks; what they do lies in the modules beside this one.

Only click is imported here. Everything heavier is imported inside the command that needs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from .. import __version__
from . import console
from .lazy import LazyGroup
from .parameters import ALL_LAYERS, LANGUAGES, Idea, Language, Layers, Number, Word, exercises

FORMATS = ("text", "json", "html", "markdown", "junit", "github", "gradescope", "classroom50", "exercism")
KINDS = ("student", "instructor", "nbgrader", "otter")  # of notebooks
PAGES = ("text", "html", "markdown")  # formats of an explanation
DEFAULT = "grade"
COMPLETION = "_GRADER_COMPLETE"
PROGRAM = "grader"
LEAST_SECONDS, MOST_SECONDS = 0.1, 3600.0
LEAST_MEMORY, MOST_MEMORY = 64, 2**20  # MiB

_OWN_OPTIONS = ("--help", "-h", "--version")


class Commands(LazyGroup):
    """The commands; a first word that is none of them names an exercise to grade."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command in front where no command is named."""
        first = args[0] if args else ""
        completing = ctx.resilient_parsing and not args
        if not completing and first not in self.list_commands(ctx) and first not in _OWN_OPTIONS:
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Complete the names of commands and of exercises."""
        return [*super().shell_complete(ctx, incomplete), *exercises(incomplete)]


_lang = click.option("--lang", type=Language(), metavar="|".join(LANGUAGES), help="Language of the report.")
_colour = click.option(
    "--color",
    "--colour",
    "colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours.",
)
_seed = click.option(
    "--seed", type=Number(int, 0, 2**63 - 1), metavar="N", help="Draw the inputs from this number."
)
_folder = click.option("--exercises-dir", "folder", metavar="DIR", help="Folder of the exercises.")
_timeout = click.option(
    "--timeout",
    type=Number(float, LEAST_SECONDS, MOST_SECONDS, "seconds"),
    default=10.0,
    metavar="S",
    help="Seconds for an exercise.  [default: 10]",
)
_memory = click.option(
    "--memory",
    type=Number(int, LEAST_MEMORY, MOST_MEMORY, "MiB"),
    default=1024,
    metavar="MB",
    help="Memory for the program, in MiB.  [default: 1024]",
)
_require = click.option(
    "--require-sandbox",
    type=Layers(),
    is_flag=False,
    flag_value=ALL_LAYERS,
    callback=lambda context, option, value: value or (),
    metavar="[LAYERS]",
    help="Refuse to grade where one of these layers of protection lacks: landlock,seccomp; alone, every one.",
)


@click.group(
    cls=Commands,
    elsewhere={"class": ("grader.cli.classroom", "classroom")},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="A first word that is no command names an exercise: 'grader 3' means 'grader grade 3'. "
    "Exit status: 0 all passed, 1 not passed, 2 wrong use, 3 a fault in the course's or the grader's own "
    "files, 4 this machine cannot run it, 5 the gradebook cannot be used, 130 interrupted.",
)
@click.version_option(__version__, prog_name=PROGRAM)
def cli() -> None:
    """Grade the exercises of chapter 4 of Deep Learning from Scratch: by number, by topic, or all."""


@cli.command(DEFAULT)
@click.argument("words", nargs=-1, type=Word(), metavar="[EXERCISE]...")
@click.option("--submission", metavar="FILE", help=".py, .ipynb, .md or .txt to grade; - for standard input.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="Format of the report.")
@click.option("--output", metavar="FILE", help="Write the report to this file.")
@_seed
@_timeout
@_memory
@click.option(
    "--hint",
    "rung",
    type=Number(int, 0, 4),
    metavar="N",
    help="Last hint to show: 0 none, 4 the patch.",
)
@_lang
@_colour
@_folder
@_require
def grade(**given: Any) -> int:
    """Grade exercises, or without any list them and how far you are.

    EXERCISE is a number (3), a topic (gradient_descent), an id, or all. Without --submission the files in
    exercises/ are graded, and the result is remembered there. With one file and several exercises, those
    that the file does not define are missing: they cost nothing as long as one that it defines passes.
    """
    given["lang"] = _language(given["lang"])
    if not given["words"]:
        _refuse_without_exercise(given)
        return _list(given["folder"], given["lang"], given["colour"])
    from .grade import Options, grade_command

    seconds = given.pop("timeout")
    return grade_command(Options(seconds=seconds, **given))


def _refuse_without_exercise(given: dict[str, Any]) -> None:
    if any(given[name] is not None for name in ("submission", "output", "rung")) or given["form"] != "text":
        raise click.UsageError("Name an exercise too, or all: grader all --submission FILE")


def _list(folder: str | None, lang: str, colour: str) -> int:
    from ..course import EXERCISES
    from ..report.listing import render_list
    from .desk import find_exercises, rows

    found = rows(EXERCISES, find_exercises(folder, Path.cwd()))
    console.show(lambda settings: render_list(found, settings), lang, colour)
    return 0


@cli.command()
@click.argument("word", type=Word(), metavar="EXERCISE")
@click.option("--submission", metavar="FILE", help="The file to be helped with, if not that in exercises/.")
@click.option("--apply", is_flag=True, help="Write the repair, once shown, into the file; keeps a backup.")
@click.option("--yes", is_flag=True, help="Apply the repair although it was not shown yet.")
@_seed
@_lang
@_colour
@_folder
def hint(**given: Any) -> int:
    """Show the next hint for an exercise that fails.

    The first is the line and a question; then come the name of what is wrong, the same slip in another
    function, and last the repair, proved by running it. How far you are is remembered beside your files.
    A course may show fewer: max_hint in exercises/course.json, or GRADER_MAX_HINT.
    """
    from .hint import HintOptions, hint_command

    given["lang"] = _language(given["lang"])
    return hint_command(HintOptions(**given))


@cli.command()
@click.argument("name", type=Idea(), required=False, metavar="[NAME]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "markdown"]),
    default="text",
    help="Format of the page.",
)
@click.option("--output", metavar="FILE", help="Write the page to this file.")
@_lang
@_colour
def explain(name: str | None, form: str, output: str | None, lang: str | None, colour: str) -> int:
    """Explain a misconception by its name, with the numbers that show it; without one, list them all."""
    from .explain import explain_command

    return explain_command(name, form, output, _language(lang), colour)


@cli.command()
@_lang
@_colour
@_folder
def doctor(lang: str | None, colour: str, folder: str | None) -> int:
    """Say what protects this machine, which software it has and where files lie."""
    from .doctor import doctor_command

    return doctor_command(_language(lang), colour, folder)


@cli.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 where a stub is out of step.")
@click.option("--force", is_flag=True, help="Replace your own work too, after saving it beside the stub.")
@click.option("--solutions-dir", "solutions", metavar="DIR", help="Folder of the solutions.")
@_folder
@_lang
@_colour
def build(
    check: bool, force: bool, solutions: str | None, folder: str | None, lang: str | None, colour: str
) -> int:
    """Write the stubs in exercises/ from solutions/; what you have written yourself is kept."""
    from ..build import build_stubs
    from ..report.listing import render_built
    from .desk import FOLDER, find_solutions, relative

    source = find_solutions(solutions, Path.cwd())
    target = Path(folder) if folder is not None else source.parent / FOLDER
    results = build_stubs(source, target, check=check, force=force)
    told = [
        (relative(result.path), result.state, relative(result.backup) if result.backup else "")
        for result in results
    ]
    console.show(lambda settings: render_built(told, settings), _language(lang), colour)
    return 1 if any(result.state == "stale" for result in results) else 0


@cli.command()
@click.argument("words", nargs=-1, required=True, type=Word(), metavar="EXERCISE...")
@click.option("--kind", type=click.Choice(KINDS), default=KINDS[0], help="For whom.  [default: student]")
@click.option("-o", "--output", metavar="FILE", help="File *.ipynb or folder.  [default: notebooks/KIND/]")
@click.option("--force", is_flag=True, help="Replace an edited notebook too, after saving it beside.")
@click.option("--solutions-dir", "solutions", metavar="DIR", help="Folder of the solutions.")
@_lang
@_colour
def notebook(**given: Any) -> int:
    """Write notebooks from solutions/.

    student: text, stubs and a check cell. instructor: the same with the answers and their outputs. nbgrader
    and otter: sources for 'nbgrader generate_assignment' and 'otter assign', with a test for each check. A
    notebook that somebody has edited is kept, and said so, with exit status 1.
    """
    from .notebook import NotebookOptions, notebook_command

    given["lang"] = _language(given["lang"])
    return notebook_command(NotebookOptions(**given))


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the completion script of a shell.

    In bash: eval "$(grader completion bash)"; in zsh the same with zsh; in fish: grader completion fish |
    source. The script asks the grader command itself, with the variable _GRADER_COMPLETE set.
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"there is no completion for {shell}")
    console.emit(kind(cli, {}, PROGRAM, COMPLETION).source() + "\n", colour=False)
    return 0


def _language(asked: str | None) -> str:
    from ..report.catalogue import choose_language

    return choose_language(asked, os.environ)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status and never lets a fault of ours show as a traceback.

    arguments  words of the command line; None takes the process's own
    """
    from ..errors import GraderError

    name = PROGRAM if COMPLETION in os.environ else None
    try:
        status = cli.main(arguments, prog_name=name, complete_var=COMPLETION, standalone_mode=False)
        return status if isinstance(status, int) else 0
    except GraderError as error:
        return console.tell(error)
    except click.exceptions.Abort:
        return console.INTERRUPTED
    except click.ClickException as error:
        return console.tell_usage(error)
    except KeyboardInterrupt:
        return console.INTERRUPTED
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 1
    except Exception as error:
        of_host = console.host_error(error)
        return console.tell(of_host) if of_host is not None else console.tell_fault(error)


if __name__ == "__main__":
    sys.exit(main())
