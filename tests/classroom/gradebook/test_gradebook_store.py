"""A gradebook keeps what it was given, in SQLite and in PostgreSQL alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.classroom.gradebook import Gradebook, Run, open_gradebook
from grader.classroom.gradebook.columns import from_column, to_column
from grader.classroom.gradebook.run import MOST_WAITING
from grader.classroom.model import Entry, Handin, Key, Trouble
from grader.classroom.policy import Penalty, Policy
from grader.classroom.record import pack
from grader.outcome import Diagnosis, Location, Message, Outcome, Report, SubmissionInfo

EX3, EX1 = "exercise3_gradient_descent", "exercise1_numerical_diff"
VERSION = "0.1.0"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANY = Policy()
ODD_NAMES = [
    "a\nb",
    "=1+1",
    "-rf",
    "a/b",
    "\udcff\udc00",
    "a\\u0041",
    "a\\",
    "x" * 255,
    "名前",
    "a\tb",
    "' OR 1=1",
]


def sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def handin(student: str = "alice", exercise: str | None = EX3, **changes: object) -> Handin:
    plain = Handin(student, student.title(), f"{student}.py", f"/class/{student}.py", exercise=exercise)
    return replace(plain, **changes)  # type: ignore[arg-type]


def key(
    student: str = "alice", exercise: str = EX3, text: str = "1", version: str = VERSION, seed: int = 7
) -> Key:
    return Key(student, exercise, sha(text), version, seed)


def report(
    score: float = 50.0, outcome: Outcome = Outcome.FAILED, exercise: str = EX3, *named: str
) -> Report:
    diagnoses = tuple(Diagnosis(each, "misconception", Location(3), True, Message("m")) for each in named)
    about = SubmissionInfo("alice.py", sha("1"), "alice")
    return Report(exercise, about, 7, outcome, score, 100.0, (), diagnoses=diagnoses, elapsed_s=0.25)


@pytest.fixture
def book(address: str) -> Iterator[Gradebook]:
    with open_gradebook(address) as opened:
        yield opened


@pytest.fixture
def run(book: Gradebook) -> Iterator[Run]:
    with book.begin_run(VERSION, 2) as begun:
        yield begun


def graded(book: Gradebook, run: Run, *results: tuple[Handin, str, Report]) -> list[Entry]:
    """Register hand-ins, record a result of each, and return the entries."""
    for each, text, result in results:
        book.register([(each, sha(text))])
        asked = Key(each.student, result.exercise, sha(text), VERSION, 7)
        assert run.claim([asked]) == {asked}
        run.record(asked, result)
    run.flush()
    return list(book.entries(ANY))


def test_a_result_comes_back_as_it_was_recorded(book: Gradebook, run: Run) -> None:
    result = report(50.0, Outcome.FAILED, EX3, "step-too-small")
    (entry,) = graded(book, run, (handin(), "1", result))
    assert entry.report == result
    assert (entry.student, entry.name, entry.path, entry.attempt) == ("alice", "Alice", "alice.py", 1)
    assert (entry.raw_score, entry.score, entry.max_score, entry.counts) == (50.0, 50.0, 100.0, True)
    assert abs(datetime.now(UTC) - entry.graded_at) < timedelta(minutes=5)


def test_a_packed_report_is_recorded_as_the_report_is(book: Gradebook, run: Run) -> None:
    book.register([(handin(), sha("1"))])
    run.claim([key()])
    run.record(key(), pack(report()))
    run.flush()
    assert [entry.report for entry in book.entries(ANY)] == [report()]


def test_the_salt_is_made_once(address: str) -> None:
    with open_gradebook(address) as book:
        salt = book.salt
    with open_gradebook(address) as book:
        assert book.salt == salt
        assert len(salt) == 32
        assert len(set(salt)) > 8


def test_two_gradebooks_have_two_salts(tmp_path: Path) -> None:
    with open_gradebook(str(tmp_path / "a.db")) as one, open_gradebook(str(tmp_path / "b.db")) as other:
        assert one.salt != other.salt


def test_what_is_graded_is_not_claimed_again_until_it_is_forced(book: Gradebook, run: Run) -> None:
    graded(book, run, (handin(), "1", report()))
    with book.begin_run(VERSION, 1) as later:
        assert later.claim([key()]) == set()
        assert later.claim([key()], force=True) == {key()}
        later.record(key(), report(99.0))
    assert [entry.raw_score for entry in book.entries(ANY)] == [99.0]


def test_a_run_that_is_forced_grades_nothing_twice(book: Gradebook, run: Run) -> None:
    assert run.claim([key()], force=True) == {key()}
    assert run.claim([key()], force=True) == set()
    run.record(key(), report())
    run.flush()
    assert run.claim([key()], force=True) == set()


@pytest.mark.parametrize(
    "other",
    [key("bob"), key(exercise=EX1), key(text="2"), key(version="0.2.0"), key(seed=8)],
    ids=["student", "exercise", "content", "version", "seed"],
)
def test_each_part_of_a_key_makes_another_result(book: Gradebook, run: Run, other: Key) -> None:
    assert run.claim([key()]) == {key()}
    run.record(key(), report())
    run.flush()
    assert run.claim([key(), other]) == {other}
    assert book.graded([key(), other]) == {key()}


def test_a_key_is_one_whatever_signs_its_parts_have(book: Gradebook, run: Run) -> None:
    near = [Key("a", "bc", "0", "1", 2), Key("ab", "c", "0", "1", 2), Key("a", "b", "c0", "1", 2)]
    assert run.claim(near) == set(near)


def test_what_a_living_run_works_at_is_not_claimed_by_another(book: Gradebook, run: Run) -> None:
    keys = [key(str(number)) for number in range(5)]
    assert run.claim(keys[:3]) == set(keys[:3])
    with book.begin_run(VERSION, 1) as other:
        assert other.claim(keys) == set(keys[3:])
        assert other.claim(keys, force=True) == set()
        run.release(keys[:1])
        assert other.claim(keys) == {keys[0]}
    assert run.claim(keys) == {keys[0], *keys[3:]}


def test_what_waits_to_be_written_is_written_at_the_end(book: Gradebook) -> None:
    book.register([(handin(), sha("1"))])
    with book.begin_run(VERSION, 1) as run:
        run.claim([key()])
        run.record(key(), report())
        assert list(book.entries(ANY)) == []
    assert len(list(book.entries(ANY))) == 1


def test_what_waits_is_not_released(book: Gradebook, run: Run) -> None:
    run.claim([key()])
    run.record(key(), report())
    run.release([key()])
    run.flush()
    assert book.graded([key()]) == {key()}


def test_a_full_batch_is_written_without_being_asked(book: Gradebook, run: Run) -> None:
    keys = [key(str(number)) for number in range(MOST_WAITING)]
    run.claim(keys)
    for each in keys:
        run.record(each, report())
    assert book.graded(keys) == set(keys)


def test_many_keys_are_claimed_at_once(book: Gradebook, run: Run) -> None:
    keys = [key(str(number)) for number in range(1200)]
    assert run.claim(keys) == set(keys)
    assert run.claim(keys) == set()


def test_a_hand_in_that_is_registered_again_is_one_and_up_to_date(book: Gradebook) -> None:
    book.register([(handin(), sha("1"))])
    book.register([(handin(late=True, attempt=2, submitted_at=NOON), sha("1"))])
    ((kept, digest),) = book.handins()
    assert (kept, digest) == (handin(late=True, attempt=2, submitted_at=NOON), sha("1"))


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_come_back_as_they_are(book: Gradebook, run: Run, name: str) -> None:
    odd = handin(name, name=name, path=name, file=name, member=name)
    (entry,) = graded(book, run, (odd, "1", report()))
    assert (entry.student, entry.name, entry.path) == (name, name, name)
    assert list(book.handins()) == [(odd, sha("1"))]
    book.note_trouble(Trouble(name, name, name, name))
    assert list(book.troubles()) == [Trouble(name, name, name, name)]


@given(st.text(st.characters(categories=None), max_size=30))  # lone surrogates and NUL too
def test_any_text_fits_a_column_and_comes_back(text: str) -> None:
    held = to_column(text)
    assert from_column(held) == text
    assert "\0" not in held
    held.encode()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.timezones()))
def test_times_come_back_as_the_same_instant(tmp_path: Path, time: datetime) -> None:
    with open_gradebook(str(tmp_path / "class.db")) as book:
        book.register([(handin(submitted_at=time), sha("1"))])
        ((kept, _),) = book.handins()
    assert kept.submitted_at is not None
    assert kept.submitted_at.timestamp() == time.timestamp()


def test_attempts_are_counted_by_time_and_the_policy_says_which_counts(book: Gradebook, run: Run) -> None:
    second = handin(path="b.py", submitted_at=NOON + timedelta(days=1))
    first = handin(path="a.py", submitted_at=NOON, attempt=2)
    graded(book, run, (second, "2", report(40.0)), (first, "1", report(80.0)))
    best = list(book.entries(Policy(keep="best")))
    assert [(entry.attempt, entry.path, entry.counts) for entry in best] == [
        (1, "a.py", True),
        (2, "b.py", False),
    ]
    last = list(book.entries(Policy(keep="last")))
    assert [entry.counts for entry in last] == [False, True]


def test_without_times_attempts_are_counted_as_they_were_found(book: Gradebook, run: Run) -> None:
    graded(
        book, run, (handin(path="b.py", attempt=2), "2", report(1.0)), (handin(path="a.py"), "1", report(2.0))
    )
    assert [entry.path for entry in book.entries(ANY)] == ["a.py", "b.py"]


def test_lateness_is_told_and_costs_what_the_policy_says(book: Gradebook, run: Run) -> None:
    zone = timezone(timedelta(hours=9))
    graded(book, run, (handin(submitted_at=(NOON + timedelta(hours=25)).astimezone(zone)), "1", report(80.0)))
    (entry,) = book.entries(Policy(due=NOON, penalty=Penalty(off=10)))
    assert (entry.raw_score, entry.score, entry.late_by_s) == (80.0, 60.0, 25 * 3600.0)


def test_the_same_content_of_two_students_is_two_results(book: Gradebook, run: Run) -> None:
    found = graded(book, run, (handin("bob"), "1", report(1.0)), (handin("alice"), "1", report(2.0)))
    assert [(entry.student, entry.raw_score) for entry in found] == [("alice", 2.0), ("bob", 1.0)]


def test_of_several_versions_the_latest_result_is_told(book: Gradebook, run: Run) -> None:
    book.register([(handin(), sha("1"))])
    for number, version in enumerate(["0.2.0", "0.1.0"]):
        run.claim([key(version=version)])
        run.record(key(version=version), report(float(number)))
        run.flush()
    assert [entry.raw_score for entry in book.entries(ANY)] == [1.0]
    assert book.counts().results == {(EX3, "failed"): 1}


def test_a_file_for_all_exercises_is_no_attempt_at_one_that_it_lacks(book: Gradebook, run: Run) -> None:
    both = handin(exercise=None, path="all.py")
    one = handin(exercise=EX3, path="three.py")
    graded(
        book,
        run,
        (both, "all", report(70.0, Outcome.PASSED, EX1)),
        (both, "all", report(0.0, Outcome.MISSING, EX3)),
        (one, "three", report(60.0)),
    )
    told = [(entry.report.exercise, entry.path, entry.attempt) for entry in book.entries(ANY)]
    assert told == [(EX1, "all.py", 1), (EX3, "three.py", 1)]


def test_what_is_missing_in_all_files_is_told_once(book: Gradebook, run: Run) -> None:
    graded(
        book,
        run,
        (handin(exercise=None, path="a.py"), "a", report(0.0, Outcome.MISSING)),
        (handin(exercise=None, path="b.py", attempt=2), "b", report(0.0, Outcome.MISSING)),
    )
    assert [(entry.path, entry.counts) for entry in book.entries(ANY)] == [("b.py", True)]


def test_a_result_belongs_to_hand_ins_of_its_exercise_alone(book: Gradebook, run: Run) -> None:
    graded(book, run, (handin(exercise=EX3, path="three.py"), "1", report()))
    book.register([(handin(exercise=EX1, path="one.py"), sha("1"))])
    assert [entry.path for entry in book.entries(ANY)] == ["three.py"]


def test_troubles_are_kept_once_each_and_cleared_together(book: Gradebook) -> None:
    pipe, broken = Trouble("bob", "b.py", "is a pipe", "hint"), Trouble("", "a.zip", "is broken")
    for each in (pipe, broken, pipe):
        book.note_trouble(each)
    assert list(book.troubles()) == [broken, pipe]
    book.clear_troubles()
    assert list(book.troubles()) == []


def test_counts_tell_what_is_there_and_what_is_under_way(book: Gradebook) -> None:
    book.register(
        [
            (handin("alice"), sha("1")),
            (handin("bob", attempt=1), sha("2")),
            (handin("bob", path="c"), sha("3")),
        ]
    )
    book.note_trouble(Trouble("", "a.zip", "is broken"))
    with book.begin_run(VERSION, 2) as run:
        run.claim([key("alice", text="1"), key("bob", text="2")])
        run.record(key("alice", text="1"), report(1.0, Outcome.PASSED))
        run.flush()
        under_way = book.counts()
    assert (under_way.students, under_way.handins, under_way.ungraded) == (2, 3, 2)
    assert (under_way.results, under_way.troubles) == ({(EX3, "passed"): 1}, 1)
    assert (under_way.in_flight, under_way.runs) == (1, 1)
    assert (book.counts().in_flight, book.counts().runs) == (0, 0)


def test_results_hold_entries_troubles_and_weights(book: Gradebook, run: Run) -> None:
    entries = graded(book, run, (handin(), "1", report()))
    book.note_trouble(Trouble("bob", "b.py", "is a pipe"))
    results = book.results(Policy(weights={EX3: 2.0}))
    assert results.entries == tuple(entries)
    assert results.troubles == (Trouble("bob", "b.py", "is a pipe"),)
    assert results.weights == {EX3: 2.0}


def test_entries_can_be_read_while_others_write(book: Gradebook, run: Run) -> None:
    graded(book, run, *[(handin(str(number)), "1", report()) for number in range(3)])
    reading = book.entries(ANY)
    next(reading)
    graded(book, run, (handin("zoe"), "1", report()))
    assert [entry.student for entry in reading] in (["1", "2"], ["1", "2", "zoe"])


def test_ten_thousand_hand_ins_are_registered_in_chunks_from_an_iterator(tmp_path: Path) -> None:
    many = ((handin(f"s{number}"), sha(str(number))) for number in range(10_000))
    with open_gradebook(str(tmp_path / "class.db")) as book:
        assert book.register(many) == 10_000
        assert book.counts().handins == 10_000
