"""What a grading shows besides the name: the formula recovered, the exact characters, advice, torn heads."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent as indented

import pytest

from grader import course
from grader.diagnosis import stencil
from grader.grading import grade
from grader.outcome import Diagnosis, Outcome, Report
from grader.report import render
from grader.report.catalogue import texts_of
from grader.sandbox import Sandbox
from grader.submission import parse_submission

RETURN = "    return (f(x + h) - f(x - h)) / 2*h"
WRONG = f"def numerical_diff(f, x):\n    h = 1e-4\n{RETURN}\n"
FORMULA = "h/2 * (f(x + h) - f(x - h))"
ODD = (
    "def numerical_diff(f, x):\n    a, b, c = f(x + 1e-3), f(x), f(x - 2e-3)\n"
    "    return 7 * a - 3 * b - 4.5 * c\n"
)
GRADIENT = (
    "import numpy as np\n\ndef numerical_gradient(f, x):\n    h = 1e-4\n    grad = np.zeros_like(x)\n"
    "    for i in range(x.size):\n        keep = x[i]\n        x[i] = keep + h\n        a = f(x)\n"
    "        x[i] = keep - h\n        b = f(x)\n        x[i] = keep\n        grad[i] = (a - b) / 2*h\n"
    "    return grad\n"
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def graded(sandbox: Sandbox, text: str | bytes, exercise: int = 1, path: str = "mine.py") -> Report:
    raw = text if isinstance(text, bytes) else text.encode()
    (report,) = grade(parse_submission(raw, path), (course.EXERCISES[exercise - 1],), sandbox, mend=True)
    return report


def named(report: Report) -> Diagnosis:
    (found,) = (found for found in report.diagnoses if found.kind == "misconception")
    return found


def pointed(report: Report) -> str:
    """Return the characters that the one diagnosis points at."""
    place = named(report).location
    assert place is not None
    assert place.column
    return place.text[place.column - 1 : place.end_column - 1]


def shown(report: Report, form: str, rung: int | None = None) -> str:
    text = render([report], form, lang="en", colour=False, width=100, encoding="utf-8", rung=rung)
    return " ".join((html.unescape(text) if form == "html" else text).split())


# --- the formula -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_the_formula_is_evidence_of_the_name_from_rung_2_on(sandbox: Sandbox, form: str) -> None:
    report = graded(sandbox, WRONG)
    assert [message.id for message in report.recovered] == ["recovered.formula"]
    assert report.recovered[0].fields["weights"] == "5e-05, -5e-05"
    for rung in range(5):
        assert (FORMULA in shown(report, form, rung)) is (rung >= 2)


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_where_nothing_is_repaired_the_formula_is_shown_at_once(sandbox: Sandbox, form: str) -> None:
    report = graded(sandbox, ODD)
    assert report.repair is None
    assert report.recovered[0].fields["step"] == "0.001"
    formula = "7 * f(x + h) - 3 * f(x) - 4.5 * f(x - 2h)"
    assert [formula in shown(report, form, rung) for rung in (0, 1)] == [False, True]


def test_a_right_formula_is_no_evidence_of_a_name(sandbox: Sandbox) -> None:
    report = graded(sandbox, GRADIENT.replace("2*h", "(2*h)"), 2)
    assert named(report).misconception == "one-dimensional-only"
    assert report.recovered == ()


def test_of_a_step_that_is_rounded_away_the_weights_are_told_and_no_step(sandbox: Sandbox) -> None:
    report = graded(
        sandbox, WRONG.replace("1e-4", "10e-50").replace(RETURN, "    return f(x + h) - f(x) / h")
    )
    (told,) = report.recovered
    assert told.id == "recovered.at-x-alone"
    assert told.fields == {"formula": "f(x) - 1e+49 * f(x)", "count": 2}


def test_what_other_components_do_is_told_of_a_gradient(sandbox: Sandbox) -> None:
    report = graded(sandbox, GRADIENT.replace("        x[i] = keep\n", "").replace("2*h", "(2*h)"), 2)
    told = {message.id: message.fields for message in report.recovered}
    assert told["recovered.other-moved"] == {"component": 1, "other": 0, "by": "-0.0001"}
    assert told["recovered.left-moved"]["by"] == "-0.0001"


def test_a_descent_is_told_by_its_closed_form(sandbox: Sandbox) -> None:
    descent = (
        "\ndef gradient_descent(f, init_x, lr=0.01, step_num=100):\n    x = init_x.copy()\n"
        "    for _ in range(step_num - 1):\n        x -= lr * numerical_gradient(f, x)\n    return x\n"
    )
    report = graded(sandbox, GRADIENT.replace("2*h", "(2*h)") + descent, 3)
    assert named(report).misconception == "off-by-one-steps"
    assert [message.id for message in report.recovered] == ["recovered.descent-count-off"]
    assert "Asked for 2 steps, it goes as far on a plane as 1 would" in shown(report, "text", 2)


def test_nothing_is_recovered_of_a_program_that_passes_or_is_absent(sandbox: Sandbox) -> None:
    assert graded(sandbox, WRONG.replace("2*h", "(2*h)")).recovered == ()
    assert graded(sandbox, "x = 1\n").recovered == ()


def test_all_that_can_be_recovered_has_its_words() -> None:
    folder = Path(stencil.__file__).parent
    sources = [(folder / f"{name}.py").read_text(encoding="utf-8") for name in ("stencil", "stencil_words")]
    told = {name for source in sources for name in re.findall(r'"recovered\.([a-z-]+)"', source)}
    forms = re.findall(r'_said\(\s*"([a-z-]+)"', (folder / "descents.py").read_text(encoding="utf-8"))
    told |= {f"descent-{form}" for form in forms}
    told |= {"formula", "formula-of-each", "formula-right", "formula-right-of-each"}
    known = {key.removeprefix("recovered.") for key in texts_of("en") if key.startswith("recovered.")}
    assert told == known


# --- the characters --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        RETURN,
        "\treturn\t(f(x + h) - f(x - h)) / 2*h",
        "    '导数'; return (f(x + h) - f(x - h)) / 2*h  # 中文",
        "    '\U0001f600é'; return (f(x + h) - f(x - h)) / 2*h",
    ],
)
def test_the_piece_is_counted_in_characters(sandbox: Sandbox, line: str) -> None:
    indent = line[: len(line) - len(line.lstrip())]
    report = graded(sandbox, f"def numerical_diff(f, x):\n{indent}h = 1e-4\n{line}\n")
    place = named(report).location
    assert place is not None
    assert (place.text, pointed(report)) == (line, "2*h")
    assert place.column == line.index("2*h") + 1
    text = render([report], "text", lang="en", colour=False, width=100, encoding="utf-8")
    told = text.split("\n")
    quoted = next(at for at, each in enumerate(told) if each.endswith(line))
    wide = "\U0001f600导数中文"
    before = "".join("\t" if sign == "\t" else "  " if sign in wide else " " for sign in line.split("2*h")[0])
    assert told[quoted + 1] == f"  | {before}^^^"
    assert f'{html.escape(line.split("2*h")[0])}<mark class="at">2*h</mark>' in render(
        [report], "html", lang="en", colour=False, width=100, encoding="utf-8"
    ).replace("&#39;", "&#x27;")


def test_json_has_the_columns(sandbox: Sandbox) -> None:
    (made,) = json.loads(
        render([graded(sandbox, WRONG)], "json", lang="en", colour=False, width=80, encoding="utf-8")
    )["reports"]
    (told,) = made["diagnoses"]
    assert (told["line"], told["column"], told["end_column"]) == (3, 36, 39)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("mine.ipynb", json.dumps({
            "cells": [
                {"cell_type": "markdown", "metadata": {}, "source": ["# 中"]},
                {
                    "cell_type": "code", "metadata": {}, "source": WRONG.splitlines(keepends=True),
                    "outputs": [], "execution_count": None,
                },
            ],
            "metadata": {}, "nbformat": 4, "nbformat_minor": 5,
        })),
        ("mine.md", f"# 中\n\n```python\n{WRONG}```\n"),
        ("mine.md", "1. 中\n\n   ```python\n" + indented(WRONG, "   ") + "   ```\n"),
        ("mine.txt", ">>> " + WRONG.replace("\n    ", "\n...     ") + "...\n>>> 1\n1\n"),
        ("mine.py", WRONG.replace("\n", "\r\n")),
    ],
)  # fmt: skip
def test_the_piece_is_found_in_every_kind_of_file(sandbox: Sandbox, path: str, text: str) -> None:
    report = graded(sandbox, text, path=path)
    place = named(report).location
    assert place is not None
    assert place.text.endswith(RETURN)
    assert pointed(report) == "2*h"


def test_an_exception_points_where_the_edit_touches_nothing_of_the_line(sandbox: Sandbox) -> None:
    report = graded(
        sandbox, "def numerical_diff(f, x):\n    return (f(x + step) - f(x - step)) / (2 * step)\n"
    )
    assert named(report).misconception == "undefined-variable"
    assert pointed(report) == "step"


# --- advice, and heads that are torn ----------------------------------------------------------------


def test_advice_from_the_text_is_given_with_what_failed(sandbox: Sandbox) -> None:
    report = graded(sandbox, GRADIENT, 2)
    advised = [found.misconception for found in report.diagnoses if found.kind == "advice"]
    assert advised == ["integer-truncation"]
    assert any(found.misconception == "missing-denominator-parentheses" for found in report.diagnoses)


@pytest.mark.parametrize(
    ("exercise", "head", "torn"),
    [
        (1, "def numerical_diff", "defnumerical_diff"),
        (1, "def numerical_diff", "edf numerical_diff"),
        (1, "def numerical_diff", "numerical_diff"),
        (1, "def numerical_diff", "Def numerical_diff"),
        (4, "class simpleNet", "classsimpleNet"),
        (4, "class simpleNet", "calss simpleNet"),
        (4, "class simpleNet", "simpleNet"),
    ],
)
def test_a_torn_head_is_named_and_mended(sandbox: Sandbox, exercise: int, head: str, torn: str) -> None:
    programs = {
        1: WRONG.replace("2*h", "(2*h)"),
        4: "import numpy as np\nfrom common.functions import *\n\nclass simpleNet:\n    def __init__(self):\n"
        "        self.W = np.random.randn(2, 3)\n    def predict(self, x):\n        return x @ self.W\n"
        "    def loss(self, x, t):\n        return cross_entropy_error(softmax(self.predict(x)), t)\n",
    }
    right = programs[exercise]
    assert graded(sandbox, right, exercise).outcome is Outcome.PASSED
    report = graded(sandbox, right.replace(head, torn), exercise)
    assert named(report).misconception == "syntax-error"
    assert report.repair is not None
    assert "note.syntax" in [note.id for note in report.notes]
    assert any(line.startswith(f"+{head}") for line in report.repair.patch.split("\n"))
