"""Transcripts of interactive sessions."""

from __future__ import annotations

from collections.abc import Callable

from grader.submission import Submission

Read = Callable[[str], Submission]


def sources(submission: Submission) -> list[str]:
    assert submission.kind == "transcript"
    return [cell.source for cell in submission.cells]


def test_each_prompt_begins_a_cell_and_answers_are_left_out(read: Read) -> None:
    submission = read(
        "Python 3.11.2 (main) [GCC 12] on linux\n"
        'Type "help", "copyright" for more information.\n'
        ">>> import numpy as np\n>>> def f(x):\n...     return x\n... \n>>> f(2)\n2\n>>> y\n"
        'Traceback (most recent call last):\n  File "<stdin>", line 1, in <module>\n'
        "NameError: name 'y'\n>>> \n"
    )
    assert sources(submission) == ["import numpy as np", "def f(x):\n    return x", "f(2)", "y"]
    lines = [[(line.number, line.prefix) for line in cell.lines] for cell in submission.cells]
    assert lines == [[(3, ">>> ")], [(4, ">>> "), (5, "... ")], [(7, ">>> ")], [(9, ">>> ")]]


def test_a_shell_without_second_prompts_is_followed(read: Read) -> None:
    submission = read(
        ">>> def f(x):\n\tif x:\n\t\treturn 1\n\n\treturn 2\n\n>>> f(0)\n2\n"
        ">>> if f(1):\n\tx = 1\nelse:\n\tx = 2\n\n\n>>> @g\ndef h():\n\treturn 1\n\n"
        ">>> y = (1,\n     2)\n>>> for i in y:\n\tprint(i)\n\n\t\n1\n2\n  3\n"
    )
    assert sources(submission) == [
        "def f(x):\n\tif x:\n\t\treturn 1\n\n\treturn 2",
        "f(0)",
        "if f(1):\n\tx = 1\nelse:\n\tx = 2",
        "@g\ndef h():\n\treturn 1",
        "y = (1,\n     2)",
        "for i in y:\n\tprint(i)",
    ]


def test_answers_that_look_like_a_second_prompt_are_left_out(read: Read) -> None:
    assert sources(read(">>> x\n1\n... 2\n    3\n>>> y\n")) == ["x", "y"]


def test_an_indented_session_is_read(read: Read) -> None:
    submission = read("  >>> if x:\n  ...     y\n  2\n  >>> z\n")
    assert sources(submission) == ["if x:\n    y", "z"]
    assert submission.cells[0].lines[1].prefix == "  ... "
