"""IPython's own lines as comments, so that what is left is Python; knows no files and no cells' numbers.

Line magics, shell commands and help (`%matplotlib inline`, `!ls`, `?np.sum`, `np.sum?`) become comments
of the same line; an assignment from one becomes an assignment of None. Cell magics become comments, with
their body unless it is the program itself (`%%time`, `%%check`) or is written into a file of Python
(`%%writefile gradient.py`): a module of the learner's own. No line is added or removed.

.. [1] IPython documentation, "Built-in magic commands" and "Python vs IPython".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .scan import Where, scan

# Cell magics that run their body in the learner's own namespace.
_KEEP_BODY = frozenset(
    ("time", "timeit", "capture", "prun", "debug", "memit", "snakeviz", "pyinstrument", "check")
)
_CELL_MAGIC = re.compile(r"%%(\w+)")
_PYTHON_FILE = re.compile(r"%%(?:write)?file\b.*\.py[\"']?[ \t]*$")
_TIMED = re.compile(r"%time[ \t]+(?=\S)")  # runs what follows in the learner's own namespace
# Where none of these signs stands, or none of these patterns matches, no line can be IPython's own, and the
# scan is saved.
_SIGNS = ("%", "!", "?", "pip", "conda")
_HINT = re.compile(
    r"^[^\S\n]*[%!?]|\?[ \t;]*$|=[ \t]*[%!][^=]|^[ \t]*(?:pip3?|conda) [ilsu]",
    re.MULTILINE,
)


def neutralise(lines: Sequence[str]) -> list[str]:
    """Return the lines with IPython's own made harmless.

    >>> neutralise(["%matplotlib inline", "for i in range(3):", "    !ls", "files = !ls"])
    ['# %matplotlib inline', 'for i in range(3):', '    pass  # !ls', 'files = None  # !ls']
    """
    text = "\n".join(lines)
    if not any(sign in text for sign in _SIGNS) or not _HINT.search(text):
        return list(lines)
    body, runs = _body(lines)
    done = [_comment(line, False) for line in lines[:body]]
    if not runs:
        return done + [_comment(line, False) for line in lines[body:]]
    expects_block = False
    for line, (where, code) in zip(lines[body:], scan(lines[body:]), strict=True):
        if where is Where.MAGIC:
            done.append(_comment(line, expects_block))
            expects_block = expects_block and not line[:1].isspace()
        elif where is Where.ASSIGNED:
            done.append(f"{line[: len(code)]}None  # {line[len(code) :]}")
            expects_block = False
        else:
            done.append(line)
            if code.strip():
                expects_block = code.rstrip().endswith(":")
    return done


def timed(lines: Sequence[str]) -> list[int]:
    """Return for each line the width of the `%time` in front of a statement, 0 where there is none.

    >>> timed(["%time x = f()", "s = (", "%time)", "    %time f()"])
    [6, 0, 0, 0]
    """
    if "%time" not in "\n".join(lines):
        return [0] * len(lines)
    body, runs = _body(lines)
    widths = [0] * body
    for line, (where, _) in zip(lines[body:], scan(lines[body:]), strict=True):
        match = _TIMED.match(line) if runs and where is Where.MAGIC else None
        widths.append(match.end() if match else 0)
    return widths


def _body(lines: Sequence[str]) -> tuple[int, bool]:
    """Return where the cell's body begins, and whether the cell magics in front of it run it as it is."""
    at = 0
    while True:
        start = next((i for i in range(at, len(lines)) if lines[i].strip()), len(lines))
        match = _CELL_MAGIC.match(lines[start]) if start < len(lines) else None
        if match is None:
            return at, True
        at = start + 1
        if match.group(1) not in _KEEP_BODY and not _PYTHON_FILE.match(lines[start]):
            return at, False


def _comment(line: str, expects_block: bool) -> str:
    """Return a line as a comment, or as a statement that does nothing where a block needs one."""
    text = line.lstrip()
    if not text:
        return line
    indentation = line[: len(line) - len(text)]
    return f"{indentation}pass  # {text}" if indentation and expects_block else f"{indentation}# {text}"
