"""Nothing that a learner writes can act in a medium, and what is harmless stays as it is."""

from __future__ import annotations

import html.parser
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report import escape

TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
SPECIAL = st.text(st.sampled_from("`~<>&\"'@#[]()|*_\\{}% \t\n\r\x1b\x00a中\u202e\u200d\ud800"), max_size=40)
ANY = TEXTS | SPECIAL


@given(ANY)
def test_visible_text_has_no_control_format_or_surrogate_character(text: str) -> None:
    shown = escape.visible(text)
    assert not [sign for sign in shown if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


@given(ANY)
def test_visible_text_is_stable_under_a_second_pass(text: str) -> None:
    once = escape.visible(text)
    assert escape.visible(once) == once


@given(ANY)
def test_visible_escapes_can_be_read_back(text: str) -> None:
    plain = text.replace("\\", "/")  # a learner's own backslashes stay as they are
    back = re.sub(
        r"\\(?:x(..)|u(....)|U(........)|([nrt]))",
        lambda found: (
            {"n": "\n", "r": "\r", "t": "\t"}[found[4]]
            if found[4]
            else chr(int(found[1] or found[2] or found[3], 16))
        ),
        escape.visible(plain),
    )
    assert back == plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\u202eb", "a\\u202eb"),
        ("\u200b", "\\u200b"),
        ("\udcff", "\\udcff"),
        ("\x00\x7f\x9b", "\\x00\\x7f\\x9b"),
        ("\n\r\t", "\\n\\r\\t"),
        ("\u3000\xa0", "\\u3000\\xa0"),
        ("\u3164\ufe0f\u2800", "\\u3164\\ufe0f\\u2800"),
        ("\U000e0041", "\\U000e0041"),
        ("勾配 gradient é ü 梯度 🙂", "勾配 gradient é ü 梯度 🙂"),
        ("a\\x1b", "a\\x1b"),
    ],
)
def test_visible_shows_what_cannot_be_seen_and_keeps_the_rest(text: str, shown: str) -> None:
    assert escape.visible(text) == shown


def test_a_heap_of_combining_marks_is_cut_down() -> None:
    shown = escape.visible("a" + "\u0301" * 30)
    assert sum(unicodedata.combining(sign) > 0 for sign in shown) == escape.MAX_COMBINING


@given(ANY)
def test_a_code_span_holds_its_text_and_ends_where_it_should(text: str) -> None:
    span = escape.markdown(text)
    shown = escape.visible(text)
    if not shown:
        assert span == ""
        return
    # CommonMark 6.1: delimiters are runs of equal length, and no run of that length lies between them
    found = re.fullmatch(r"(?s)(`+)(?!`)(.+?)(?<!`)\1", span)
    assert found is not None
    assert found[1] not in re.findall("`+", found[2])
    content = found[2]
    if content[0] == content[-1] == " " and content.strip(" "):
        content = content[1:-1]
    assert content == shown
    assert "\n" not in span


@given(ANY)
def test_no_line_of_a_fenced_block_closes_it(text: str) -> None:
    opening, *lines, closing = escape.fence(text).split("\n")
    ticks = opening.removesuffix("text")
    assert closing == ticks == "`" * len(ticks)
    assert len(ticks) >= 3
    assert not any(ticks in line for line in lines)


@given(ANY)
def test_html_of_a_text_is_read_back_as_text_alone(text: str) -> None:
    seen: list[str] = []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            seen.append(f"<{tag}>")

        def handle_data(self, data: str) -> None:
            seen.append(data)

    reader = Reader(convert_charrefs=True)
    reader.feed(f"<b>{escape.html(text)}</b>")
    reader.close()
    assert "".join(seen) == "<b>" + escape.visible(text)
    assert '"' not in escape.html(text)


def test_a_quoted_line_keeps_its_tabs() -> None:
    assert escape.terminal_code("\treturn\x1b") == "\treturn\\x1b"
    assert escape.html_code("\t<b>") == "\t&lt;b&gt;"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp932", "gbk", "utf-8"])
def test_encodable_text_can_be_encoded(encoding: str) -> None:
    escape.encodable("✓ 勾配 梯度 é 🙂 \\", encoding).encode(encoding)


def test_words_of_ours_lose_their_meaning_in_markdown() -> None:
    assert escape.markdown_text("a_b * [c] <d> x|y `e`") == r"a\_b \* \[c\] \<d\> x\|y \`e\`"


@given(st.text(st.sampled_from(":#[] \t\nvso"), max_size=40))
def test_no_line_of_an_inert_text_is_a_command_of_a_ci_service(text: str) -> None:
    shown = escape.inert(text)
    assert not any(line.strip().startswith("::") for line in shown.split("\n"))
    assert not re.search(r"##\w*\[", shown)
    assert escape.inert(shown) == shown


def test_an_inert_text_keeps_its_lines_and_all_that_is_no_command() -> None:
    harmless = "a[::2] ## title [x]\n| ::error::x\n# [1]\n"
    assert escape.inert(harmless) == harmless
    assert escape.inert("  ::x", lambda sign: f"&#{ord(sign)};") == "  &#58;:x"
