"""What a file is, by its content; plain Python; lines and limits."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import textwrap
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from grader.errors import UnreadableSubmission
from grader.submission import Cell, Line, Submission, parse_submission, split_lines

Read = Callable[[str], Submission]
FENCED = "Title\n\n```python\nx = 1\n```\n"
SESSION = ">>> x = 1\n>>> x\n1\n"
EXPORT = "In [3]:\nx = 1\n\nOut[3]: 1\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "python"),
        ("x = 1\n", "python"),
        ('{"cells": [], "nbformat": 4}', "notebook"),
        (FENCED, "markdown"),
        (SESSION, "transcript"),
        (EXPORT, "export"),
    ],
)
@pytest.mark.parametrize("path", ["a.py", "a.txt", "a.ipynb", "a.md", "-", "a"])
def test_the_content_tells_the_kind_and_the_name_does_not(text: str, kind: str, path: str) -> None:
    assert parse_submission(text.encode(), path).kind == kind


@pytest.mark.parametrize("sample", [FENCED, SESSION, EXPORT, "Text:\n\n    x = 1\n\nmore words\n"])
@pytest.mark.parametrize(
    "frame",
    [
        '"""{0}"""\nx = 1\n',
        'def f(x):\n    """Do.\n\n{1}\n    """\n    return x\n',
        "r'''\n{0}'''\ny = 2\n",
        "{2}\nx = 1\n",
        "x = 1  # \"\n'''it's\n{0}\n'''\n",
    ],
)
def test_python_with_samples_of_other_kinds_stays_python(read: Read, sample: str, frame: str) -> None:
    indented = textwrap.indent(sample, "    ")
    commented = textwrap.indent(sample, "# ", lambda _: True)
    text = frame.format(sample, indented, commented)
    submission = read(text)
    assert submission.kind == "python"
    assert submission.cells[0].source == text.rstrip("\n")


@pytest.mark.parametrize(
    "text",
    [
        "# coding: utf-8\n\n# In[3]:\n\nx = 1\n\n\n# In[ ]:\n\ny = 2\n",
        "# %%\nx = 1\n\n# %% [markdown]\n# ## Title\n",
        "{'a': 1}\n",
        "{1, 2}\nx = 3\n",
        "for i in range(3):\n\n    print(i)\n",
        "x = 1\n\nif x:\n\n    y = 2\n",
        "print x\n\nif x :\n\n    print 'it is so'\n",
        "def f(x)\n\n    return x\n",
        "def f(x):\n    return x\n>>> f(2)\n2\n",
        "def f(x):\n    return x\n```\n",
        "x = 5 >> 2\ny = ~~~x\n",
        "class A:\n\n\tdef f(self):\n\t\treturn '''\n```\n'''\n",
    ],
)
def test_python_is_one_cell_with_every_line_as_it_is(read: Read, text: str) -> None:
    submission = read(text)
    assert submission.kind == "python"
    (cell,) = submission.cells
    assert cell.number == 1
    assert cell.source == text.removesuffix("\n")
    assert [line.number for line in cell.lines] == list(range(1, text.count("\n") + 1))
    assert not cell.prose


def test_programs_of_the_standard_library_stay_as_they_are() -> None:
    folder = Path(sysconfig.get_path("stdlib"))
    for name in (
        "doctest.py",
        "textwrap.py",
        "difflib.py",
        "tokenize.py",
        "ast.py",
        "argparse.py",
        "turtle.py",
    ):
        raw = (folder / name).read_bytes()
        submission = parse_submission(raw, name)
        assert submission.kind == "python", name
        assert submission.cells[0].source + "\n" == raw.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("text", ["", "\n", " \t\n\f\n", "\ufeff", "\x1a", "\n\n\x1a\n"])
def test_a_file_without_text_is_a_submission_without_code(read: Read, text: str) -> None:
    submission = read(text)
    assert (submission.kind, submission.cells) == ("python", ())


@pytest.mark.parametrize(
    ("text", "newline"),
    [
        ("a\nb\n", "\n"),
        ("a\r\nb\r\n", "\r\n"),
        ("a\rb\r", "\r"),
        ("a\r\nb\r\nc\n", "\r\n"),
        ("a\r\nb\nc\n", "\n"),
        ("a", "\n"),
        ("a\r\nb\n", "\n"),
        ("a\rb\rc\n", "\r"),
    ],
)
def test_line_endings_are_told_and_do_not_count_in_the_source(read: Read, text: str, newline: str) -> None:
    submission = read(text)
    assert submission.newline == newline
    assert submission.cells[0].source == "\n".join(text.split())


def test_only_line_feeds_and_carriage_returns_end_a_line(read: Read) -> None:
    text = "x = '\u2028\u2029\x85\x0b'\n\x0cy = 2\r\r\nz = 3"
    (cell,) = read(text).cells
    assert cell.source == "x = '\u2028\u2029\x85\x0b'\n\x0cy = 2\n\nz = 3"
    assert [line.number for line in cell.lines] == [1, 2, 3, 4]


def test_lines_are_those_of_pythons_own_universal_newlines(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for text in ("", "\n", "a", "a\n", "a\r\rb\r\n\nc", "\r\n\r", "a\x0cb\u2028c\x1cd\n"):
        path.write_bytes(text.encode())
        with path.open(encoding="utf-8") as file:
            assert split_lines(text) == [line.removesuffix("\n") for line in file]


def test_the_mark_that_ends_a_file_in_dos_is_left_out(read: Read) -> None:
    assert read("x = 1\r\n\x1a").cells[0].source == "x = 1"
    assert read("x = '\x1a'\n").cells[0].source == "x = '\x1a'"


def test_a_program_may_be_long_but_not_without_end() -> None:
    assert len(parse_submission(b"x = 1\n" * 100_000, "a").cells[0].lines) == 100_000
    for raw in (b"x\n" * 200_001, b"\n" * 200_001, b"\r" * 200_001, b"x" * (2**21 + 1)):
        with pytest.raises(UnreadableSubmission, match="more than a program"):
            parse_submission(raw, "a")


def test_pictures_in_markdown_do_not_count_as_program() -> None:
    picture = b"![a](data:image/png;base64," + b"iVBORw0K" * 2**19 + b")\n"
    submission = parse_submission(picture + FENCED.encode(), "a.md")
    assert (submission.kind, submission.cells[0].source) == ("markdown", "x = 1")


HOSTILE = {
    "line feeds": b"\n",
    "statements": b"x = 1; y = 2; z = 3; print(x, y, z, 'and so on, and on, and on, and on, and on')\n",
    "brackets": b"In [1]: (",
    "quotes": b"'''\"\"\"\n" + b"'" * 200,
    "ticks": b"`",
    "fences": b"```py\n" + b"x" * 200 + b"\n```\n",
    "bullets": b"* ",
    "quotes of quotes": b"> ",
    "markers": b"In [1]:\n" + b"x" * 200 + b"\n",
    "prompts": b">>> " + b"x" * 200 + b"\n",
    "objects": b'{"cells":',
    "lists": b'{"cells": [[',
    "escapes": b'{"cells": "\\"',
    "letters": "梯".encode("gbk"),
    "halves of letters": b"\x81\x30",
    "accents": b"\xe9t",
    "backslashes": b"\\",
    "coding lines": b"# coding",
    "magics": b"%x?",
    "words": b"if ab ",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_twenty_megabytes_are_read_or_refused_at_once(name: str) -> None:
    piece = HOSTILE[name]
    raw = piece * (20 * 2**20 // len(piece))
    begin = time.process_time()
    with suppress(UnreadableSubmission):
        parse_submission(raw, "a")
    assert time.process_time() - begin < 5  # about one second; the machine may be slow


def test_the_package_is_loaded_without_heavy_modules() -> None:
    program = (
        "import sys; before = set(sys.modules); import grader.submission; "
        "print(*sorted(set(sys.modules) - before))"
    )
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(run.stdout.split())
    assert "grader.submission" in loaded
    assert not loaded & {
        "nbformat",
        "numpy",
        "json",
        "msgspec",
        "jinja2",
        "difflib",
        "grader.submission.notebook",
    }


def test_a_submission_compares_by_value_and_cannot_be_changed(read: Read) -> None:
    assert read("x = 1\n") == read("x = 1\n")
    assert read("x = 1\n").cells == (Cell(1, "x = 1", (Line(1, "", "x = 1"),), False),)
    with pytest.raises(AttributeError):
        read("x = 1\n").kind = "export"  # type: ignore[misc]
