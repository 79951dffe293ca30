"""The command that writes notebooks: where they go; knows folders and words, not what a notebook holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import console

FOLDER = "notebooks"


@dataclass(frozen=True)
class NotebookOptions:
    """The options of `grader notebook`, as they were checked by the command line.

    words      what names the exercises
    output     a file *.ipynb or a folder; None takes notebooks/KIND/ in the current folder
    solutions  folder of the solutions, None finds it
    """

    words: tuple[str, ...]
    kind: str
    output: str | None
    force: bool
    solutions: str | None
    lang: str
    colour: str


def notebook_command(options: NotebookOptions) -> int:
    """Write the notebooks and say what became of each; returns 0, or 1 where somebody's work was kept."""
    from ..course import find
    from ..notebook.build import build_notebooks
    from ..report.listing import render_built
    from .desk import find_solutions, relative

    exercises = tuple(dict.fromkeys(found for word in options.words for found in find(word)))
    source = find_solutions(options.solutions, Path.cwd())
    target = Path(FOLDER) / options.kind if options.output is None else Path(options.output)
    results = build_notebooks(source, exercises, options.kind, target, options.lang, options.force)
    told = [
        (relative(result.path), result.state, relative(result.backup) if result.backup else "")
        for result in results
    ]
    console.show(lambda settings: render_built(told, settings), options.lang, options.colour)
    return 1 if any(result.state == "kept" for result in results) else 0
