"""Encodings: which one is found, and that it writes the text again."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import UnreadableSubmission
from grader.submission import parse_submission

CHINESE = "# 数值微分的实现，返回梯度\ndef f(x):\n    return x  # 计算损失函数对权重的偏导数\n"
TAIWANESE = "# 數值微分的實作，回傳梯度\ndef f(x):\n    return x  # 計算損失函數對權重的偏微分\n"
JAPANESE = "# 数値微分の実装。勾配を返す\ndef f(x):\n    return x  # 値を元に戻す、データのループ\n"
KOREAN = "# 수치 미분의 구현\ndef f(x):\n    return x  # 손실 함수의 기울기를 계산한다\n"
FRENCH = "# la dérivée numérique à gauche, où h décroît\ndef f(x):\n    return x  # d’après l’énoncé\n"


def found(raw: bytes) -> tuple[str, str]:
    submission = parse_submission(raw, "a.py")
    return submission.encoding, submission.text


def refusal(raw: bytes) -> str:
    with pytest.raises(UnreadableSubmission) as caught:
        parse_submission(raw, "a.py")
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "codec", "expected"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "gb2312", "gbk"),
        (CHINESE, "gbk", "gbk"),
        (CHINESE + "# 😀 㐀\n", "gb18030", "gb18030"),
        (TAIWANESE, "big5", "big5"),
        (TAIWANESE + "# 碁\n", "cp950", "cp950"),
        (JAPANESE, "cp932", "cp932"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc-jp", "euc-jp"),
        (KOREAN, "euc-kr", "cp949"),
        (KOREAN + "# 됐뷁\n", "cp949", "cp949"),
        (FRENCH, "cp1252", "cp1252"),
    ],
)
def test_an_undeclared_encoding_is_told_by_its_letters(text: str, codec: str, expected: str) -> None:
    raw = text.encode(codec)
    assert found(raw) == (expected, text)
    assert text.encode(expected) == raw


@pytest.mark.parametrize(
    ("line", "codec"),
    [
        ("# 梯度", "gbk"),
        ("# 微分", "gbk"),
        ("# 返回值", "gbk"),
        ("# 勾配の計算", "cp932"),
        ("# データ", "cp932"),
        ("# 勾配の計算", "euc-jp"),
        ("# データ", "euc-jp"),
        ("# 기울기", "euc-kr"),
        ("# 計算損失", "big5"),
        ("# été", "cp1252"),
        ("# Größe", "cp1252"),
    ],
)
def test_one_short_comment_is_enough(line: str, codec: str) -> None:
    assert found(line.encode(codec))[1] == line


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf_16_with_its_mark_is_read(mark: bytes) -> None:
    codec = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    encoding, text = found(mark + CHINESE.encode(codec))
    assert text == CHINESE
    assert text.encode(encoding).decode(encoding) == text


def test_the_mark_of_utf_8_is_no_part_of_the_text_and_is_written_again() -> None:
    raw = codecs.BOM_UTF8 + CHINESE.encode()
    assert found(raw) == ("utf-8-sig", CHINESE)
    assert CHINESE.encode("utf-8-sig") == raw
    assert parse_submission(raw, "a.py").cells[0].source.startswith("# 数")


@pytest.mark.parametrize(
    ("spelling", "codec", "name"),
    [
        ("gb2312", "gbk", "gbk"),
        ("GB18030", "gb18030", "gb18030"),
        ("shift-jis", "cp932", "cp932"),
        ("sjis", "cp932", "cp932"),
        ("euc_jp", "euc-jp", "euc-jp"),
        ("euc-jp-unix", "euc-jp", "euc-jp"),
        ("Latin-1", "latin-1", "latin-1"),
        ("iso-8859-1", "latin-1", "latin-1"),
        ("windows-1252", "cp1252", "cp1252"),
    ],
)
def test_a_coding_line_decides_where_the_file_is_not_utf_8(spelling: str, codec: str, name: str) -> None:
    text = f"#!/usr/bin/env python\n# -*- coding: {spelling} -*-\nx = '\u00a7'\n"
    assert found(text.encode(codec)) == (name, text)


def test_a_coding_line_counts_in_the_first_two_lines_only() -> None:
    text = "x = 1\n# coding: latin-1\ny = 'été'\n"  # line 1 is no comment: PEP 263 ends there
    assert found(text.encode("latin-1"))[0] == "cp1252"
    text = "\n\n# coding: latin-1\ny = 'été'\n"
    assert found(text.encode("latin-1"))[0] == "cp1252"


def test_utf_8_wins_over_a_wrong_coding_line() -> None:
    text = "# coding: gbk\nx = '梯度'\n"
    assert found(text.encode()) == ("utf-8", text)


def test_a_seven_bit_encoding_is_read_by_its_coding_line() -> None:
    text = "# coding: iso-2022-jp\n# 勾配\nx = 1\n"
    raw = text.encode("iso-2022-jp")
    assert raw.isascii()
    assert found(raw) == ("iso-2022-jp", text)


@pytest.mark.parametrize(
    "spelling", ["rot13", "unicode_escape", "zip", "utf-7", "hz", "punycode", "idna", "nonsense"]
)
def test_codecs_that_hide_a_program_are_never_used(spelling: str) -> None:
    text = f"# coding: {spelling}\nx = '\\x41+AGE-'\n"
    assert found(text.encode()) == ("utf-8", text)


def test_a_declared_encoding_that_fails_gives_way_to_the_letters() -> None:
    text = "# coding: euc-kr\n" + JAPANESE
    assert found(text.encode("cp932")) == ("cp932", text)


def test_damaged_utf_8_is_refused_with_its_line() -> None:
    raw = CHINESE.encode().replace("计".encode(), "计".encode()[:2])
    assert "line 3 is not valid UTF-8" in refusal(raw)
    assert "line 1 is not valid UTF-8" in refusal(codecs.BOM_UTF8 + b"\xff")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"x = 1\n\0", "a binary file"),
        (bytes(range(256)) * 4, "a binary file"),
        (b"\x01\x02\x03\x04\x05", "a binary file"),
        ("x = 1\n".encode("utf-16-le"), "UTF-16 without its mark"),
        (codecs.BOM_UTF16_LE + b"x", "begins like UTF-16"),
        (codecs.BOM_UTF32_LE + "x = 1".encode("utf-32-le"), "begins like UTF-16"),
        (b"x = 1 # \x81\x30\xff\xff", "not text in a known encoding"),
        (b"%PDF-1.7\nstream", "a PDF document"),
        (b"PK\x03\x04 word/document.xml", "an office document"),
        (b"{\\rtf1 x}", "a rich text document"),
        (b"\n<!DOCTYPE html><pre>x = 1</pre>", "a web page"),
    ],
)
def test_what_is_no_text_is_refused_as_what_it_is(raw: bytes, words: str) -> None:
    assert words in refusal(raw)


def test_colours_of_a_terminal_and_form_feeds_do_not_make_a_file_binary() -> None:
    text = "\x1b[31mred\x1b[0m = 1\n\f\nx = 1\n"
    assert found(text.encode()) == ("utf-8", text)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_text_in_utf_8_is_read_as_it_was_written(text: str) -> None:
    raw = b"x = 1 #" + text.encode()
    if sum(sign < " " or sign == "\x7f" for sign in text) > 3:
        return  # enough control characters for a binary file
    assert found(raw) == ("utf-8", raw.decode())
