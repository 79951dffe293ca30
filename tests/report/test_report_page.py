"""The HTML page: self-contained, safe, accessible."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
import report_samples as samples

from grader.outcome import Evidence, Report
from grader.report import render
from grader.report.catalogue import LANGUAGES, catalogue
from grader.report.page import TAGS, Paper, policy, style_sheet
from grader.report.picture import bars_of, scale_of

VOID = {"meta", "rect", "line", "path"}
HARMLESS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "nav",
        "main",
        "section",
        "article",
        "footer",
    ),
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "strong",
        "ins",
        "del",
        "p",
        "a",
        "span",
        "div",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "code",
        "pre",
        "mark",
        "details",
    ),
    *("summary", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"),
    *("svg", "rect", "line", "path", "text", "tspan"),
}


class Page(HTMLParser):
    """Elements with their attributes, the text of the style element, and all other text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.style = ""
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def html_of(*reports: Report, lang: str = "en", encoding: str = "utf-8") -> str:
    return render(reports, "html", lang=lang, colour=False, width=80, encoding=encoding)


@pytest.fixture(params=["all", "one", "hostile", "hinted"])
def page(request: pytest.FixtureRequest) -> Page:
    reports = {"all": samples.ALL, "one": (samples.FAILED,), "hostile": (samples.HOSTILE_REPORT,) * 2}
    reports["hinted"] = (samples.ONE, samples.TWO, samples.ADVISED)
    return Page(html_of(*reports[request.param]))


def test_every_element_is_closed_and_of_a_harmless_kind(page: Page) -> None:
    assert page.open == []
    assert {tag for tag, _ in page.elements} <= HARMLESS


def test_nothing_is_asked_from_outside_and_nothing_runs(page: Page) -> None:
    for _, attributes in page.elements:
        for name, value in attributes.items():
            assert name not in ("src", "srcset", "style", "action", "data", "xlink:href", "target")
            assert not name.startswith("on")
            assert name != "href" or (value or "").startswith("#")
    assert "url(" not in page.style
    assert "@import" not in page.style


def test_the_policy_admits_the_style_sheet_of_the_page_and_nothing_else(page: Page) -> None:
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    (content,) = [meta["content"] for meta in page.named("meta") if "http-equiv" in meta]
    assert content == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert policy(style_sheet()) == content


def test_ids_are_unique_and_references_lead_to_them(page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        if "aria-labelledby" in attributes:
            assert attributes["aria-labelledby"] in ids
        if "href" in attributes:
            assert (attributes["href"] or "")[1:] in ids


def test_headings_descend_one_level_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_landmarks_tables_and_pictures_have_names(page: Page) -> None:
    assert len(page.named("main")) == len(page.named("header")) == len(page.named("footer")) == 1
    assert all(nav.get("aria-label") for nav in page.named("nav"))
    assert len(page.named("caption")) == len(page.named("table"))
    assert all(cell.get("scope") for cell in page.named("th"))
    for picture in page.named("svg"):
        assert picture.get("aria-hidden") == "true" or (
            picture.get("role"),
            bool(picture.get("aria-label")),
        ) == (
            "img",
            True,
        )
    for _, attributes in page.elements:
        if attributes.get("tabindex") == "0":
            assert attributes.get("role") != "region" or attributes.get("aria-label")


def test_a_learners_text_is_shown_as_text() -> None:
    page = Page(html_of(samples.HOSTILE_REPORT))
    assert "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>&lt;" in page.text
    assert "\\x1b[2J" in page.text
    assert "\\u202eevil" in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_names_its_language(lang: str) -> None:
    page = Page(html_of(*samples.ALL, lang=lang))
    assert page.named("html")[0]["lang"] == TAGS[lang]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp932"])
def test_where_the_encoding_is_not_utf_8_the_page_is_ascii_and_says_the_same(encoding: str) -> None:
    text = html_of(*samples.ALL, lang="ja", encoding=encoding)
    assert text.isascii()
    assert Page(text).text == Page(html_of(*samples.ALL, lang="ja")).text


def test_the_points_bar_is_divided_by_points_and_filled_by_what_was_earned() -> None:
    segments = Paper(catalogue("en")).segments(samples.FAILED.checks)
    assert [segment.kind for segment in segments] == ["good", "bad", "bad", "bad", "bad", "wait"]
    assert sum(segment.width for segment in segments) == pytest.approx(100, abs=0.01)
    assert segments[0].earned == segments[0].width
    assert segments[1].earned == 0


def palette(css: str) -> dict[str, tuple[int, int, int]]:
    found = re.findall(r"--([a-z-]+): #([0-9a-f]{6});", css)
    return {name: (int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)) for name, code in found}


def luminance(colour: tuple[int, int, int]) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_PAIRS = [
    *[(name, ground) for name in ("text", "muted", "link") for ground in ("ground", "card", "code")],
    *[("bad", "card"), ("good", "card"), ("text", "code"), ("mark-text", "mark")],
    *[("good", "good-ground"), ("bad", "bad-ground"), ("idle", "idle-ground")],
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_contrast_of_level_aa_and_shapes_that_of_graphics(scheme: str) -> None:
    light, dark = style_sheet().split("@media (prefers-color-scheme: dark)")[0:2]
    colours = palette(light if scheme == "light" else dark.split("}")[0])
    for text, ground in TEXT_PAIRS:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for shape in ("bar", "bar-bad", "expected"):
        assert contrast(colours[shape], colours["card"]) >= 3.0, shape


def test_paired_bars_share_a_scale_from_zero() -> None:
    bars = bars_of(Evidence(expected=[-1.0, 3.0], got=[1.0, 3.0], tolerance=1e-6))
    assert bars is not None
    first, second = bars.pairs
    assert bars.zero == pytest.approx(bars.height * 3 / 4)
    assert (first.expected_y, first.got_y) == (bars.zero, pytest.approx(bars.zero - bars.height / 4))
    assert first.expected_height == first.got_height == pytest.approx(bars.height / 4)
    assert (second.got_y, second.got_height) == (0.0, bars.zero)
    assert (first.differs, second.differs) == (True, False)


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (1.0, 2.0),
        ([1.0], [2.0]),
        ([1.0, 2.0], [1.0, float("nan")]),
        ([1.0, 2.0], [1.0, 2.0 + 1e-9]),
        ([1.0, 2.0], [1.0, None]),
        ([1.0, 2.0], [1.0, 2.0, 3.0]),
        ([[1.0, 2.0]], [[1.0, 3.0]]),
        ([0.0, 0.0], [0.0, 0.0]),
        ([1.0] * 13, [2.0] * 13),
        ([1e308, -1e308], [1.0, 1.0]),
    ],
)
def test_no_bars_are_drawn_where_they_would_tell_nothing(expected: object, got: object) -> None:
    assert bars_of(Evidence(expected=expected, got=got)) is None


@pytest.mark.parametrize(("error", "tolerance"), [(4.5e-5, 1e-6), (1e13, 1e-6), (1e-5, 1e-12), (2.0, 1.0)])
def test_the_error_lies_beyond_the_tolerance_on_the_scale(error: float, tolerance: float) -> None:
    scale = scale_of(error, tolerance)
    assert scale is not None
    assert 0 < scale.tolerance < scale.error <= scale.width
    assert 2 <= len(scale.ticks) <= 7


@pytest.mark.parametrize(
    ("error", "tolerance"),
    [(None, 1e-6), (1e-3, None), (float("inf"), 1e-6), (float("nan"), 1e-6), (1e-9, 1e-6)],
)
def test_no_scale_is_drawn_without_an_error_beyond_the_tolerance(
    error: float | None, tolerance: float | None
) -> None:
    assert scale_of(error, tolerance) is None
