"""What is shown, in which order: root causes first, what is common once."""

from __future__ import annotations

import report_samples as samples
from report_samples import report, verdict

from grader.outcome import Evidence, LearnerError, Location, Message, Outcome
from grader.report.counterexample import counterexample, quote
from grader.report.overview import page_of
from grader.report.view import exercise_of, is_unsolved


def test_a_check_that_others_wait_for_comes_first() -> None:
    view = exercise_of(samples.FAILED)
    assert [failed.verdict.id for failed in view.failed] == ["vector", "forward", "matrix", "crash"]
    assert [group.message.id for group in view.waiting] == ["waits"]
    assert [check.id for check in view.passed] == ["shape"]


def test_checks_that_wait_for_the_same_are_said_together_under_its_title() -> None:
    waiting = Message("waits", {"check": "one"})
    view = exercise_of(
        report(
            (
                verdict("one", Outcome.FAILED),
                verdict("two", Outcome.SKIPPED, waiting, waits_for="one"),
                verdict("three", Outcome.SKIPPED, waiting, waits_for="one"),
            )
        )
    )
    (group,) = view.waiting
    assert group.message == Message("waits", {"check": Message("title.one")})
    assert [check.id for check in group.verdicts] == ["two", "three"]


def test_what_is_not_defined_is_grouped_and_has_no_block_of_its_own() -> None:
    absent = Message("missing-target", {"name": "sigmoid"})
    view = exercise_of(
        report((verdict("one", Outcome.MISSING, absent), verdict("two", Outcome.MISSING, absent)))
    )
    assert view.failed == ()
    assert [len(group.verdicts) for group in view.absent] == [2]


def test_a_stub_is_not_begun_and_a_program_that_raises_something_else_is() -> None:
    assert is_unsolved(samples.UNSOLVED)
    assert not is_unsolved(samples.FAILED)
    assert not is_unsolved(samples.MISSING)
    other = Evidence(error=LearnerError("NameError", "", ()))
    assert not is_unsolved(report((verdict("one", Outcome.CRASHED, evidence=other),)))


def test_notes_of_one_submission_are_said_once_and_others_in_their_place() -> None:
    common = Message("note.statement-memory", {"line": 3})
    own = Message("note.near-name", {"asked": "a", "used": "b", "line": 1})
    page = page_of([report((), notes=(common, own)), report((), notes=(common,))], 60)
    assert [note.message for note in page.shared] == [common]
    assert [[note.message for note in view.notes] for view in page.exercises] == [[own], []]


def test_notes_of_different_files_stay_apart_but_those_of_the_machine_do_not() -> None:
    statement = Message("note.statement-memory", {"line": 3})
    layer = Message("note.layer-missing", {"layer": "landlock", "reason": "old kernel"})
    page = page_of(
        [
            report((), notes=(statement, layer), path="a.py"),
            report((), notes=(statement, layer), path="b.py"),
        ],
        60,
    )
    assert [note.message for note in page.shared] == [layer]
    assert [[note.message for note in view.notes] for view in page.exercises] == [[statement], [statement]]


def test_a_missing_exercise_says_so_once() -> None:
    note = Message("note.not-defined", {"exercise": "e", "name": "softmax"})
    given = Message("note.offered", {"name": "f", "module": "m", "points": 0})
    view = exercise_of(report((), Outcome.MISSING, notes=(note, given)))
    assert view.missing == Message("missing.name", note.fields)
    assert view.notes == ()


def test_an_offered_function_is_told_of_in_a_note_and_not_check_by_check() -> None:
    left = verdict(
        "one", Outcome.SKIPPED, Message("left-out-offered", {"name": "f", "module": "m"}), counted=False
    )
    note = Message("note.offered", {"name": "f", "module": "m", "points": 20})
    assert exercise_of(report((left,), notes=(note,))).left_out == ()
    assert len(exercise_of(report((left,))).left_out) == 1


def test_a_passed_check_with_a_remark_is_shown() -> None:
    view = exercise_of(report((verdict("one", message=Message("passed-one-sided")),), Outcome.PASSED))
    assert [group.message.id for group in view.remarks] == ["passed-one-sided"]


def test_empty_fields_choose_another_wording() -> None:
    note = Message("note.syntax", {"line": 1, "message": "bad", "names": ""})
    view = exercise_of(report((), notes=(note,)))
    assert view.notes[0].message.id == "note.syntax-alone"


def test_points_of_missing_exercises_do_not_count() -> None:
    page = page_of([samples.PASSED, samples.MISSING], 60)
    assert (page.passed, len(page.graded), page.score, page.max_score) == (1, 1, 100.0, 100.0)
    assert page.summary.id == "summary.with-missing"


def test_an_array_that_shows_its_difference_needs_no_component_apart() -> None:
    found = counterexample(samples.VECTOR, 60)
    assert found.component is None
    assert found.differs == Message("differs.first", {"index": "[1]"})


def test_a_component_that_eight_digits_do_not_tell_apart_is_shown_in_full() -> None:
    evidence = Evidence(expected=[1.0, 2.0], got=[1.0, 2.0 + 1e-12], tolerance=1e-14, index=(1,))
    found = counterexample(evidence, 60)
    assert found.component is not None
    assert [span.text for span in found.component.got[0]] == ["2.00000000000", "1"]


def test_the_first_component_that_differs_is_named_and_the_one_that_differs_most() -> None:
    found = counterexample(samples.MATRIX, 60)
    assert found.differs == Message("differs.first-most", {"index": "[0, 1]", "largest": "[1, 2]"})


def test_different_shapes_are_named_and_not_compared() -> None:
    found = counterexample(Evidence(expected=[1.0, 2.0], got=[[1.0, 2.0]]), 60)
    assert found.shapes == Message("shape.differs", {"expected": "(2,)", "got": "(1, 2)"})
    assert found.differs is None


def test_arrays_of_three_axes_show_a_component_alone() -> None:
    found = counterexample(Evidence(expected=[[[1.0, 2.0]]], got=[[[1.0, 3.0]]], index=(0, 0, 1)), 60)
    assert found.values is None
    assert found.component is not None
    assert found.differs == Message("differs.first", {"index": "[0, 0, 1]"})


def test_an_index_outside_the_array_is_passed_over() -> None:
    found = counterexample(Evidence(expected=[1.0], got=[1.0], index=(7,)), 60)
    assert found.differs is None


def test_an_exception_is_shown_by_the_innermost_line_and_its_caller() -> None:
    outer, inner = Location(20, text="y = f(1)"), Location(3, text="    return hh", column=12, end_column=14)
    found = counterexample(Evidence(error=LearnerError("NameError", "no hh", (outer, inner))), 60)
    assert found.failure is not None
    assert found.failure.quote is not None
    assert found.failure.quote.text[found.failure.quote.start : found.failure.quote.end] == "hh"
    assert found.failure.place == Message(
        "trace.called-from", {"place": Message("trace.at", {"place": inner}), "caller": outer}
    )


def test_columns_outside_the_line_point_at_nothing() -> None:
    for column, end in ((0, 0), (99, 120), (-5, 2)):
        found = quote(Location(1, text="abc", column=column, end_column=end))
        assert found is not None
        assert (found.start, found.end) == (0, 0)
    found = quote(Location(1, text="abc", column=2, end_column=99))
    assert found is not None
    assert (found.start, found.end) == (1, 3)
    assert quote(Location(1)) is None
