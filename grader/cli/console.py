"""How the command line meets its surroundings: streams, colour, width, files, faults; knows no grading.

Whatever happens, a user sees words of ours and an exit status, never a traceback of ours.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, TextIO

import click

from ..errors import GraderError, HostError, UsageError

WRONG_USE = 2
FAULT_STATUS = 3  # the course's or the grader's own files are at fault
INTERRUPTED = 130

if TYPE_CHECKING:
    from ..report import Settings

LOG_NAME = "fault.log"
_UNMAPPED = "failed to map segment"  # what the loader says of a library for which there is no memory
_SCARCE = {
    errno.ENOMEM: "memory",
    errno.EMFILE: "open files",
    errno.ENFILE: "open files",
    errno.EAGAIN: "processes",
    errno.ENOSPC: "disk space",
    errno.EDQUOT: "disk space",
}


def wants_colour(
    choice: str, stream: IO[str] | None = None, environment: Mapping[str, str] = os.environ
) -> bool:
    """Decide on ANSI styles: by what was asked for, else NO_COLOR, FORCE_COLOR, the kind of terminal.

    choice  "always", "never" or "auto"
    stream  standard output by default
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal(stream or sys.stdout) and environment.get("TERM") != "dumb"


def is_terminal(stream: IO[str] | None) -> bool:
    """Tell whether a person reads the stream; a closed or lacking one is read by nobody."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def encoding_of(stream: IO[str] | None) -> str:
    """Return the codec of a stream, UTF-8 where it has none."""
    return getattr(stream, "encoding", None) or "utf-8"


def width_of_terminal() -> int:
    """Return the columns of the terminal, 80 where there is none."""
    import shutil

    return shutil.get_terminal_size().columns


def emit(text: str, colour: bool) -> None:
    """Write to standard output. A reader that has gone away ends the writing silently.

    Raises HostError when the text cannot be written for another reason, such as a full disk.
    """
    try:
        click.echo(text, nl=False, color=colour)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        raise HostError(
            f"standard output cannot be written: {error.strerror or error}", "Is the disk full?"
        ) from None


def show(write: Callable[[Settings], str], lang: str, colour: str) -> None:
    """Write to standard output what `write` makes of its width, encoding and colours."""
    from ..report import Settings

    styled = wants_colour(colour)
    emit(write(Settings(lang, styled, width_of_terminal(), encoding_of(sys.stdout))), styled)


def check_output(path: str) -> None:
    """Raise UsageError where a file at this path can never be written: before any work is done."""
    target = Path(os.path.realpath(path))
    name = _shown(path)
    if target.is_dir():
        raise UsageError(f"--output {name}: this is a folder", "Name a file in it.")
    if not target.parent.is_dir():
        raise UsageError(
            f"--output {name}: the folder {_shown(str(target.parent))} does not exist", "Make it first."
        )
    if not os.access(target.parent, os.W_OK) and not (target.exists() and not target.is_file()):
        raise UsageError(
            f"--output {name}: the folder {_shown(str(target.parent))} is read-only",
            "Name a file in a folder that you may write to.",
        )


def write_output(path: str, text: str) -> None:
    """Write a report's file whole, in UTF-8. Raises UsageError where that is not possible."""
    from .progress import write_whole

    try:
        write_whole(Path(path), text.encode("utf-8"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"--output {_shown(path)}: {reason}", "Name a file that you may write to.") from None


def tell(error: GraderError) -> int:
    """Say one of our errors on standard error; returns its exit status."""
    _say(f"{_shown(error.message)}\n" + (f"{_shown(error.hint)}\n" if error.hint else ""))
    return error.exit_code


def tell_usage(error: click.ClickException) -> int:
    """Say a wrong use on standard error; returns its exit status."""
    usage = ""
    context = getattr(error, "ctx", None)
    if context is not None:
        usage = f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n\n"
    _say(f"{usage}{_shown(error.format_message())}\n")
    return WRONG_USE


def host_error(error: BaseException) -> HostError | None:
    """Return what a fault tells of this machine, where it is the machine's: no memory, descriptors, room."""
    reason = _SCARCE.get(getattr(error, "errno", None) or 0)
    if isinstance(error, MemoryError) or (isinstance(error, ImportError) and _UNMAPPED in str(error)):
        reason = "memory"
    if reason is None:
        return None
    return HostError(
        f"this machine has too little left to grade: {reason}", "Close other programs, or raise its limits."
    )


def tell_fault(error: BaseException) -> int:
    """Say that the grader itself is at fault and where the details are; returns the exit status."""
    import traceback

    details = "".join(traceback.format_exception(error))
    if os.environ.get("GRADER_DEBUG", "0") not in ("", "0"):
        _say(details)
    log = _write_log(details)
    where = f"The details are in {_shown(str(log))}" if log else "Set GRADER_DEBUG=1 to see the details"
    kind = _shown(f"{type(error).__name__}: {error}"[:200])
    _say(f"This is a fault of the grader, not of your program: {kind}\n{where}; please report it.\n")
    return FAULT_STATUS


def state_folder(environment: Mapping[str, str], platform: str = sys.platform) -> Path:
    """Return the platform's folder for the state of a user's programs, ours in it."""
    home = Path.home()
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "grader"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "grader"
    base = environment.get("XDG_STATE_HOME", "")
    return (Path(base) if os.path.isabs(base) else home / ".local" / "state") / "grader"


class Ticker:
    """A line on standard error that says what is being done, erased at the end; a context manager.

    Says nothing where nobody looks: no terminal, a dumb one, or a single thing to do.
    """

    def __init__(self, count: int, stream: TextIO | None, environment: Mapping[str, str]) -> None:
        seen = count > 1 and environment.get("TERM") != "dumb" and is_terminal(stream)
        self._stream = stream if seen else None

    def __enter__(self) -> Ticker:
        return self

    def show(self, write: Callable[[], str]) -> None:
        """Put the text that `write` makes in the place of the one before."""
        if self._stream is not None:
            encoding = encoding_of(self._stream)
            text = write().encode(encoding, "replace").decode(encoding)
            self._stream.write(f"\r\x1b[2K{text}")
            self._stream.flush()

    def __exit__(self, *exception: object) -> None:
        if self._stream is not None:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()


def _silence(stream: TextIO) -> None:
    """Point a stream's descriptor at nothing, so that the interpreter's last flush cannot fail either."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
    except (OSError, ValueError):  # a stream without a descriptor, as under a test
        pass


def _say(text: str) -> None:
    stream = sys.stderr
    if stream is None:
        return
    try:
        stream.write(text.encode(encoding_of(stream), "backslashreplace").decode(encoding_of(stream)))
        stream.flush()
    except (OSError, ValueError):  # nobody is left to be told
        pass


def _shown(text: str) -> str:
    from ..report.escape import visible

    return visible(text, keep="\n")


def _write_log(details: str) -> Path | None:
    try:
        folder = state_folder(os.environ)
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / LOG_NAME
        log.write_text(details, encoding="utf-8", errors="backslashreplace")
    except (OSError, RuntimeError):  # no home
        return None
    return log
