"""The documents say what is so: commands, links, options."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
_OF_OTHERS = {"--clear"}  # options of venv, not ours


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
    import click

    from grader.cli import cli

    known = set(_OF_OTHERS)
    commands: list[click.Command] = [cli, *cli.commands.values()]
    for command in commands:
        for parameter in command.params:
            known |= {*parameter.opts, *parameter.secondary_opts}
    known |= {"--help", "--version", "--runs"}
    for option in _OPTION.findall(path.read_text(encoding="utf-8")):
        assert option in known, f"{path.name} names {option}"


def test_every_command_is_documented() -> None:
    from grader.cli import cli

    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    for name in cli.commands:
        assert f"python -m grader {name}" in text or name == "grade", name
