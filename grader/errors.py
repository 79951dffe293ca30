"""The grader's own faults, as one tree; knows nothing of learners' programs, whose faults are outcomes.

    GraderError
    |- UsageError 2        UnknownExercise, UnreadableSubmission
    |- CourseError 3       a file of the course is wrong: names the file and the field
    |- HostError 4         this machine cannot do it: says what is missing and how to get it
    '- GradebookError 5

Every error carries a message (what happened, and where) and a hint (what to do), and its class carries
the exit status of the command that it ends.
"""

from __future__ import annotations

from typing import ClassVar


class GraderError(Exception):
    """A fault that ends a command; `exit_code` is the command's exit status.

    message  str, what is wrong and where
    hint     str, what to do about it; empty when there is nothing to add
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)  # every argument, so that the error pickles
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class UsageError(GraderError):
    """The command was asked for something that cannot be had."""

    exit_code = 2


class UnknownExercise(UsageError):
    """No exercise goes by that name."""


class UnreadableSubmission(UsageError):
    """A submission that cannot be taken as a program: absent, no text, too large, not a file."""


class CourseError(GraderError):
    """A file of the course itself is wrong."""

    exit_code = 3


class HostError(GraderError):
    """This machine cannot do what is needed."""

    exit_code = 4


class GradebookError(GraderError):
    """The gradebook cannot be opened, read or written."""

    exit_code = 5
