"""The command that says how far a class is; knows the gradebook's numbers and words for them."""

from __future__ import annotations

from itertools import islice

from . import console
from .class_run import trouble_line

_MOST_TROUBLES = 20  # that are listed


def status_command(gradebook: str, lang: str, colour: str) -> int:
    """Write the numbers of a gradebook; returns 0."""
    from ..classroom.gradebook import Counts, open_gradebook
    from ..outcome import Outcome
    from ..report.catalogue import catalogue
    from ..report.escape import terminal

    words = catalogue(lang)
    with open_gradebook(gradebook, create=False) as book:
        counts: Counts = book.counts()
        troubles = list(islice(book.troubles(), _MOST_TROUBLES))
    lines = [words.text("run.handins", students=counts.students, count=counts.handins)]
    for exercise in dict.fromkeys(name for name, _ in counts.results):
        told = [
            f"{words.text(f'outcome.{outcome.value}')} {counts.results[exercise, outcome.value]}"
            for outcome in Outcome
            if (exercise, outcome.value) in counts.results
        ]
        name = words.text(f"exercise.{exercise}")
        lines.append(name + words.text("colon") + words.text("list.separator").join(told))
    numbers = {"ungraded": counts.ungraded, "in-flight": counts.in_flight, "troubles": counts.troubles}
    lines += [words.text(f"run.{name}", count=count) for name, count in numbers.items() if count]
    lines += [f"  {terminal(trouble_line(trouble, words))}" for trouble in troubles]
    lines += ["  ..."] * (counts.troubles > len(troubles))
    lines.append(words.text("run.runs", count=counts.runs))
    console.emit("\n".join(lines) + "\n", console.wants_colour(colour))
    return 0
