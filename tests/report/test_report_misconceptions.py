"""The words about misconceptions: complete in every language, short, and with examples that hold the slip."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import unicodedata
import warnings
from pathlib import Path

import numpy as np
import pytest

from grader.diagnosis import catalogue as rules
from grader.outcome import Message
from grader.report.catalogue import (
    LANGUAGES,
    LOCALE,
    catalogue,
    examples,
    misconceptions_of,
    placeholders,
)
from grader.report.escape import html, markdown, markdown_text, visible

IDS = sorted({entry.id for entry in rules.entries()})
PARTS = ("title", "explanation", "question")
ENCODINGS = {"en": "ascii", "zh_CN": "gbk", "zh_TW": "cp950", "ja": "cp932"}
RELATIONS = (
    *("zero", "sign", "transposed", "factor", "reversed", "some-zero", "some-right", "offset"),
    *("reshaped", "sum", "mean", "first"),
)
ASKED = json.loads((Path(__file__).parent / "examples_asked.json").read_text("utf-8"))
FOLDER = LOCALE / "misconceptions"


def words(text: str) -> float:
    """Words of a text; two signs of a script without spaces count as one."""
    wide = sum(unicodedata.east_asian_width(sign) == "W" for sign in text)
    narrow = "".join(" " if unicodedata.east_asian_width(sign) in "WF" else sign for sign in text)
    return wide / 2 + len(narrow.split())


def code(idea: str, kind: str) -> str:
    return examples()[f"misconception.{idea}.example_{kind}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_misconception_of_the_rules_has_its_words_and_no_other_has(language: str) -> None:
    assert set(misconceptions_of(language)) == {
        f"misconception.{idea}.{part}" for idea in IDS for part in PARTS
    }


def test_every_misconception_has_its_examples_and_no_other_has() -> None:
    kinds = ("example_wrong", "example_right")
    assert set(examples()) == {f"misconception.{idea}.{kind}" for idea in IDS for kind in kinds}
    assert sorted(ASKED) == IDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_left_in_english_or_holds_a_field(language: str) -> None:
    english = misconceptions_of("en")
    for key, text in misconceptions_of(language).items():
        assert text.strip() == text != "", key
        assert placeholders(text) == frozenset(), key
        assert not re.search(r"[{}]", text), key
        assert text.count("`") % 2 == 0, f"{key}: code is not closed"
        assert language == "en" or text != english[key], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_explanations_and_questions_are_short(language: str) -> None:
    most = {"title": 14, "explanation": 60 if language == "en" else 75, "question": 30}
    for key, text in misconceptions_of(language).items():
        assert words(text) <= most[key.rsplit(".", 1)[1]], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_asked_and_explanations_are_said(language: str) -> None:
    for key, text in misconceptions_of(language).items():
        if key.endswith("question"):
            assert re.search("[?？]|か。", text), key
        elif key.endswith("explanation"):
            assert text[-1] in ".。", key
        else:
            assert text[-1] not in ".。", key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_can_be_read_in_the_encodings_of_their_readers(language: str) -> None:
    for key, text in misconceptions_of(language).items():
        assert text.encode(ENCODINGS[language]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_in_the_words_is_the_same_in_every_language(language: str) -> None:
    """What is code is not translated: each piece stands in the English text too, marked or not."""
    english = misconceptions_of("en")
    for key, text in misconceptions_of(language).items():
        for piece in re.findall("`([^`]+)`", text):
            assert piece in english[key].replace("`", ""), key


@pytest.mark.parametrize("idea", IDS)
def test_the_wrong_example_goes_wrong_and_the_right_one_answers_right(idea: str) -> None:
    question, answer = ASKED[idea]

    def answered(kind: str) -> str:
        names: dict[str, object] = {"np": np}
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                exec(compile(code(idea, kind), idea, "exec"), names)
                return repr(eval(question, names))
            except Exception as error:
                return f"raises {type(error).__name__}"

    assert answered("right") == answer
    assert answered("wrong") != answer


@pytest.mark.parametrize("idea", IDS)
def test_examples_are_small_programs_and_differ(idea: str) -> None:
    wrong, right = code(idea, "wrong"), code(idea, "right")
    ast.parse(right)
    if idea == "syntax-error":
        with pytest.raises(SyntaxError):
            ast.parse(wrong)
    else:
        ast.parse(wrong)
    for text in (wrong, right):
        assert text == text.strip("\n")
        assert text.isascii()
        assert text.count("\n") < 14
        assert all(len(line) <= 76 for line in text.split("\n"))
    assert wrong != right


@pytest.mark.parametrize("idea", IDS)
def test_no_example_is_the_function_of_an_exercise(idea: str) -> None:
    names = {
        node.name.lower()
        for node in ast.walk(ast.parse(code(idea, "right")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert names.isdisjoint(
        {"numerical_diff", "numerical_gradient", "gradient_descent", "softmax", "sigmoid", "simplenet"}
        | {"cross_entropy_error", "twolayernet"}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_relation_has_its_words(language: str) -> None:
    from grader.diagnosis import relations

    named = {name for name, _ in relations._SAME_SHAPE} | {"reshaped", "sum", "mean", "first", "transposed"}
    assert named == set(RELATIONS)
    for name in RELATIONS:
        assert catalogue(language).has(f"relation.{name}")


def test_code_between_backticks_is_dressed_as_code_in_every_medium() -> None:
    message = Message("misconception.missing-denominator-parentheses.explanation")
    said = catalogue("en").say(message, markdown, markdown_text)
    assert said.startswith("Python takes `/` and `*` from left to right: `a / 2 * h` is half")
    plain = catalogue("en").say(message, visible, str)
    assert plain.startswith("Python takes / and * from left to right: a / 2 * h is half")
    page = catalogue("en").say(
        message, lambda text: f"<code>{html(text)}</code>", lambda text: str(html(text))
    )
    assert "<code>a / 2 * h</code>" in page


def test_a_file_for_each_language_and_one_for_the_examples() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == sorted([*LANGUAGES, "examples"])


@pytest.mark.parametrize("name", [*LANGUAGES, "examples"])
def test_no_key_is_given_twice_and_keys_are_in_order(name: str) -> None:
    pairs = json.loads((FOLDER / f"{name}.json").read_text("utf-8"), object_pairs_hook=list)
    keys = [key for key, _ in pairs]
    assert keys == sorted(set(keys))


def test_the_files_are_read_only_when_a_misconception_is_spoken_of() -> None:
    program = (
        "import sys; sys.path.insert(0, 'tests/report'); import report_samples as samples\n"
        "from grader.report import render\n"
        "from grader.report.catalogue import examples, misconceptions_of\n"
        "reports = [samples.PASSED, samples.FAILED]\n"
        "render(reports, 'text', lang='en', colour=False, width=80, encoding='utf-8')\n"
        "print(misconceptions_of.cache_info().currsize, examples.cache_info().currsize)"
    )
    root = LOCALE.parent.parent.parent
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, timeout=60, cwd=root
    )
    assert result.stdout.split() == [b"0", b"0"]
