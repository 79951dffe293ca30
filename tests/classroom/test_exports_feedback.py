"""Feedback for each student: complete, in files whose names are safe, whatever a student is called."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest
from class_samples import HOSTILE, RESULTS, WRONG
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.feedback import stem_of, write_feedback
from grader.errors import UsageError


def test_each_student_gets_a_page_and_markdown_and_stands_in_the_index(tmp_path: Path) -> None:
    pages = write_feedback(RESULTS.entries, tmp_path / "back")
    files = sorted(path.name for path in (tmp_path / "back").iterdir())
    assert len(pages) == 3
    assert files == sorted(
        ["index.html", *(f"{page.stem}.{end}" for page in pages for end in ("html", "md"))]
    )
    index = (tmp_path / "back" / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<a href="([^"]+)"', index)
    assert sorted(map(unquote, links)) == [name for name in files if name != "index.html"]
    assert "<script" not in index
    ann = (tmp_path / "back" / f"{stem_of('0012', 'Ann Lee')}.md").read_text(encoding="utf-8")
    assert "Handed in 30 h after the due date: of 60 points earned, 40 stay." in ann
    bob = (tmp_path / "back" / f"{stem_of('bob', 'Bob')}.md").read_text(encoding="utf-8")
    assert "Of 2 attempts, number 2 counts" in bob
    assert bob.count("## `exercise") == 1


def test_feedback_goes_as_far_as_its_rung_and_in_its_language(tmp_path: Path) -> None:
    write_feedback(RESULTS.entries, tmp_path / "none", rung=0)
    write_feedback(RESULTS.entries, tmp_path / "name", rung=2, lang="ja")
    name = f"{stem_of('bob', 'Bob')}.md"
    none, named = ((tmp_path / each / name).read_text(encoding="utf-8") for each in ("none", "name"))
    assert WRONG.split("#")[0].strip() not in none
    assert WRONG.split("#")[0].strip() in named
    assert "# 採点結果" in named


@given(st.text(max_size=80), st.text(max_size=20))
def test_a_files_name_is_safe_whatever_a_student_is_called(name: str, key: str) -> None:
    stem = stem_of(key, name)
    assert re.fullmatch(r"[\w-]+", stem)
    assert not stem.startswith(("-", "."))
    assert len(stem) <= 71
    assert unicodedata.is_normalized("NFC", stem)
    assert not any(unicodedata.category(sign) in ("Cf", "Cc", "Cs", "Zs") for sign in stem)


def test_two_students_with_one_name_have_files_of_their_own() -> None:
    assert stem_of("a", "Ann") != stem_of("b", "Ann")
    assert stem_of("a", "CON").casefold() != "con"
    assert stem_of("e", HOSTILE).isprintable()


def test_a_folder_that_cannot_be_written_is_told_and_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="file"):
        write_feedback(RESULTS.entries, tmp_path / "file")
    target = tmp_path / "precious"
    target.write_text("keep")
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "index.html").symlink_to(target)
    write_feedback(RESULTS.entries, tmp_path / "back")
    assert target.read_text() == "keep"
