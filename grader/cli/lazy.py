"""A group of commands, some of which are imported only when they are asked for; knows no command.

What a command needs to declare its options costs start-up time for every other command, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group with further commands in other modules.

    elsewhere  name of a command -> (module, name of the command's object in it)
    """

    def __init__(
        self, *args: Any, elsewhere: Mapping[str, tuple[str, str]] | None = None, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.elsewhere = dict(elsewhere or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*super().list_commands(ctx), *self.elsewhere})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, imported where it lies elsewhere; None for an unknown one."""
        if cmd_name in self.elsewhere and cmd_name not in self.commands:
            module, name = self.elsewhere[cmd_name]
            self.commands[cmd_name] = getattr(import_module(module), name)
        return super().get_command(ctx, cmd_name)
