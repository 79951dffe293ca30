"""The documents say what is so: commands, links, options."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
_OF_OTHERS = {"--clear", "--nworkers", "--nthreads"}  # options of venv and Dask, not ours


def test_ci_runs_the_readmes_test_command_word_for_word() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [line.strip() for line in readme.splitlines() if line.startswith("    python3 -m venv")]
    assert len(commands) == 2, "one command to set up and run, one to set up and test"
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert commands[1] in script


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(path: Path) -> None:
    for target in _LINK.findall(path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_option_that_a_document_names_exists(path: Path) -> None:
    from grader.cli import cli

    known = set(_OF_OTHERS)
    for command in _commands(cli).values():
        for parameter in command.params:
            known |= {*parameter.opts, *parameter.secondary_opts}
    known |= {"--help", "--version", "--runs"}
    for option in _OPTION.findall(path.read_text(encoding="utf-8")):
        assert option in known, f"{path.name} names {option}"


def _commands(command: click.Command, name: str = "python -m grader") -> dict[str, click.Command]:
    """Return a command and all below it, by the words that call them."""
    found = {name: command}
    if isinstance(command, click.Group):
        context = click.Context(command)
        for word in command.list_commands(context):
            below = command.get_command(context, word)
            assert below is not None
            found |= _commands(below, f"{name} {word}")
    return found


def test_every_command_is_documented() -> None:
    from grader.cli import cli

    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    for name in _commands(cli):
        assert name in text or name == "python -m grader grade", name


_LESSON = re.compile(r"\[Exercise ([0-9]): ([^]]+)\]\(\.\./(solutions/exercise([0-9])_[a-z_]+\.py)\)")
_HEADING = re.compile(r"^# #+ (?:Exercise [0-9]: )?(.+)$", re.MULTILINE)


def test_the_table_of_topics_names_headings_of_the_exercises_and_known_misconceptions() -> None:
    from grader.report.explain import known_ids

    text = (ROOT / "docs" / "topics.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    where = [row[-1] for row in rows if row[-1].strip() != "where"]
    assert len(where) > 30
    for cell in where:
        lessons = _LESSON.findall(cell)
        assert lessons, cell
        for number, heading, script, of_script in lessons:
            assert number == of_script, cell
            assert heading in _HEADING.findall((ROOT / script).read_text(encoding="utf-8")), heading
        for name in re.findall(r"`([^`]+)`", cell):
            assert name in known_ids(), name
