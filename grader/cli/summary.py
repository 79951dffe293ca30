"""The job summary of a step of GitHub Actions: knows the file that the runner names, and its largest size."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..outcome import Report
    from .grade import Options

VARIABLE = "GITHUB_STEP_SUMMARY"


def append_summary(reports: Sequence[Report], options: Options, environment: Mapping[str, str]) -> bool:
    """Append the summary to the file that the runner names; returns whether something was written.

    A summary is a convenience: a file that cannot be written is told of on standard error, and changes no
    exit status. What is there already counts: together they stay within what a step may have.
    """
    from ..report import HIGHEST_RUNG, Settings
    from ..report.github import LARGEST_SUMMARY, render_summary

    path = environment.get(VARIABLE, "")
    if not path:
        return False
    try:
        file = Path(path)
        room = LARGEST_SUMMARY - (file.stat().st_size if file.exists() else 0)
        rung = HIGHEST_RUNG if options.rung is None else options.rung
        text = render_summary(reports, Settings(options.lang, rung=rung), room)
        with file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        print(f"the job summary cannot be written: {error.strerror or error}", file=sys.stderr)
        return False
    return bool(text)
