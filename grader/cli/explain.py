"""The explain command: the page of one misconception, or the list of all."""

from __future__ import annotations

from ..errors import UsageError
from . import console


def explain_command(name: str | None, form: str, output: str | None, lang: str, colour: str) -> int:
    """Write the page of a misconception, or without a name the list of all; returns 0."""
    from ..report import Settings
    from ..report.explain import find, render_explanation, render_ids

    if output is not None:
        console.check_output(output)
    if name is None and form != "text":
        raise UsageError("the list of all names is text", "Name one: grader explain step-too-small")
    idea = find(name) if name is not None else None

    def write(settings: Settings) -> str:
        return render_ids(settings) if idea is None else render_explanation(idea, form, settings)

    if output is not None:
        console.write_output(output, write(Settings(lang=lang)))
    else:
        console.show(write, lang, colour)
    return 0
