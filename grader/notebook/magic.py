"""The magics `%check` and `%%check`, and what `%load_ext grader` does; knows IPython by what it is handed.

%load_ext grader
%%check exercise3 --hint 2 --lang ja --seed 7
"""

from __future__ import annotations

from typing import Any

from ..errors import GraderError, UsageError
from .check import begin, check, desk
from .shown import NotChecked

_NAME = "check"
_NUMBERS = {"hint": int, "seed": int, "timeout": float, "memory": int}
_TEXTS = ("lang", "submission")


def load_ipython_extension(shell: Any) -> None:
    """Register the magics, note from now on which cell each run is of, and warm the sandbox up."""

    def magic(line: str, cell: str | None = None) -> None:
        _check(shell, line, cell)

    shell.register_magic_function(magic, magic_kind="line_cell", magic_name=_NAME)
    desk().listener.listen(shell)
    try:
        begin()
    except GraderError:
        pass  # told by the first check


def unload_ipython_extension(shell: Any) -> None:
    """Take the magics away, and end the sandbox."""
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop(_NAME, None)
    desk().listener.stop()
    desk().warm.close()


def _check(shell: Any, line: str, cell: str | None) -> None:
    """Run a cell as usual, then check it with what ran before; a line is checked alone."""
    try:
        words, options = parsed(line)
    except UsageError as error:
        raise NotChecked(error.message, error.hint) from None
    if cell is not None:
        if _awaits(shell, cell):
            raise NotChecked("%%check cannot run a cell that awaits", "Run it as it is, then %check alone.")
        ran = shell.run_cell(cell)
        if isinstance(ran.error_in_exec, KeyboardInterrupt):
            return
    from IPython.display import display

    display(check(*words, **options))  # type: ignore[no-untyped-call]


def _awaits(shell: Any, cell: str) -> bool:
    """Tell whether a cell needs the kernel's own loop, which is busy with the magic."""
    try:
        python = shell.transform_cell(cell)
    except Exception:
        return False  # told when it is run
    return bool(shell.should_run_async(cell, transformed_cell=python))


def parsed(line: str) -> tuple[list[str], dict[str, Any]]:
    """Return the exercises and options of a magic's line; raises UsageError.

    >>> parsed("exercise3 --hint 2 --lang=ja")
    (['exercise3'], {'hint': 2, 'lang': 'ja'})
    """
    import shlex

    try:
        parts = shlex.split(line, comments=True)
    except ValueError as error:
        raise UsageError(f"%check {line}: {error}") from None
    words: list[str] = []
    options: dict[str, Any] = {}
    rest = iter(parts)
    for part in rest:
        if not part.startswith("--"):
            words.append(part)
            continue
        name, equals, value = part[2:].partition("=")
        if name not in (*_NUMBERS, *_TEXTS):
            raise UsageError(f"%check has no option --{name}", "There are --hint, --lang, --seed, --timeout.")
        text = value if equals else next(rest, "")
        try:
            options[name] = _NUMBERS[name](text) if name in _NUMBERS else text
        except ValueError:
            raise UsageError(f"%check --{name} {text}: this is no number") from None
    return words, options
