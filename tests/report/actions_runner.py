"""What GitHub's runner does with a step's output: which lines are commands, and what they say.

Written from the documentation of workflow commands: a line that begins with "::" behind white space, or holds
"##[" anywhere, is a command; between `::stop-commands::TOKEN` and `::TOKEN::` none is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMAND = re.compile(r"^\s*::([\w-]+)(?:\s+([^:]*))?::(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Command:
    """A command that the runner obeys, unescaped."""

    name: str
    properties: dict[str, str]
    message: str


def commands_of(text: str) -> list[Command]:
    """Return the commands in a step's output, in their order."""
    found: list[Command] = []
    token = ""
    for line in re.split(r"\r\n|[\r\n]", text):
        match = _COMMAND.match(line)
        name = match[1] if match else ""
        if token:
            if match and name == token:
                token = ""
            continue
        if match and name == "stop-commands":
            token = match[3]
        elif match:
            found.append(Command(name, _properties(match[2] or ""), _plain(match[3])))
        elif re.search(r"##\w*\[", line):
            found.append(Command(line.strip(), {}, ""))
    assert token == "", "commands stay stopped for the steps that follow"
    return found


def _properties(text: str) -> dict[str, str]:
    pairs = [part.split("=", 1) for part in text.split(",") if part]
    return {pair[0].strip(): _plain(pair[1]) for pair in pairs}


def _plain(text: str) -> str:
    for escape, sign in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(escape, sign)
    return text
