"""The class report: true numbers, nobody's name where it is hidden, nothing that acts."""

from __future__ import annotations

import hashlib
import html.parser
import json
import random
import re
import statistics
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import report_samples as samples
from class_samples import FIRST, RESULTS, SECOND, entry, report_of
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.class_report.alike import fingerprints, likeness, tokens
from grader.classroom.class_report.checks import items, point_biserial
from grader.classroom.class_report.gather import Gathered, gather
from grader.classroom.class_report.ideas import bared, example, ideas
from grader.classroom.class_report.page import page_of, render_class_report
from grader.classroom.class_report.scores import distribution, tallies, totals
from grader.classroom.pseudonyms import hidden
from grader.outcome import Outcome
from grader.report.catalogue import LANGUAGES, LOCALE, placeholders

ROOT = Path(__file__).resolve().parents[2]
BOTH = (FIRST, SECOND, "exercise4_simple_net")
SALT = bytes(range(32))
CLASS = gather(RESULTS.entries, BOTH, RESULTS.troubles, RESULTS.weights)
PROGRAM = (ROOT / "solutions" / "exercise5_two_layer_net.py").read_text(encoding="utf-8")


# --- what is kept ---------------------------------------------------------------------------------


def test_only_what_counts_is_kept_of_exercises_that_somebody_handed_in() -> None:
    assert CLASS.exercises == (FIRST, SECOND)
    assert [(each.student, each.seen) for each in CLASS.of(FIRST)] == [("0012", 1), ("bob", 2), ("evil", 1)]
    missing = replace(samples.MISSING, exercise=FIRST)
    assert gather([entry("a", missing)], BOTH).exercises == ()


# --- scores ---------------------------------------------------------------------------------------


def test_totals_are_by_weight_after_lateness() -> None:
    found = {total.student: total.percent for total in totals(CLASS)}
    assert found["0012"] == pytest.approx((100 + 3 * 40) / 4)
    assert found["bob"] == pytest.approx(60 / 4)


def test_a_distribution_counts_tenths_and_the_last_holds_all_points() -> None:
    found = distribution([0.0, 9.999, 10.0, 55.0, 89.9, 90.0, 100.0])
    assert found is not None
    assert found.counts == (2, 1, 0, 0, 0, 1, 0, 0, 1, 2)
    assert found.median == 55.0
    assert distribution([]) is None
    assert distribution([30.0]) is not None


def test_a_tally_tells_each_outcome_and_the_mean_of_those_who_handed_in() -> None:
    first = tallies(CLASS)[0]
    assert first.handed_in == 3
    assert dict(first.outcomes) == {Outcome.PASSED: 1, Outcome.FAILED: 2}
    assert first.mean == pytest.approx((100 + 60 + 0) / 3)


# --- checks ---------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=2, max_size=40))
def test_the_point_biserial_is_the_ordinary_correlation_with_zeros_and_ones(
    pairs: list[tuple[bool, float]],
) -> None:
    passed, scores = [won for won, _ in pairs], [score for _, score in pairs]
    found = point_biserial(passed, scores)
    if len(set(passed)) < 2 or statistics.pstdev(scores) < 1e-9:
        assert found is None or statistics.pstdev(scores) > 0
        return
    assert found == pytest.approx(statistics.correlation([float(won) for won in passed], scores), abs=1e-6)


def test_a_check_is_compared_with_the_other_checks_and_never_with_itself() -> None:
    people = [entry(str(number), report_of(FIRST, score)) for number, score in enumerate((100, 60, 40, 0))]
    values, accuracy = items(gather(people, BOTH))
    assert (values.check, values.difficulty, values.number) == ("values", 0.5, 4)
    assert values.discrimination == 0.0  # the other check is passed as often by those who fail this one
    assert accuracy.discrimination == 0.0


def test_a_check_that_all_pass_separates_nobody() -> None:
    people = [entry(str(number), report_of(FIRST)) for number in range(3)]
    assert [item.discrimination for item in items(gather(people, BOTH))] == [None, None]


# --- misconceptions -------------------------------------------------------------------------------


def test_students_are_counted_once_for_each_misconception_with_an_example() -> None:
    (idea,) = [each for each in ideas(CLASS) if each.exercise == FIRST]
    assert (idea.id, idea.students, idea.advice) == ("missing-denominator-parentheses", 2, False)
    assert idea.share == pytest.approx(2 / 3)
    assert idea.line == "return (f(x + h) - f(x - h)) / 2 * h"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("x = 1  # by Ann", "x = 1"),
        ('name = "Ann Lee"', 'name = "..."'),
        ("f'Ann {x}'", 'f"..."'),
        ("x = 'unclosed Ann", 'x = "..."'),
        ('x = """doc Ann', 'x = "..."'),
        ("'a text alone'", ""),
        ("ann_grad = f(x)", ""),
        ("leeGradient = 3", ""),
        ("channel = 3", "channel = 3"),
        ("x" * 200, ""),
    ],
)
def test_an_example_tells_nobody(line: str, shown: str) -> None:
    assert example([line], frozenset({"ann", "leeg"})) == shown


def test_the_line_that_most_wrote_is_the_example() -> None:
    assert example(["a = 1", "b = 2", "b = 2 # mine"]) == "b = 2"
    assert bared("x = '#'  # c") == 'x = "..."  '


# --- alike ----------------------------------------------------------------------------------------


def test_names_numbers_comments_and_layout_do_not_make_a_program_another() -> None:
    other = re.sub(r"\bself\b", "me", PROGRAM).replace("hidden_size", "width").replace("    ", "\t")
    other = "# mine\n" + other.replace("0.01", "0.02")
    assert fingerprints(other) == fingerprints(PROGRAM)


@given(st.text(max_size=300))
def test_any_text_has_tokens(text: str) -> None:
    assert all(tokens(text))
    fingerprints(text)


def test_alike_solutions_form_a_group_and_others_none() -> None:
    rng = random.Random(5)
    signs = ["+", "-", "*", "/", "%", "@", "if", "for", "while", "not", "(", "[", "lambda", "in"]

    def made() -> str:
        return " ".join(rng.choice(signs) if rng.random() < 0.6 else "x" for _ in range(400))

    first = made()
    texts = [first, made(), first.replace("x", "y") + " z", made(), made()]
    found = likeness([fingerprints(text) for text in texts])
    assert [cluster.members for cluster in found.clusters] == [(0, 2)]
    assert found.clusters[0].least > 0.95
    assert (found.compared, found.short) == (5, 0)


def test_what_many_have_in_common_is_no_likeness_and_what_is_short_is_not_compared() -> None:
    frame = fingerprints(PROGRAM)
    found = likeness([frame] * 20 + [frozenset(range(5))])
    assert (found.clusters, found.compared, found.short) == ((), 0, 21)


def test_two_of_a_group_hang_together_by_their_weakest_tie() -> None:
    marks = list(range(100))
    found = likeness([frozenset(marks[:90]), frozenset(marks[5:95]), frozenset(marks[10:100])])
    (cluster,) = found.clusters
    assert cluster.members == (0, 1, 2)
    assert cluster.least == pytest.approx(85 / 95)


def test_a_class_of_ten_thousand_is_compared_by_what_they_share() -> None:
    rng = random.Random(1)
    prints = [frozenset(rng.sample(range(200_000), 30)) for _ in range(2_000)]
    found = likeness([*prints, prints[7]])
    assert [cluster.members for cluster in found.clusters] == [(7, 2_000)]


# --- the page -------------------------------------------------------------------------------------


class Page(html.parser.HTMLParser):
    """Notes tags, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Part of the parser's protocol."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Part of the parser's protocol."""
        self.words.append(data)


def sources(wanted: Iterable[str]) -> Iterable[tuple[str, bytes]]:
    return ((sha256, PROGRAM.encode()) for sha256 in wanted)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_asks_for_nothing_runs_nothing_and_holds_nothing_live(lang: str) -> None:
    text = render_class_report(CLASS, lang=lang, sources=sources)
    page = Page(text)
    assert not {tag for tag, _ in page.tags} & {"script", "img", "link", "iframe", "object", "form"}
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") or name == "style" for name in attributes), tag
        assert (attributes.get("href") or "#").startswith("#")
    assert not {sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs")} - {"\n"}
    assert not re.search(r"^\s*::|##\w*\[", text, re.MULTILINE)
    assert "<script>alert(1)</script>" in "".join(page.words)


def test_every_picture_has_its_numbers_beside_it_and_a_table_its_caption() -> None:
    page = Page(render_class_report(CLASS))
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption") >= 5
    for tag, attributes in page.tags:
        if tag == "svg":
            assert attributes.get("aria-hidden") == "true" or attributes.get("aria-label")
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        for name in ("aria-labelledby", "href"):
            if attributes.get(name):
                assert (attributes[name] or "").lstrip("#") in ids


def test_languages_differ_and_each_has_every_text() -> None:
    assert len({render_class_report(CLASS, lang=lang) for lang in LANGUAGES}) == len(LANGUAGES)
    catalogues = [
        json.loads((LOCALE / "class_report" / f"{lang}.json").read_text("utf-8")) for lang in LANGUAGES
    ]
    for texts in catalogues[1:]:
        assert texts.keys() == catalogues[0].keys()
        for key, text in texts.items():
            assert placeholders(text) == placeholders(catalogues[0][key]), key


def test_hidden_names_are_nowhere_on_the_page_not_in_paths_lines_or_troubles() -> None:
    text = render_class_report(hidden(CLASS, SALT), sources=sources, hidden=True)
    words = " ".join(Page(text).words).casefold()
    for word in ("ann lee", "bob", "evil", "zoe", "0012", "calc", "alert", "broken archive"):
        assert word not in words, word
    assert words.count("s-") >= 6


def test_files_that_are_gone_or_unlike_are_counted() -> None:
    page = page_of(CLASS, lambda wanted: ())
    assert page.alike.groups == ()
    assert page.alike.gone == len({(each.student, each.sha256) for each in CLASS.handed})
    assert page_of(CLASS).alike.gone == 0


def test_students_with_the_same_program_are_one_group_each_named_once() -> None:
    programs: dict[str, bytes] = {}
    people = []
    for number in range(12):
        rng = random.Random(0 if number in (3, 8) else number)
        signs = ["+", "-", "*", "/", "%", "@", "if", "for", "while", "not", "(", "[", "lambda", "in"]
        raw = " ".join(rng.choice(signs) if rng.random() < 0.6 else "x" for _ in range(400)).encode()
        raw += b"  # %d" % number
        sha256 = hashlib.sha256(raw).hexdigest()
        programs[sha256] = raw
        people.append(entry(f"p{number}", report_of(FIRST, sha256=sha256)))
    page = page_of(gather(people, BOTH), lambda wanted: [(each, programs[each]) for each in wanted])
    assert [group.names for group in page.alike.groups] == [("P0", "P3", "P8")]


def test_an_empty_class_has_a_page_too() -> None:
    nothing = Gathered((), (), (), {}, {})
    assert "Nothing is graded yet." in render_class_report(nothing)
