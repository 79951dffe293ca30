"""What hands a class back: the gradebook read, a policy applied, files written; formats lie in classroom/."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from . import console

if TYPE_CHECKING:
    from ..classroom.gradebook import Gradebook
    from ..classroom.model import ClassResults, Entry
    from ..classroom.policy import Policy

_WITH_TOTAL = ("csv", "moodle", "json")  # forms that tell one number of all exercises
_MOST_TOLD = 20  # names of students in one line
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True)
class BackOptions:
    """The options that these commands share, as they were checked by the command line.

    words   exercises as typed, none for all
    output  None for the command's own default
    policy  None for none
    """

    folder: Path
    output: str | None
    words: tuple[str, ...]
    gradebook: str
    policy: str | None
    lang: str
    colour: str
    anonymous: bool = False
    rung: int = 1


@dataclass(frozen=True)
class ExportOptions(BackOptions):
    """The options of an export."""

    form: str = "csv"
    roster: str | None = None
    bom: bool = False


def export_command(options: ExportOptions) -> int:
    """Write an export; returns 0, or 1 where the roster lacks students, who are named on standard error."""
    if options.output is not None:
        _check_apart(options)
        console.check_output(options.output)
    if options.roster is not None and options.form not in ("canvas", "moodle"):
        raise UsageError(f"--roster is for canvas and moodle, not {options.form}", "Leave it out.")
    if options.roster is not None and options.anonymous:
        raise UsageError("--roster names everybody, --anonymous nobody", "Leave one of them out.")
    from ..classroom.exports import Wanted, export
    from ..classroom.exports.roster import read_roster
    from ..classroom.exports.rows import handed_in, rare, students_of
    from ..report.escape import encodable

    roster = read_roster(options.roster) if options.roster is not None else ()
    with _opened(options) as (book, policy):
        results = _results(book, policy, options)
    exercises = _named(options.words)
    if not options.words:
        exercises = handed_in(results, exercises) or exercises
        if options.form in _WITH_TOTAL:
            for exercise, count in rare(students_of(results, exercises), exercises).items():
                _tell(
                    f"{exercise} was handed in by {count} alone and counts in every total: "
                    "to leave it out, name the others with --exercise"
                )
    wanted = Wanted(exercises, options.lang, roster, options.anonymous)
    made = export(results, options.form, wanted)
    text = (_MARK if options.bom else "") + made.text
    if options.output is None:
        console.emit(encodable(text, console.encoding_of(sys.stdout)), colour=False)
    else:
        console.write_output(options.output, text)
    if made.unmatched:
        _tell(f"no row of the roster is theirs, or more than one: {_listed(made.unmatched)}")
        return 1
    return 0


def feedback_command(options: BackOptions) -> int:
    """Write the feedback; returns 0."""
    from ..caps import highest_rung
    from ..classroom.feedback import write_feedback

    rung = min(options.rung, highest_rung(None))
    folder = _place(options, "feedback")
    with _opened(options) as (book, policy):
        asked = set(_named(options.words)) if options.words else _handed_in(book)
        entries = (entry for entry in book.entries(policy) if entry.report.exercise in asked)
        pages = write_feedback(entries, folder, lang=options.lang, rung=rung)
        without = {trouble.student for trouble in book.troubles()} - {page.student for page in pages} - {""}
    if without:
        _tell(f"nothing of theirs could be graded, so they have no page: {_listed(sorted(without))}")
    console.emit(f"{folder / 'index.html'} ({len(pages)})\n", colour=False)
    return 0


def report_command(options: BackOptions) -> int:
    """Write the class report; returns 0."""
    target = _place(options, "report.html")
    console.check_output(str(target))
    from ..classroom.class_report.gather import gather
    from ..classroom.class_report.page import render_class_report
    from ..classroom.class_report.sources import read_again

    with _opened(options) as (book, policy):
        gathered = gather(book.entries(policy), _named(options.words), book.troubles(), policy.weights)
        if options.anonymous:
            from ..classroom.pseudonyms import hidden

            gathered = hidden(gathered, book.salt)

        def sources(wanted: Iterable[str]) -> Iterable[tuple[str, bytes]]:
            return read_again(book.handins(), wanted)

        text = render_class_report(gathered, lang=options.lang, sources=sources, hidden=options.anonymous)
    console.write_output(str(target), text)
    console.emit(f"{target}\n", colour=False)
    return 0


def gradescope_command(
    output: str | None,
    words: tuple[str, ...],
    policy: str | None,
    rung: int,
    timeout: float,
    memory: int,
    lang: str,
    colour: str,
) -> int:
    """Write autograder.zip; returns 0."""
    from ..classroom.exports.gradescope import GradescopeOptions, autograder_zip
    from .progress import write_whole

    target = output if output is not None else "autograder.zip"
    console.check_output(target)
    options = GradescopeOptions(_named(words), policy, lang, rung, timeout, memory)
    content = autograder_zip(options)
    try:
        write_whole(Path(target), content)
    except OSError as error:
        raise UsageError(f"--output {target}: {error.strerror or error}", "Name another file.") from None
    console.emit(f"{target} ({len(content) // 1024} KiB)\n", colour=False)
    return 0


def _place(options: BackOptions, name: str) -> Path:
    """Return where to write: where it was asked for, else beside the class's own gradebook."""
    from .classroom import gradebook_of

    if options.output is not None:
        _check_apart(options)
        return Path(options.output)
    if not options.folder.is_dir():
        return options.folder.with_name(f"{options.folder.name}.{name}")
    home = Path(gradebook_of(options.folder, None)).parent
    try:
        home.mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(f"{home}: {error.strerror or error}", "Name another place with --output.") from None
    return home / name


def _check_apart(options: BackOptions) -> None:
    """Raise UsageError for an output in the class's folder that the next run would take for a hand-in."""
    from ..classroom.intake.naming import is_data, is_hidden

    target, folder = Path(str(options.output)).resolve(), options.folder.resolve()
    if not target.is_relative_to(folder) or is_data(target.name):
        return
    if not any(is_hidden(part) for part in target.relative_to(folder).parts):
        raise UsageError(
            f"--output {options.output} lies among the hand-ins, and would be taken for one",
            "Name a place outside the class's folder, or leave it out.",
        )


def _tell(line: str) -> None:
    """Say something on standard error: standard output may be the file."""
    from ..report.escape import encodable, visible

    print(encodable(visible(line), console.encoding_of(sys.stderr)), file=sys.stderr)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_TOLD} more" if len(names) > _MOST_TOLD else ""
    return ", ".join(names[:_MOST_TOLD]) + more


@contextmanager
def _opened(options: BackOptions) -> Iterator[tuple[Gradebook, Policy]]:
    """Open the gradebook, which must be there, with the policy, which is read first."""
    from ..classroom.gradebook import open_gradebook
    from ..classroom.policy import Policy, load_policy

    policy = load_policy(options.policy) if options.policy is not None else Policy()
    with open_gradebook(options.gradebook, create=False) as book:
        yield book, policy


def _results(book: Gradebook, policy: Policy, options: ExportOptions) -> ClassResults:
    """Read what the format needs: only JUnit tells evidence, only it and JSON tell checks."""
    from ..classroom.exports.rows import light
    from ..classroom.model import ClassResults
    from ..classroom.pseudonyms import anonymous

    kept: Iterable[Entry] = book.entries(policy)
    if options.form != "junit":
        kept = (light(entry, checks=options.form == "json") for entry in kept)
    results = ClassResults(tuple(kept), tuple(book.troubles()), dict(policy.weights))
    return anonymous(results, book.salt) if options.anonymous else results


def _handed_in(book: Gradebook) -> set[str]:
    """Return the exercises that somebody handed in: those that everybody lacks were not asked for."""
    from ..outcome import Outcome

    return {name for name, outcome in book.counts().results if outcome != Outcome.MISSING.value}


def _named(words: tuple[str, ...]) -> tuple[str, ...]:
    from ..course import EXERCISES, find

    asked = {found for word in words for found in find(word)}
    return tuple(exercise for exercise in EXERCISES if not asked or exercise in asked)
