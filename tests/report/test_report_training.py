"""Recorded curves in the report: in every format, in every language, whatever the numbers are."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import pytest
from report_samples import report, verdict

from grader.outcome import Curve, Outcome, Report
from grader.report import render
from grader.report.catalogue import LANGUAGES
from grader.report.training import LETTERS, curves_of, graphs_of, sparks_of

CURVES = (
    Curve("loss", tuple(2.0 / (step + 1) for step in range(500))),
    Curve("train-accuracy", (0.1, 0.5, 0.9, 0.97), 125.0),
    Curve("test-accuracy", (0.12, 0.48, 0.85, 0.93), 125.0),
)


def trained(*curves: Curve, outcome: Outcome = Outcome.PASSED) -> Report:
    checks = (verdict("one"), replace(verdict("two", outcome), curves=curves))
    return report(checks, outcome, exercise="exercise6_minibatch_training")


def shown(found: Report, form: str, lang: str = "en", encoding: str = "utf-8") -> str:
    return render((found,), form, lang=lang, colour=False, width=80, encoding=encoding)


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.FAILED])
def test_curves_stand_in_every_format_whatever_the_outcome(outcome: Outcome) -> None:
    found = trained(*CURVES, outcome=outcome)
    for form in ("text", "markdown"):
        text = shown(found, form)
        (line,) = [line for line in text.split("\n") if "accuracy, test" in line]
        assert re.search(r"0\.12 .*▁▄▇█.* 0\.93$", line), line
    page = shown(found, "html")
    assert page.count('<figure class="curves">') == 2
    assert (
        'aria-label="Accuracy once an epoch: accuracy, training from 0.1 to 0.97, accuracy, test from' in page
    )
    told = json.loads(shown(found, "json"))["reports"][0]["curves"]
    assert [(curve["name"], curve["every"], len(curve["values"])) for curve in told] == [
        ("loss", 1.0, 500),
        ("train-accuracy", 125.0, 4),
        ("test-accuracy", 125.0, 4),
    ]


def test_a_report_without_curves_says_nothing_of_them() -> None:
    for form in ("text", "markdown", "html"):
        assert "accuracy" not in shown(trained(), form).split("<body>")[-1]
        assert "loss" not in shown(trained(Curve("loss", (1.0,))), form).split("<body>")[-1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_curves_are_named_in_each_language(lang: str) -> None:
    names = {"en": "loss", "zh_CN": "损失", "zh_TW": "損失", "ja": "損失"}
    for form in ("text", "markdown", "html"):
        assert names[lang] in shown(trained(*CURVES), form, lang)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_terminal_without_blocks_gets_letters(form: str) -> None:
    text = shown(trained(*CURVES), form, encoding="ascii")
    (line,) = [line for line in text.split("\n") if "accuracy, test" in line]
    assert "_=%#" in line.replace("\\", "")


def test_paths_follow_the_numbers() -> None:
    (graph,) = graphs_of([Curve("loss", (4.0, 1.0, 0.0, 2.0), 10.0)])
    assert graph.curves[0].path == "M0 0L140 112.5L280 150L420 75"
    assert graph.across == ((0.0, "0"), (210.0, "15"), (420.0, "30"))
    assert graph.up == ((150.0, "0"), (75.0, "2"), (0.0, "4"))


def test_accuracies_share_a_scale_from_0_to_1_and_the_axis_of_the_longer() -> None:
    (graph,) = graphs_of([Curve("train-accuracy", (0.0, 1.0), 10.0), Curve("test-accuracy", (0.5, 2.0), 5.0)])
    assert [curve.path for curve in graph.curves] == ["M0 150L420 0", "M0 75L210 0"]


def test_a_curve_breaks_where_a_number_is_not_finite() -> None:
    values = (1.0, math.nan, 0.5, math.inf, 1.0, 1e308)
    (graph,) = graphs_of([Curve("loss", values)])
    assert graph.curves[0].path == "M0 0M168 75M336 0"
    (spark,) = sparks_of([Curve("loss", values)], LETTERS)
    assert (spark.signs, spark.first, spark.last) == ("#?+?#?", "1", "1e+308")


def test_what_holds_nothing_finite_is_no_curve() -> None:
    assert curves_of(trained(Curve("loss", (math.nan,) * 5), Curve("loss", (1.0, math.inf)))) == ()


def test_many_numbers_are_averaged() -> None:
    values = tuple(float(at % 2) for at in range(4000))
    (graph,) = graphs_of([Curve("loss", values)])
    assert graph.curves[0].path.count("L") == 199
    (spark,) = sparks_of([Curve("loss", values)], "01")
    assert len(spark.signs) == 24


def test_constant_and_negative_losses_can_be_drawn() -> None:
    (flat,) = graphs_of([Curve("loss", (0.0, 0.0))])
    assert flat.curves[0].path == "M0 150L420 150"
    (below,) = graphs_of([Curve("loss", (-1.0, 1.0))])
    assert below.curves[0].path == "M0 150L420 0"


def test_numbers_that_json_lacks_are_texts() -> None:
    told = json.loads(shown(trained(Curve("loss", (1.0, math.nan))), "json"))["reports"][0]["curves"]
    assert told[0]["values"] == [1.0, "nan"]
