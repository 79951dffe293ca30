"""What holds for every format: nothing hostile gets through, in any encoding and any language."""

from __future__ import annotations

import re
import unicodedata

import pytest
import report_samples as samples

from grader.outcome import Report
from grader.report import RENDERERS, prepare, render
from grader.report.catalogue import LANGUAGES

FORMATS = sorted(RENDERERS)
ENCODINGS = ("utf-8", "ascii", "cp1252", "cp932", "gbk", "no-such-codec")
REPORTS = {
    "hostile": (samples.HOSTILE_REPORT,),
    "all": samples.ALL,
    "passed": (samples.PASSED,),
    "nothing": (),
}


def rendered(reports: tuple[Report, ...], form: str, lang: str = "en", **given: object) -> str:
    settings = {"lang": lang, "colour": False, "width": 80, "encoding": "utf-8"} | given
    return render(reports, form, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", REPORTS)
def test_no_character_that_acts_on_a_reader_gets_through(form: str, lang: str, kind: str) -> None:
    text = rendered(REPORTS[kind], form, lang)
    acting = {
        sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")
    }
    assert acting <= {"\n", "\t"}
    assert text.endswith("\n") or not REPORTS[kind]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_encoding_can_carry_the_report(form: str, encoding: str, lang: str) -> None:
    text = rendered((*samples.ALL, samples.HOSTILE_REPORT), form, lang, encoding=encoding)
    text.encode("ascii" if encoding == "no-such-codec" else encoding)


@pytest.mark.parametrize("form", FORMATS)
def test_a_template_in_a_learners_text_is_not_run(form: str) -> None:
    text = rendered((samples.HOSTILE_REPORT,), form)
    known = r"\{\{ 7\*7 \}\}|0f0f|&#\d+;|\d{4}-\d\d-\d\dT[\d:]{8}Z"  # the last: when it was graded
    assert "49" not in re.sub(known, "", text)


@pytest.mark.parametrize("form", FORMATS)
def test_languages_differ_in_every_format(form: str) -> None:
    texts = {rendered(samples.ALL, form, lang) for lang in LANGUAGES}
    assert len(texts) == len(LANGUAGES)


@pytest.mark.parametrize("form", FORMATS)
def test_rendering_twice_gives_the_same(form: str) -> None:
    prepare(form)
    assert rendered(samples.ALL, form) == rendered(samples.ALL, form)


def test_an_unknown_format_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        rendered((), "pdf")


def test_a_format_is_one_entry_in_the_table() -> None:
    assert set(RENDERERS) >= {"text", "json", "html", "markdown"}
