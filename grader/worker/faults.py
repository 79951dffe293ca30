"""What goes wrong in a learner's program: running out of time, exceptions, and the lines they stand on.

Knows the texts that were run only to turn byte offsets into columns; judges nothing.
"""

from __future__ import annotations

from collections import deque
from itertools import islice
from signal import ITIMER_REAL, SIGALRM
from signal import setitimer as set_timer
from signal import signal as set_handler
from types import CodeType, FrameType, TracebackType
from typing import cast

from .values import text, type_name
from .wire import Place, Raised

_MAX_TRACE = 12  # learner's own frames that are reported; of a deep recursion the outer and inner ends
_REPEAT = 0.02  # seconds after which the alarm is raised again, for code that catches everything

SOURCES: dict[str, list[str]] = {}  # file name of a cell's code -> its lines, filled while loading


class OutOfTime(BaseException):
    """The time of a statement or program is over. No Exception, so that `except Exception` lets it pass."""


class deadline:
    """Raise OutOfTime in a block's learner code once its time has gone by, again and again until it ends.

    seconds  of wall time
    heard    whether a deadline of the same request has set the alarm: where a program of it has put another
             in its place, what stalls after it is left to the grader
    Our own code is never interrupted, so that neither the block's end nor what comes after it can be hit:
    where no line of a learner's is running, the alarm waits for its next turn. What runs long without
    one is left to the grader, which ends the child.
    """

    def __init__(self, seconds: float, heard: bool = False) -> None:
        self.seconds, self.heard = seconds, heard

    def __enter__(self) -> None:
        if not self.heard:
            set_handler(SIGALRM, _ring)  # a learner may have put another in its place
        set_timer(ITIMER_REAL, max(self.seconds, 0.001), _REPEAT)

    def __exit__(self, *exception: object) -> None:
        set_timer(ITIMER_REAL, 0)


def _ring(number: int, frame: FrameType | None) -> None:
    while frame is not None:
        if frame.f_code.co_filename in SOURCES:
            raise OutOfTime
        frame = frame.f_back


def file_name(cell: int) -> str:
    """The name under which a cell's code is compiled."""
    return f"<cell {cell}>"


def describe(error: BaseException) -> Raised:
    """Describe an exception by type, text and the learner's own frames.

    What an exception class of the learner's overrides is not asked, except for its text.
    """
    try:
        message = text(str(error))
    except (OutOfTime, MemoryError):
        raise
    except BaseException as fault:  # a learner's __str__ may do anything
        message = f"<{type_name(fault)} in __str__>"
    trace = _trace(BaseException.__dict__["__traceback__"].__get__(error))
    if issubclass(type(error), SyntaxError):  # isinstance would ask the error's own __class__
        syntax = cast(SyntaxError, error)
        place = syntax_place(syntax)
        if place is not None:
            trace.append(place)
            message = text(syntax.msg) if isinstance(syntax.msg, str) else message
    return Raised(type_name(error), message, trace)


def syntax_place(error: SyntaxError) -> Place | None:
    """Return where a syntax error is, or None where that is no line of the learner's."""
    if type(error.filename) is not str or error.filename not in SOURCES:
        return None
    numbers = [error.lineno, error.offset, error.end_lineno, error.end_offset]
    line, column, last, end = (number if type(number) is int and number > 0 else 0 for number in numbers)
    return Place(int(error.filename[6:-1]), line or 1, column, end if last == line else 0)


def _trace(traceback: TracebackType | None) -> list[Place]:
    """Return the learner's own frames, outermost first; of a deep recursion only the two ends."""
    half = _MAX_TRACE // 2
    outer: list[TracebackType] = []
    inner: deque[TracebackType] = deque(maxlen=half)
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename in SOURCES:
            if len(outer) < half:
                outer.append(traceback)
            else:
                inner.append(traceback)
        traceback = traceback.tb_next
    return [_frame_place(frame) for frame in (*outer, *inner)]


def _frame_place(traceback: TracebackType) -> Place:
    code, line = traceback.tb_frame.f_code, traceback.tb_lineno or 1
    start, end = _columns(code, traceback.tb_lasti, line)
    name = "" if code.co_name == "<module>" else text(code.co_name)
    return Place(int(code.co_filename[6:-1]), line, start, end, name)


def _columns(code: CodeType, instruction: int, line: int) -> tuple[int, int]:
    """Return 1-based first and behind-last columns of an instruction on its line, 0 where unknown."""
    first, last, start, end = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)
    lines = SOURCES[code.co_filename]
    if first != line or start is None or not 0 < line <= len(lines):
        return 0, 0
    raw = lines[line - 1].encode("utf-8", "surrogatepass")
    column = len(raw[:start].decode("utf-8", "replace")) + 1
    if last != line or end is None:
        return column, 0
    return column, len(raw[:end].decode("utf-8", "replace")) + 1
