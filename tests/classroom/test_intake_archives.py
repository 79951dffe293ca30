"""Archives of strangers: what is in them is found, and no archive can harm, wait, or reach outside."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.classroom.intake import archives, find_handins, read_handin
from grader.classroom.model import Handin, Trouble
from grader.course import EXERCISES
from grader.errors import UnreadableSubmission, UsageError

EX1, EX2, EX3 = EXERCISES[:3]
Members = dict[str | zipfile.ZipInfo, bytes]


def packed(path: Path, members: Members, method: int = zipfile.ZIP_DEFLATED) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def sorted_out(folder: Path) -> tuple[list[Handin], list[Trouble]]:
    each = list(find_handins(folder, "flat"))
    return [one for one in each if isinstance(one, Handin)], [one for one in each if isinstance(one, Trouble)]


@pytest.fixture
def alone(tmp_path: Path) -> Callable[[Members], tuple[list[Handin], list[Trouble]]]:
    """Read a class of which one student handed in an archive of these members, and another a file."""

    def read(members: Members) -> tuple[list[Handin], list[Trouble]]:
        packed(tmp_path / "class" / "alice.zip", members)
        (tmp_path / "class" / "bob_exercise3.py").write_bytes(b"bob")
        handins, troubles = sorted_out(tmp_path / "class")
        assert [each.student for each in handins if each.student != "alice"] == ["bob"]  # unharmed, always
        return [each for each in handins if each.student == "alice"], troubles

    return read


def test_an_archive_is_read_as_a_folder(
    alone: Callable[[Members], tuple[list[Handin], list[Trouble]]],
) -> None:
    members: Members = {
        "hw/exercise3.py": b"three",
        "hw/exercise1/a.py": b"one",
        "__MACOSX/hw/._a.py": b"",
        "hw/p.png": b"",
    }
    handins, troubles = alone(members)
    assert [(each.path, each.exercise, read_handin(each)) for each in handins] == [
        ("alice.zip!hw/exercise1/a.py", EX1, b"one"),
        ("alice.zip!hw/exercise3.py", EX3, b"three"),
    ]
    assert troubles == []


def test_an_archive_named_after_an_exercise_tells_it_to_its_files(tmp_path: Path) -> None:
    packed(tmp_path / "alice_exercise3.zip", {"solution.py": b"x"})
    assert [(each.student, each.exercise) for each in sorted_out(tmp_path)[0]] == [("alice", EX3)]


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("member", "content", "reason"),
    [
        ("../../exercise1.py", b"x", "points out of it"),
        ("a/../../exercise1.py", b"x", "points out of it"),
        ("/etc/exercise1.py", b"x", "points out of it"),
        ("C:\\exercise1.py", b"x", "points out of it"),
        ("..\\exercise1.py", b"x", "points out of it"),
        (link("exercise1.py"), b"/etc/passwd", "is a link"),
        ("inner.zip", b"PK", "archive in an archive"),
        ("exercise1.py", b"0" * 30_000_000, "too many for its packed size"),
        ("n" * 300 + ".py", b"x", "too long"),
        ("a_1_" + "9" * 6000 + "_exercise1.py", b"x", "too long"),
        ("-" * 60_000 + "x.py", b"x", "too long"),
        ("/".join("d" * 50) + "/exercise1.py", b"x", "too long"),
    ],
    ids=lambda value: str(getattr(value, "filename", value))[:20] if not isinstance(value, bytes) else "",
)
def test_a_member_that_may_not_be_is_a_trouble_and_the_others_are_read(
    alone: Callable[[Members], tuple[list[Handin], list[Trouble]]],
    member: str | zipfile.ZipInfo,
    content: bytes,
    reason: str,
) -> None:
    handins, (trouble,) = alone({member: content, "exercise3.py": b"good"})
    assert [(each.exercise, read_handin(each)) for each in handins] == [(EX3, b"good")]
    assert trouble.student == "alice"
    assert reason in trouble.message
    assert trouble.hint
    assert trouble.message.isprintable()


def test_backslashes_of_windows_part_folders(
    alone: Callable[[Members], tuple[list[Handin], list[Trouble]]],
) -> None:
    handins, _ = alone({"hw\\exercise3.py": b"x"})
    assert [(each.path, each.exercise, read_handin(each)) for each in handins] == [
        ("alice.zip!hw/exercise3.py", EX3, b"x")
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_a_trouble(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "alice.zip", "w") as archive:
        archive.writestr("exercise3.py", "one")
        archive.writestr("exercise3.py", "two")
    handins, (trouble,) = sorted_out(tmp_path)
    assert handins == []
    assert "twice" in trouble.message


@pytest.mark.parametrize("order", [("a.py", "a.py/exercise3.py"), ("a.py/exercise3.py", "a.py")])
def test_a_name_that_is_a_file_and_a_folder_loses_nobody_else_anything(
    alone: Callable[[Members], tuple[list[Handin], list[Trouble]]], order: tuple[str, str]
) -> None:
    handins, troubles = alone(dict.fromkeys(order, b"x"))
    assert len(handins) + len(troubles) >= 1


def encrypted(raw: bytes) -> bytes:
    """Set the flag of encryption in the local header and in the table of contents."""
    changed = bytearray(raw)
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = changed.find(mark)
        changed[at + offset] |= 1
    return bytes(changed)


def test_an_encrypted_member_is_a_trouble(tmp_path: Path) -> None:
    path = packed(tmp_path / "alice.zip", {"exercise3.py": b"secret"})
    path.write_bytes(encrypted(path.read_bytes()))
    handins, (trouble,) = sorted_out(tmp_path)
    assert handins == []
    assert "encrypted" in trouble.message
    assert "password" in trouble.hint


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_compression_is_a_trouble(tmp_path: Path, method: int) -> None:
    packed(tmp_path / "alice.zip", {"exercise3.py": b"x"}, method)
    _, (trouble,) = sorted_out(tmp_path)
    assert "packed in a way" in trouble.message


@pytest.mark.parametrize("raw", [b"", b"PK", b"PK\3\4" + b"\0" * 100, b"Rar!\x1a\x07", b"\0" * 30_000])
def test_what_is_no_archive_is_a_trouble(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "alice.zip").write_bytes(raw)
    _, (trouble,) = sorted_out(tmp_path)
    assert (trouble.student, trouble.path) == ("alice", "alice.zip")
    assert "broken archive" in trouble.message


def test_a_damaged_member_is_told_when_it_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "alice.zip", {"exercise3.py": b"x" * 1000}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"x" * 1000, b"x" * 999 + b"y"))
    ((handin,), _) = sorted_out(tmp_path)
    with pytest.raises(UnreadableSubmission, match="cannot be unpacked"):
        read_handin(handin)


def test_a_size_that_an_archive_tells_wrongly_is_not_believed(tmp_path: Path) -> None:
    path = packed(tmp_path / "alice.zip", {"exercise3.py": b"0" * 40_000_000})
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = raw.find(mark)
        raw[at + offset : at + offset + 4] = struct.pack("<I", 100)
    path.write_bytes(raw)
    ((handin,), _) = sorted_out(tmp_path)
    with pytest.raises(UnreadableSubmission):
        read_handin(handin)


def test_a_member_above_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path / "alice.zip", {"exercise3.py": b"x" * 2000})
    with pytest.raises(UnreadableSubmission, match="larger than"):
        archives.read_member(str(path), "exercise3.py", 1000, "alice.zip!exercise3.py")
    assert len(archives.read_member(str(path), "exercise3.py", 2000, "")) == 2000


def test_members_that_share_their_bytes_are_one_trouble(tmp_path: Path) -> None:
    """A table of contents that names one member many times: little on disk, a flood when it is unpacked."""
    path = packed(tmp_path / "alice.zip", {"e": bytes(1_000_000)})
    raw = path.read_bytes()
    table = raw[raw.index(b"PK\1\2") : raw.index(b"PK\5\6")]
    start, count = raw.index(b"PK\1\2"), 2000
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(table) * count, start, 0)
    path.write_bytes(raw[:start] + table * count + end)
    handins, (trouble,) = sorted_out(tmp_path)
    assert handins == []
    assert "too many for its size" in trouble.message


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MOST_MEMBERS", 3, "more than 3 files"),
        ("MOST_PARTS", 8, "too many folders"),
        ("LARGEST_TABLE", 100, "table of contents is too large"),
    ],
)
def test_an_archive_above_a_limit_is_one_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, reason: str
) -> None:
    packed(tmp_path / "alice.zip", {f"a/b/exercise{number}.py": b"x" * 9 for number in range(1, 5)})
    monkeypatch.setattr(archives, limit, value)
    handins, (trouble,) = sorted_out(tmp_path)
    assert handins == []
    assert reason in trouble.message


NAMES = {
    "gbk": "张三/实验三_exercise3.py",
    "cp932": "課題/数値微分の演習_exercise3.py",
    "cp949": "과제/수치미분 실습_exercise3.py",
    "utf-8": "作业/梯度下降_exercise3.py",
    "cp437": "Übung/lösung_exercise3.py",
}


def misnamed(path: Path, name: str, codec: str) -> None:
    """Make an archive with a name in some encoding that it does not tell, as old packers do."""
    raw = name.encode(codec)
    stand_in = "a" * len(raw)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(stand_in, b"x = 1")
    path.write_bytes(buffer.getvalue().replace(stand_in.encode(), raw))


@pytest.mark.parametrize("codec", ["gbk", "cp932", "cp949", "utf-8"])
def test_names_in_encodings_of_east_asia_are_read_as_they_were_meant(tmp_path: Path, codec: str) -> None:
    misnamed(tmp_path / "alice.zip", NAMES[codec], codec)
    ((handin,), troubles) = sorted_out(tmp_path)
    assert troubles == []
    assert handin.path == f"alice.zip!{NAMES[codec]}"
    assert (handin.exercise, read_handin(handin)) == (EX3, b"x = 1")


def test_a_name_in_the_encoding_of_dos_is_at_least_found(tmp_path: Path) -> None:
    misnamed(tmp_path / "alice.zip", NAMES["cp437"], "cp437")
    ((handin,), troubles) = sorted_out(tmp_path)
    assert troubles == []
    assert (handin.exercise, read_handin(handin)) == (EX3, b"x = 1")


def test_an_archive_that_is_changed_between_two_looks_is_read_anew(tmp_path: Path) -> None:
    path = packed(tmp_path / "alice.zip", {"exercise3.py": b"old"})
    ((handin,), _) = sorted_out(tmp_path)
    assert read_handin(handin) == b"old"
    packed(path, {"exercise3.py": b"newer"})
    assert read_handin(handin) == b"newer"
    packed(path, {"other.py": b"x"})
    with pytest.raises(UnreadableSubmission, match="no longer in its archive"):
        read_handin(handin)
    path.unlink()
    with pytest.raises(UnreadableSubmission):
        read_handin(handin)


def test_archives_in_the_archive_of_a_class_are_troubles_that_say_what_to_do(tmp_path: Path) -> None:
    path = packed(tmp_path / "submissions.zip", {"doejane_1_2_hw.zip": b"PK", "roe_2_3_exercise3.py": b"x"})
    found = list(find_handins(path))
    assert [each.student for each in found if isinstance(each, Handin)] == ["2"]
    (trouble,) = [each for each in found if isinstance(each, Trouble)]
    assert trouble.student == "1"
    assert "Unpack the outer archive first" in trouble.hint


def test_a_broken_archive_of_a_class_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "submissions.zip"
    path.write_bytes(b"PK\3\4")
    with pytest.raises(UsageError, match="broken archive"):
        find_handins(path)


WHOLE = io.BytesIO()
with zipfile.ZipFile(WHOLE, "w", zipfile.ZIP_DEFLATED) as _archive:
    _archive.writestr("a/exercise3.py", b"x = 1\n" * 20)
    _archive.writestr("exercise1.py", b"y = 2\n")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, len(WHOLE.getvalue()) - 1), st.integers(0, 255)), min_size=1, max_size=4
    )
)
def test_whatever_bytes_an_archive_has_it_ends_in_hand_ins_and_troubles(
    tmp_path: Path, changes: list[tuple[int, int]]
) -> None:
    raw = bytearray(WHOLE.getvalue())
    for at, value in changes:
        raw[at] = value
    (tmp_path / "alice.zip").write_bytes(raw)
    archives._cached.cache_clear()  # the time of a file may not tell two changes in a row apart
    try:
        handins, troubles = sorted_out(tmp_path)
    except UsageError:  # nothing at all was left in it
        return
    assert handins or troubles
    for each in handins:
        try:
            assert len(read_handin(each)) < 10_000
        except UnreadableSubmission as error:
            assert error.message.isprintable()  # noqa: PT017  either is right


def test_a_class_of_many_hand_ins_in_one_archive_is_opened_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path / "submissions.zip", {f"doe_{n}_{n}_exercise3.py": b"x" for n in range(300)})
    opened: list[str] = []
    plain = zipfile.ZipFile

    def counting(file: object) -> zipfile.ZipFile:
        opened.append(str(file))
        return plain(file)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(archives.zipfile, "ZipFile", counting)
    assert sum(len(read_handin(each)) for each in find_handins(path) if isinstance(each, Handin)) == 300
    assert len(opened) == 1
