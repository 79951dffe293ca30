"""The command that says how far a class is; knows the gradebook's numbers and words for them."""

from __future__ import annotations

from . import console


def status_command(gradebook: str, lang: str, colour: str) -> int:
    """Write the numbers of a gradebook; returns 0."""
    from ..classroom.gradebook import Counts, open_gradebook
    from ..outcome import Outcome
    from ..report.catalogue import catalogue

    words = catalogue(lang)
    with open_gradebook(gradebook, create=False) as book:
        counts: Counts = book.counts()
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
    lines.append(words.text("run.runs", count=counts.runs))
    console.emit("\n".join(lines) + "\n", console.wants_colour(colour))
    return 0
