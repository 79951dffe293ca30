"""The search itself, on programs that are one line of letters: an edit puts one right, no code is run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from grader.diagnosis import catalogue
from grader.diagnosis.search import MOST_EDITS, Result, Search, preference
from grader.diagnosis.text import Draft, Fix, Splice
from grader.diagnosis.vocabulary import Misconception, Subject
from grader.diagnosis.weight import weight
from grader.worker.wire import SourceCell

RIGHT = "a+b+c+d"


def program(source: str) -> Draft:
    return Draft.of_cells([SourceCell(1, source)])


def puts(name: str, letter: str, by: str, cost: float = 1.0, suspicion: float = 0.5) -> Misconception:
    """Return a misconception whose edit replaces a letter wherever it stands."""

    def mend(subject: Subject) -> Iterator[Fix]:
        source = subject.draft.text(1).source
        for at in [at for at, each in enumerate(source) if each == letter]:
            yield Fix(name, (Splice(1, at, at + 1, by),), 1, 1, cost, suspicion)

    return Misconception(name, (), mend, None)


def rewrites(name: str, cost: float) -> Misconception:
    """Return a misconception whose edit writes the whole line anew."""

    def mend(subject: Subject) -> Iterator[Fix]:
        yield Fix(name, (Splice(1, 0, len(subject.draft.text(1).source), RIGHT),), 1, 1, cost, 0.9)

    return Misconception(name, (), mend, None)


def told(draft: Draft | None) -> list[str]:
    assert draft is not None
    return [fix.misconception for fix in draft.fixes]


def evaluate(draft: Draft) -> Result:
    """Give a point for each right letter up to the first wrong one, as a program gets that crashes there."""
    source = draft.text(1).source
    right = 0
    for got, wanted in zip(source, RIGHT, strict=False):
        if got != wanted:
            break
        right += 1
    return Result(source == RIGHT, float(right), (0.0,), Subject(draft, "exercise1_numerical_diff"))


def evaluate_spaced(draft: Draft) -> Result:
    """The same for texts that may hold spaces, so that two texts can be right."""
    return evaluate(program(draft.text(1).source.replace(" ", "")))


def search(
    *entries: Misconception,
    run: Callable[[Draft], Result | None] = evaluate,
    confirm: Callable[[Draft], bool] = lambda draft: True,
) -> Search:
    return Search(entries, run, confirm, time.monotonic() + 10)


def find(source: str, *entries: Misconception) -> Draft | None:
    start = program(source)
    return search(*entries).run(start, evaluate(start))


X, Y, Z, V = puts("x", "x", "a"), puts("y", "y", "b"), puts("z", "z", "c"), puts("v", "v", "d")


@pytest.mark.parametrize(
    ("source", "names"), [("x+b+c+d", ["x"]), ("x+y+c+d", ["x", "y"]), ("x+b+z+v", ["x", "z", "v"])]
)
def test_one_two_and_three_faults_are_each_undone(source: str, names: list[str]) -> None:
    found = find(source, V, Z, Y, X)
    assert told(found) == names
    assert found is not None
    assert found.text(1).source == RIGHT


def test_four_faults_are_given_up() -> None:
    assert MOST_EDITS == 3
    assert find("x+y+z+v", X, Y, Z, V) is None


def test_what_no_rule_undoes_is_given_up() -> None:
    assert find("x+q+c+d", X, Y, Z) is None


def test_of_two_edits_that_make_the_same_text_the_cheaper_is_named() -> None:
    dear, cheap = puts("dear", "x", "a", 2.0, 0.9), puts("cheap", "x", "a", 1.0, 0.1)
    assert told(find("x+b+c+d", dear, cheap)) == ["cheap"]
    assert told(find("x+y+c+d", dear, cheap, Y)) == ["cheap", "y"]


def test_of_two_edits_of_one_price_the_more_suspicious_is_named() -> None:
    entries = [puts("faint", "x", "a", 1.0, 0.2), puts("strong", "x", "a ", 1.0, 0.8)]
    start = program("x+b+c+d")
    assert told(search(*entries, run=evaluate_spaced).run(start, evaluate_spaced(start))) == ["strong"]


def test_of_two_edits_of_one_price_the_one_that_the_evidence_points_to_is_named() -> None:
    entries = [puts("faint", "x", "a", 1.0, 0.4), puts("strong", "x", "a ", 1.0, 0.5)]
    start = program("x+b+c+d")
    hunt = search(*entries, run=evaluate_spaced)
    assert told(hunt.run(start, evaluate_spaced(start))) == ["strong"]
    hunt = search(*entries, run=evaluate_spaced)
    hunt.pointed = ("faint",)
    assert told(hunt.run(start, evaluate_spaced(start))) == ["faint"]


def test_evidence_makes_no_edit_surer_than_sure_and_pays_for_no_dearer_one() -> None:
    cheap, dear = puts("cheap", "x", "a", 1.0, 0.1), puts("dear", "x", "a ", 1.5, 0.99)
    start = program("x+b+c+d")
    hunt = search(cheap, dear, run=evaluate_spaced)
    hunt.pointed = ("dear",)
    assert told(hunt.run(start, evaluate_spaced(start))) == ["cheap"]
    subject = Subject(start, "exercise1_numerical_diff")
    assert all(fix.suspicion <= 1.0 for fix in hunt.fixes(subject))


def test_two_small_edits_win_over_one_that_writes_everything_anew() -> None:
    assert told(find("x+y+c+d", rewrites("anew", 9.0), X, Y)) == ["x", "y"]
    assert told(find("x+y+c+d", rewrites("anew", 3.0), X, Y)) == ["anew"]  # nearly as small: one idea


def test_a_rewrite_weighs_as_much_as_it_changes_whatever_its_rule_says() -> None:
    long = program("a = f(x + 1)\n" * 12)
    whole = Fix("anew", (Splice(1, 0, len(long.text(1).source), "return g(y, z, w)"),), 1, 1, 1.0)
    assert weight(long, whole) > 5
    one = Fix("one", (Splice(1, 0, 1, "b"),), 1, 1, 1.0)
    assert weight(long, one) <= 1
    assert weight(long, Fix("none", (Splice(1, 0, 12, "a = f(x + 1)"),), 1, 1)) == 0


def test_two_faults_that_hide_each_other_are_found_by_sure_edits() -> None:
    def both_or_none(draft: Draft) -> Result:
        source = draft.text(1).source
        points = {"x+y+c+d": 5.0, "a+y+c+d": 3.0, "x+b+c+d": 3.0}.get(source, 0.0)
        return Result(source == RIGHT, points, (0.0,), Subject(draft, "exercise1_numerical_diff"))

    start = program("x+y+c+d")
    sure = [puts("x", "x", "a", suspicion=0.9), puts("y", "y", "b", suspicion=0.9)]
    assert sorted(told(search(*sure, run=both_or_none).run(start, both_or_none(start)))) == ["x", "y"]
    faint = [puts("x", "x", "a", suspicion=0.3), puts("y", "y", "b", suspicion=0.3)]
    assert search(*faint, run=both_or_none).run(start, both_or_none(start)) is None


def test_nothing_is_named_that_fresh_inputs_reject() -> None:
    start = program("x+b+c+d")
    assert search(X, confirm=lambda draft: False).run(start, evaluate(start)) is None


def test_what_fresh_inputs_reject_makes_room_for_what_they_accept() -> None:
    overfitted, right = puts("overfitted", "x", " a", 1.0, 0.9), puts("right", "x", "a", 2.0, 0.3)
    start = program("x+b+c+d")
    hunt = search(
        overfitted, right, run=evaluate_spaced, confirm=lambda draft: draft.fixes[0].misconception == "right"
    )
    assert told(hunt.run(start, evaluate_spaced(start))) == ["right"]


def test_no_draft_is_run_twice() -> None:
    runs: list[str] = []

    def counted(draft: Draft) -> Result:
        runs.append(draft.text(1).source)
        return evaluate(draft)

    start = program("x+y+z+q")
    search(X, Y, Z, V, run=counted).run(start, evaluate(start))
    assert len(runs) == len(set(runs)) > 3


def test_a_draft_that_cannot_be_run_is_passed_over() -> None:
    start = program("x+b+c+d")
    hunt = search(
        puts("deadly", "x", "!", 1.0, 0.9),
        X,
        run=lambda draft: None if "!" in str(draft) else evaluate(draft),
    )
    assert told(hunt.run(start, evaluate(start))) == ["x"]


def test_a_rule_that_trips_proposes_nothing_and_stops_no_other() -> None:
    def trips(subject: Subject) -> Iterator[Fix]:
        raise ZeroDivisionError
        yield

    assert told(find("x+b+c+d", Misconception("trips", (), trips, None), X)) == ["x"]


def test_a_search_out_of_time_runs_nothing() -> None:
    start = program("x+b+c+d")
    late = Search((X,), evaluate, lambda draft: True, time.monotonic() - 1)
    assert late.run(start, evaluate(start)) is None
    assert late.tried == 0


def test_lines_of_a_repair_are_those_of_the_text_as_handed_in() -> None:
    def grows(subject: Subject) -> Iterator[Fix]:
        if "\n\n" not in subject.draft.text(1).source:
            yield Fix("grows", (Splice(1, 0, 0, "\n\n"),), 1, 1)

    def second(subject: Subject) -> Iterator[Fix]:
        text = subject.draft.text(1)
        at = text.source.find("x")
        if at >= 0:
            yield Fix("second", (Splice(1, at, at + 1, "a"),), 1, text.line_of(at))

    def spread(draft: Draft) -> Result:
        source = draft.text(1).source
        points = float("\n\n" in source) + float("x" not in source)
        return Result(points == 2, points, (0.0,), Subject(draft, "exercise1_numerical_diff"))

    start = program("p = 1\nq = x")
    found = search(
        Misconception("grows", (), grows, None), Misconception("second", (), second, None), run=spread
    ).run(start, spread(start))
    assert found is not None
    assert {fix.misconception: fix.line for fix in found.fixes} == {"grows": 1, "second": 2}


def test_price_counts_the_edits_and_their_number() -> None:
    one = program("x").apply(Fix("one", (Splice(1, 0, 1, "y"),), 1, 1, 3.0, 0.5))
    two = program("x").apply(Fix("a", (Splice(1, 0, 1, "y"),), 1, 1, 1.0, 0.5))
    two = two.apply(Fix("b", (Splice(1, 0, 1, "z"),), 1, 1, 1.0, 0.5))
    assert preference(one) < preference(two)
    assert preference(program("x")) == (0.0, 0.0)


@pytest.mark.parametrize(
    "topic",
    ["numerical_diff", "numerical_gradient", "gradient_descent", "simple_net", "two_layer_net"],
)
def test_each_topic_finds_every_entry_that_is_for_it(topic: str) -> None:
    everywhere = {
        entry.id for entry in catalogue.entries() if not entry.exercises or topic in entry.exercises
    }
    assert {entry.id for entry in catalogue.entries_for(topic)} == everywhere


def test_ids_are_unique_and_found_by_name() -> None:
    names = [entry.id for entry in catalogue.entries()]
    assert len(names) == len(set(names))
    assert all(catalogue.entry(name).id == name for name in names)
    with pytest.raises(KeyError):
        catalogue.entry("no-such-idea")


def test_what_is_the_same_as_another_is_an_entry_itself() -> None:
    names = {entry.id for entry in catalogue.entries()}
    assert not {other for entry in catalogue.entries() for other in entry.same_as} - names
