"""IPython's own lines become harmless; everything else stays as it is."""

from __future__ import annotations

import ast
import codeop
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.submission import Submission, parse_submission
from grader.submission.magics import neutralise


def made(text: str) -> str:
    lines = text.split("\n")
    done = neutralise(lines)
    assert len(done) == len(lines)
    return "\n".join(done)


@pytest.mark.parametrize(
    "line",
    ["%matplotlib inline", "!ls -l", "!!ls", "?np.sum", "np.sum?", "np.sum??", "%time f(3)", "%%time?",
     "pip install numpy", "x = !ls", "a, b = !ls", "x = %time f(3)", "x[0] = %pwd", "%cd ..", "f.a[0].b?;"],
)  # fmt: skip
def test_a_line_of_ipythons_own_becomes_python(line: str) -> None:
    with pytest.raises(SyntaxError):
        ast.parse(line)
    done = made(f"a = 1\n{line}\nb = 2").split("\n")
    ast.parse("\n".join(done))
    assert done[1].endswith(line.partition("= ")[2] or line)


@pytest.mark.parametrize(
    "text",
    [
        "x = (5\n% 2)",
        "x = 5 \\\n% 2",
        "x = 5 \\\n  % 2",
        "x = '''\n%time\n!ls\nwhat?\n'''",
        'def f():\n    """Is it?\n    ?\n    %%bash\n    """',
        "s = 'a\\\n% b'",
        "x = [\n    'a',  # why?\n    'b'\n    % 3,\n]",
        "print('%d' % 3)",
        "if a != b: pass",
        "x = '= !ls'",
        "x %= 3",
        "x = 1  # = !ls",
        "print(f'{x!r}', f'{x:%Y}')",
        'y = f"{d["a"]}" % ()',
        "r = r'\\'  # ' \n'''\n%x\n'''",
        "# what is it?\nx = 1  # = %time?",
        "pip = install = 1\npip  # install",
    ],
)
def test_python_is_left_as_it_is(text: str) -> None:
    assert made(text) == text


def test_a_magic_that_is_a_blocks_only_statement_leaves_a_statement() -> None:
    text = made("for i in range(3):\n    # draw\n    %matplotlib inline\n    !ls\nelse:\n\t!ls\nx = 1\n%time")
    assert text.split("\n") == [
        "for i in range(3):", "    # draw", "    pass  # %matplotlib inline", "    # !ls",
        "else:", "\tpass  # !ls", "x = 1", "# %time",
    ]  # fmt: skip
    ast.parse(text)


def test_a_magic_goes_on_after_a_backslash() -> None:
    assert made("!pip install \\\n    numpy \\\n    scipy\nx = 1").split("\n") == [
        "# !pip install \\", "    # numpy \\", "    # scipy", "x = 1",
    ]  # fmt: skip
    assert made("x = !ls \\\n  -l\ny = 1").split("\n") == ["x = None  # !ls \\", "  # -l", "y = 1"]


def test_quotes_and_brackets_of_a_magic_open_nothing() -> None:
    assert made("!echo \"it's (\n%time\nx = !echo '''[\n!ls").split("\n") == [
        "# !echo \"it's (", "# %time", "x = None  # !echo '''[", "# !ls",
    ]  # fmt: skip


def test_a_definition_ends_a_bracket_left_open() -> None:
    text = made("print((1, 2)\ndef f():\n    return 1\n%time f()")
    assert text.split("\n")[-1] == "# %time f()"


@pytest.mark.parametrize(
    "magic",
    [
        "%%time",
        "%%timeit -n 3",
        "%%capture out",
        "\n%%time\n\n%%capture",
        "%%check exercise3",
        "%%writefile net.py",
        "%%file 'my net.py'",
    ],
)
def test_cell_magics_that_run_the_cell_keep_it(magic: str) -> None:
    text = made(f"{magic}\nx = 1\n!ls")
    assert text.endswith("\nx = 1\n# !ls")
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse("x = 1"))


@pytest.mark.parametrize(
    "magic", ["%%bash", "%%html", "%%writefile notes.txt", "%%javascript", "%%time\n%%bash"]
)
def test_cell_magics_for_other_programs_take_the_cell_with_them(magic: str) -> None:
    text = made(f"{magic}\nx = 1\n\n'''\n(")
    assert ast.parse(text).body == []
    assert text.endswith("\n# x = 1\n\n# '''\n# (")


def test_a_timed_statement_is_code_and_its_magic_a_prefix(read_notebook: Callable[..., Submission]) -> None:
    (cell,) = read_notebook("%time x = f(1)\n'''\n%time y = 2\n'''\n%timeit f(2)\n%time !ls").cells
    assert cell.source == "x = f(1)\n'''\n%time y = 2\n'''\n# %timeit f(2)\n# !ls"
    assert [line.prefix for line in cell.lines] == ["%time ", "", "", "", "", "%time "]


def test_magics_are_made_harmless_in_every_kind_of_file(
    read: Callable[[str], Submission], read_notebook: Callable[..., Submission]
) -> None:
    for submission in (
        read("%matplotlib inline\nx = 1\n"),
        read("```python\n%matplotlib inline\nx = 1\n```\n"),
        read("In [1]:\n%matplotlib inline\nx = 1\n"),
        read("In [1]: %matplotlib inline\n   ...: x = 1\n"),
        read_notebook("%matplotlib inline\nx = 1"),
    ):
        assert submission.cells[0].source == "# %matplotlib inline\nx = 1"


def is_python(text: str) -> bool:
    try:
        return codeop.compile_command(text, symbol="exec") is not None
    except (SyntaxError, ValueError, OverflowError):
        return False


PIECES = ["'", '"', "'''", '"""', "\\", "\n", "%", "!", "?", "(", ")", "[", "]", "=", " ", "    ", "x", "#",
          "%time", "def f():", "if x:", "r", "f", ":", "1", ",", "pass", "`", "，"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_no_text_that_is_python_is_changed(text: str) -> None:
    lines = text.split("\n")
    done = neutralise(lines)
    assert len(done) == len(lines)
    if is_python(text):
        assert done == lines


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_made_harmless_twice_is_made_harmless_once(text: str) -> None:
    once = neutralise(text.split("\n"))
    assert neutralise(once) == once


def test_a_python_file_with_a_magic_keeps_its_lines() -> None:
    submission = parse_submission(b"import numpy as np\r\n%matplotlib inline\r\nx = 5 % 3\r\n", "a.py")
    (cell,) = submission.cells
    assert cell.source == "import numpy as np\n# %matplotlib inline\nx = 5 % 3"
    assert [(line.number, line.prefix) for line in cell.lines] == [(1, ""), (2, ""), (3, "")]
