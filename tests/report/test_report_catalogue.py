"""Every language has every message, and fields are put in as they are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from grader.outcome import Location, Message
from grader.report.catalogue import (
    LANGUAGES,
    LOCALE,
    Catalogue,
    catalogue,
    choose_language,
    language_of,
    placeholders,
    readable_language,
    size,
    texts_of,
)
from grader.report.escape import markdown, markdown_text, visible

ROOT = Path(__file__).resolve().parent.parent.parent
ENCODINGS = {"en": "ascii", "zh_CN": "gbk", "zh_TW": "cp950", "ja": "cp932"}


def plain(message: Message, language: str = "en") -> str:
    return catalogue(language).say(message, visible, str)


def test_there_is_a_file_for_each_language_and_no_other() -> None:
    assert sorted(path.stem for path in LOCALE.glob("*.json")) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_message_with_the_same_fields(language: str) -> None:
    english, texts = texts_of("en"), texts_of(language)
    assert set(texts) == set(english)
    assert {key: placeholders(text) for key, text in texts.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_holds_a_brace_that_is_no_field(language: str) -> None:
    for key, text in texts_of(language).items():
        assert text.strip(" "), key
        assert not re.search(r"[{}]", re.sub(r"\{[a-z_]+\}", "", text)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_given_twice(language: str) -> None:
    pairs = json.loads((LOCALE / f"{language}.json").read_text("utf-8"), object_pairs_hook=list)
    assert len(pairs) == len(dict(pairs))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_can_be_read_in_the_encodings_of_its_readers(language: str) -> None:
    assert readable_language(language, ENCODINGS[language]) == language
    assert readable_language(language, "utf-8") == language


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW", "ja"])
def test_a_language_that_the_encoding_cannot_carry_gives_way_to_english(language: str) -> None:
    assert readable_language(language, "cp1252") == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_longer_than_160_words(language: str) -> None:
    for key, text in texts_of(language).items():
        words = len(text.split()) if language == "en" else len(text) / 2
        assert words <= 60, key


def test_every_message_that_grading_emits_has_its_words() -> None:
    known = texts_of("en")
    files = [ROOT / "grader" / name for name in ("judge.py", "grading.py", "trial.py")]
    files += [path for room in ("course", "report") for path in (ROOT / "grader" / room).rglob("*.py")]
    emitted = {f"note.statement-{kind}" for kind in ("raised", "timeout", "memory", "skipped", "died")}
    emitted |= {f"left-out-no-{part}" for part in ("target", "method")}
    for path in files:
        emitted |= set(re.findall(r'\bMessage\(\s*"([a-z0-9.-]+)"', path.read_text("utf-8")))
    assert emitted - set(known) == set()
    assert "values-differ" in emitted


def test_every_check_of_the_course_has_its_title() -> None:
    from grader import judge
    from grader.course import EXERCISES, load

    for name in EXERCISES:
        exercise = load(name)
        assert f"exercise.{name}" in texts_of("en")
        for check in exercise.checks:
            assert judge.title(exercise, check).id in texts_of("en")


def test_every_word_that_a_template_says_is_in_the_catalogue() -> None:
    known = texts_of("en")
    for path in (ROOT / "grader" / "report" / "templates").glob("*.jinja"):
        for key in re.findall(r"""paper\.t\(["']([a-z-]+(?:\.[a-z-]+)*)["']""", path.read_text("utf-8")):
            assert key in known or key + "passed" in known, f"{path.name}: {key}"


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("ja_JP.UTF-8", "ja"),
        ("zh_CN.GBK", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh-Hant-HK", "zh_TW"),
        ("zh_HK", "zh_TW"),
        ("ZH-TW", "zh_TW"),
        ("en_GB@euro", "en"),
        ("de_DE", None),
        ("C", None),
        ("", None),
    ],
)
def test_a_locale_means_a_language(name: str, language: str | None) -> None:
    assert language_of(name) == language


@pytest.mark.parametrize(
    ("asked", "environment", "language"),
    [
        ("ja", {"LANG": "zh_CN"}, "ja"),
        (None, {"GRADER_LANG": "zh_TW", "LC_ALL": "ja_JP"}, "zh_TW"),
        (None, {"LC_ALL": "ja_JP.UTF-8", "LANG": "zh_CN.UTF-8"}, "ja"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "zh_CN", "LANG": "ja_JP"}, "zh_CN"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LC_ALL": "C", "LANG": "ja_JP"}, "en"),
        (None, {}, "en"),
    ],
)
def test_what_is_asked_for_comes_before_the_environment(
    asked: str | None, environment: dict[str, str], language: str
) -> None:
    assert choose_language(asked, environment) == language


@pytest.mark.parametrize("value", ["{asked}", "{0.__class__}", "{{x}}", "%s", "$x"])
def test_the_text_of_a_field_is_never_read_as_a_format(value: str) -> None:
    said = plain(Message("note.near-name", {"asked": "numerical_diff", "used": value, "line": 3}))
    assert said.startswith(f"{value} (line 3) is graded as numerical_diff")


def test_a_field_that_lacks_is_a_question_mark() -> None:
    assert (
        plain(Message("note.near-name"))
        == "? (?) is graded as ?; that is the name that the exercise asks for."
    )


def test_an_unknown_message_is_shown_as_itself() -> None:
    assert plain(Message("no.such\x1b")) == "no.such\\x1b"


def test_what_a_language_lacks_is_said_in_english() -> None:
    words = Catalogue("ja", {"a": "あ"}, {"a": "a", "b": "bee {x}"})
    assert words.text("a") == "あ"
    assert words.text("b", x=1) == "bee 1"


@pytest.mark.parametrize(
    ("language", "line", "cell"),
    [
        ("en", "line 12", "cell 3, line 2"),
        ("zh_CN", "第 12 行", "第 3 个单元格第 2 行"),
        ("zh_TW", "第 12 行", "第 3 個儲存格第 2 行"),
        ("ja", "12行目", "セル3の2行目"),
    ],
)
def test_a_line_of_a_notebook_is_named_by_its_cell(language: str, line: str, cell: str) -> None:
    words = catalogue(language)
    assert words.place(Location(12)) == line
    assert words.place(Location(2, cell=3)) == cell
    assert line in plain(Message("note.statement-memory", {"line": 12}), language)
    assert cell in plain(Message("note.statement-memory", {"line": Location(2, cell=3)}), language)


def test_fields_are_said_by_their_kind() -> None:
    message = Message("note.output-dropped", {"bytes": 3 * 2**20, "limit": 65536})
    assert plain(message) == "The program printed 3 MiB; only the first 64 KiB were kept."
    assert plain(Message("gradients-differ", {"names": ["W1", "b1"]})).endswith("for W1, b1.")
    assert plain(Message("waits", {"check": Message("check.exercise1.values.title")})).endswith(
        "The slope is right where x is positive"
    )
    assert plain(Message("loss-too-small", {"least": 13.5})).endswith("at least 13.5.")


def test_a_long_field_is_cut() -> None:
    said = plain(Message("missing-target", {"name": "a" * 5000}))
    assert len(said) < 300
    assert "\u2026" in said


def test_a_medium_dresses_fields_and_words_apart() -> None:
    said = catalogue("en").say(Message("missing-target", {"name": "a_b`"}), markdown, markdown_text)
    assert said == "`` a_b` `` is not defined."


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (1023, "1023 B"), (65536, "64 KiB"), (1.5 * 2**30, "1.5 GiB")]
)
def test_sizes_have_a_unit(count: float, text: str) -> None:
    assert size(count) == text
