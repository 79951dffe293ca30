"""What hands a class back: the gradebook read, a policy applied, files written; formats lie in classroom/."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
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

_HOME = ".grader"  # in the class's folder, where intake reads nothing
_MOST_TOLD = 20  # names of students without a row in the roster
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
        console.check_output(options.output)
    if options.roster is not None and options.form not in ("canvas", "moodle"):
        raise UsageError(f"--roster is for canvas and moodle, not {options.form}", "Leave it out.")
    if options.roster is not None and options.anonymous:
        raise UsageError("--roster names everybody, --anonymous nobody", "Leave one of them out.")
    from ..classroom.exports import Wanted, export
    from ..classroom.exports.roster import read_roster
    from ..classroom.exports.rows import handed_in
    from ..report.escape import encodable, visible

    roster = read_roster(options.roster) if options.roster is not None else ()
    with _opened(options) as (book, policy):
        results = _results(book, policy, options)
    exercises = _named(options.words)
    if not options.words:
        exercises = handed_in(results, exercises) or exercises
    wanted = Wanted(exercises, options.lang, 0, roster, options.anonymous)
    made = export(results, options.form, wanted)
    text = (_MARK if options.bom else "") + made.text
    if options.output is None:
        console.emit(encodable(text, console.encoding_of(sys.stdout)), colour=False)
    else:
        console.write_output(options.output, text)
    if made.unmatched:
        shown = ", ".join(made.unmatched[:_MOST_TOLD])
        more = f" and {len(made.unmatched) - _MOST_TOLD} more" if len(made.unmatched) > _MOST_TOLD else ""
        told = f"no row of the roster is theirs, or more than one: {visible(shown)}{more}"
        print(encodable(told, console.encoding_of(sys.stderr)), file=sys.stderr)
        return 1
    return 0


def feedback_command(options: BackOptions) -> int:
    """Write the feedback; returns 0."""
    from ..caps import highest_rung
    from ..classroom.feedback import write_feedback

    rung = min(options.rung, highest_rung(None))
    folder = Path(options.output) if options.output is not None else options.folder / _HOME / "feedback"
    asked = set(_named(options.words))
    with _opened(options) as (book, policy):
        entries = (entry for entry in book.entries(policy) if entry.report.exercise in asked)
        pages = write_feedback(entries, folder, lang=options.lang, rung=rung)
    console.emit(f"{folder / 'index.html'} ({len(pages)})\n", colour=False)
    return 0


def report_command(options: BackOptions) -> int:
    """Write the class report; returns 0."""
    target = Path(options.output) if options.output is not None else options.folder / _HOME / "report.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    console.check_output(str(target))
    from ..classroom.analysis import gather
    from ..classroom.class_report import render_class_report
    from ..classroom.sources import read_again

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


def _named(words: tuple[str, ...]) -> tuple[str, ...]:
    from ..course import EXERCISES, find

    asked = {found for word in words for found in find(word)}
    return tuple(exercise for exercise in EXERCISES if not asked or exercise in asked)
