"""A child's folder: its size is told and it is removed, whatever was left there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.worker.folders import remove, too_large
from grader.worker.surroundings import folder_in_memory

BYTES = 2**20


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder, in memory where there is one: some disks take a millisecond for each folder removed."""
    with tempfile.TemporaryDirectory(dir=folder_in_memory(2**20)) as folder:
        yield Path(folder)


def dig(folder: Path, name: str, depth: int) -> None:
    """Make folders in folders, deeper than any path may be long."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)


def test_a_small_folder_is_not_too_large(place: Path) -> None:
    (place / "a").mkdir()
    (place / "a" / "b").write_bytes(b"x" * 1000)
    assert not too_large(str(place), BYTES)


def test_a_folder_that_is_gone_is_not_too_large(place: Path) -> None:
    assert not too_large(str(place / "gone"), BYTES)


def test_bytes_are_counted_in_all_files_together(place: Path) -> None:
    for number in range(3):
        (place / str(number)).write_bytes(b"x" * (BYTES // 2))
    assert too_large(str(place), BYTES)
    assert not too_large(str(place), 2 * BYTES)


def test_room_that_is_not_taken_is_not_counted(place: Path) -> None:
    with open(place / "sparse", "wb") as file:
        file.truncate(2**30)
    assert not too_large(str(place), BYTES)


def test_too_many_entries_are_too_large(place: Path) -> None:
    for number in range(2001):
        (place / str(number)).touch()
    assert too_large(str(place), BYTES)


def test_folders_deeper_than_a_path_may_be_are_too_large(place: Path) -> None:
    dig(place, "d" * 200, 30)
    assert too_large(str(place), BYTES)
    remove(str(place))


def test_links_are_not_followed(place: Path) -> None:
    outside, folder = place / "outside", place / "folder"
    outside.mkdir()
    folder.mkdir()
    (outside / "large").write_bytes(b"x" * (2 * BYTES))
    (folder / "link").symlink_to(outside)
    (folder / "self").symlink_to(folder)
    assert not too_large(str(folder), BYTES)
    remove(str(folder))
    assert not folder.exists()
    assert (outside / "large").exists()


@pytest.mark.parametrize(("name", "depth"), [("d", 1200), ("d" * 250, 60)])
def test_a_folder_too_deep_for_recursion_or_paths_is_removed(place: Path, name: str, depth: int) -> None:
    folder = place / "folder"
    folder.mkdir()
    dig(folder, name, depth)
    (folder / "beside").write_text("x", encoding="ascii")
    remove(str(folder))
    assert not folder.exists()


def test_folders_without_permissions_are_removed(place: Path) -> None:
    folder = place / "folder"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "c").write_text("x", encoding="ascii")
    (folder / "a" / "b").chmod(0)
    (folder / "a").chmod(0)
    folder.chmod(0o500)
    remove(str(folder))
    assert not folder.exists()


def test_removing_what_is_gone_or_no_folder_raises_nothing(place: Path) -> None:
    remove(str(place / "gone"))
    file = place / "file"
    file.write_text("x", encoding="ascii")
    remove(str(file))
    assert file.exists()
