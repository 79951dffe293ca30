"""Readers of submissions: a file as learners have it becomes cells of Python text with their line map.

Knows files, encodings and formats; never parses or runs what a learner wrote. The content decides what a
file is, whatever its name ends in: a notebook, Markdown, the text export of a notebook, the transcript of
an interactive session, or a Python program.
"""

from .model import (
    MAX_BYTES,
    MAX_LINES,
    MAX_NOTEBOOK,
    MAX_PROGRAM,
    Cell,
    Kind,
    Line,
    Submission,
    split_lines,
)
from .reader import parse_runs, parse_submission, read_submission

__all__ = [
    "MAX_BYTES",
    "MAX_LINES",
    "MAX_NOTEBOOK",
    "MAX_PROGRAM",
    "Cell",
    "Kind",
    "Line",
    "Submission",
    "parse_runs",
    "parse_submission",
    "read_submission",
    "split_lines",
]
