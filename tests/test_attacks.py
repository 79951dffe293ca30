"""Every attack is made, through the real grading: none scores, none harms, none injects."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from arena import DOCUMENT, HERE, LIMITS, Arena, Result, alive, arena, first_line, table
from expectations import ATTACKS, Attack
from rendered import CHECKS, dangers

from grader.report import RENDERERS, render

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the sandbox needs fork")
ALL = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.file)
SLACK = 4.0  # seconds beyond the limit: children that are lost and started anew on a busy machine
HOSTILE_NAMES = (
    "\x1b]0;attacked\x07.py",
    "x\n::error::attacked\n##[error]attacked.py",
    "</title><script>alert('attacked')</script>.py",
    "`](https://attack.invalid).py",
    "{{7777*7777}}.py",
    "=cmd|'attacked'!A1,\",.py",
    "\u202eyp.dekcatta\udcff.py",
    "-rf attacked.py",
)


@pytest.fixture(scope="module")
def place() -> Iterator[Arena]:
    """The arena of all attacks."""
    with arena() as made:
        yield made


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    """What came of each attack that was made."""
    return {}


@pytest.fixture
def result(attack: Attack, place: Arena, results: dict[str, Result], need: Callable[[str], None]) -> Result:
    """What came of an attack, which is made once."""
    for layer in attack.needs:
        need(layer)
    if attack.file not in results:
        results[attack.file] = place.run(attack)
    return results[attack.file]


@ALL
def test_no_attack_scores_or_ends_otherwise_than_it_may(attack: Attack, result: Result) -> None:
    assert result.outcome in attack.outcomes
    if len(attack.outcomes) == 1:
        assert result.score == attack.score
    elif result.score is not None:
        assert attack.score is not None
        assert result.score <= attack.score


@ALL
def test_no_attack_leaves_or_reaches_anything(attack: Attack, result: Result) -> None:
    assert result.traces == ()


@ALL
def test_every_attack_is_over_in_time(attack: Attack, result: Result) -> None:
    assert result.seconds < LIMITS.seconds + SLACK


@ALL
def test_no_report_of_an_attack_holds_anything_live(attack: Attack, result: Result) -> None:
    if result.report is None:
        return
    for form in RENDERERS:
        for lang, width, rung in (("en", 80, None), ("en", 40, 4), ("ja", 61, 4)):
            text = render(
                [result.report], form, lang=lang, colour=False, width=width, encoding="utf-8", rung=rung
            )
            assert dangers(form, text, [result.report]) == []
            assert len(text) < 2**20


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_of_a_file_is_live_in_a_report(name: str, place: Arena) -> None:
    attack = next(each for each in ATTACKS if each.file == "injection/quoted_line.py")
    report = place.graded(place.content(attack), attack, name)
    assert report is not None
    for form in RENDERERS:
        text = render([report], form, lang="en", colour=False, width=60, encoding="utf-8", rung=4)
        assert dangers(form, text, [report]) == []


def test_the_siblings_of_attacks_still_answer_and_no_file_is_left_elsewhere(place: Arena) -> None:
    assert place.files() == []
    assert alive(place.sibling)


def test_every_format_has_its_check_and_every_check_finds_what_it_looks_for() -> None:
    assert set(CHECKS) == set(RENDERERS)
    live = {
        "text": "a\n   ::error::attacked\n",
        "json": '{"reports": [{"outcome": "passed", "score": 100}]}',
        "html": "<p><img src='https://attack.invalid/x' onerror=alert(1)></p>",
        "markdown": "see [x](https://attack.invalid)\n```\nopen",
        "junit": "<a><attacked/></a>",
        "github": "::error file=a,line=1::x\n::add-mask::attacked\n",
        "gradescope": '{"a": "##[error]attacked"}',
        "classroom50": '{"a":\n"\u202e"}',
        "exercism": '{"a":\n"\x1b"}',
    }
    for form, text in live.items():
        assert dangers(form, text, []) != []
        assert dangers(form, text + " " + "\n", []) != []
    assert len(dangers("text", "\x1b]0;x\x07\u202e", [])) == 3


def test_the_table_and_the_folder_name_the_same_files() -> None:
    files = [path for kind in ("forging", "harm", "injection") for path in sorted((HERE / kind).iterdir())]
    named = [attack.file for attack in ATTACKS]
    assert sorted(path.relative_to(HERE).as_posix() for path in files if path.is_file()) == sorted(named)
    assert len(set(named)) == len(named) >= 80


@ALL
def test_every_attack_says_what_it_tries(attack: Attack) -> None:
    assert first_line(attack)[0].isupper()
    assert first_line(attack).endswith((".", ">"))


def test_the_document_is_what_the_suite_found(
    place: Arena, results: dict[str, Result], missing_layers: dict[str, str]
) -> None:
    if missing_layers:
        pytest.skip("the table is of a machine with every layer")
    for attack in ATTACKS:
        if attack.file not in results:
            results[attack.file] = place.run(attack)
    assert DOCUMENT.read_text(encoding="utf-8") == table(results), "run python tests/attacks/table.py"


def test_the_whole_suite_takes_less_than_two_minutes(results: dict[str, Result], place: Arena) -> None:
    assert time.time() - place.begun < 120


def test_the_project_lies_where_attacks_look_for_it() -> None:
    assert (Path(HERE).parent.parent / "reference" / "numerical.py").exists()
