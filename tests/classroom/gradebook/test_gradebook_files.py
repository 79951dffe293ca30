"""Opening a gradebook: old ones are brought up to date, and what cannot be used is told in one line."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, inspect

from grader.classroom.gradebook import Gradebook, connect, open_gradebook
from grader.classroom.gradebook.connect import Database, open_database
from grader.classroom.gradebook.migrations import LATEST, MIGRATIONS, migrate
from grader.classroom.gradebook.schema import METADATA
from grader.classroom.model import Handin, Key, Trouble
from grader.classroom.policy import Policy
from grader.errors import GradebookError
from grader.outcome import Outcome, Report, SubmissionInfo

OLD = Path(__file__).with_name("layout1.sql")
TROUBLE = Trouble("bob", "b.py", "is a pipe")


def old_file(path: Path) -> str:
    """A gradebook as the first layout wrote it."""
    with sqlite3.connect(path) as connection:
        connection.executescript(OLD.read_text(encoding="utf-8"))
    connection.close()
    return str(path)


def rows(path: str | Path, question: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def refused(address: str, **options: Any) -> GradebookError:
    with pytest.raises(GradebookError) as told:
        open_gradebook(address, **options)
    assert told.value.exit_code == 5
    assert "\n" not in told.value.message
    assert told.value.hint
    return told.value


def test_an_old_gradebook_is_brought_up_to_date_with_all_that_it_holds(tmp_path: Path) -> None:
    path = old_file(tmp_path / "class.db")
    results = rows(path, "SELECT * FROM result ORDER BY id")
    with open_gradebook(path) as book:
        told = [(entry.student, entry.raw_score, entry.report.outcome) for entry in book.entries(Policy())]
        assert told == [("alice", 50.0, "failed"), ("bob", 100.0, "passed")]
        assert book.salt == bytes(range(32))
    assert rows(path, "SELECT * FROM result ORDER BY id") == results
    assert rows(path, "SELECT misconception, line, verified FROM misconception ORDER BY number") == [
        ("step-too-small", 3, 1),
        ("history-aliased", 4, 1),
    ]
    assert rows(path, "SELECT number FROM schema_version ORDER BY number") == [(1,), (2,)]


def test_an_old_gradebook_is_migrated_once(tmp_path: Path) -> None:
    path = old_file(tmp_path / "class.db")
    for _ in range(2):
        open_gradebook(path).close()
    assert len(rows(path, "SELECT * FROM schema_version")) == LATEST == len(MIGRATIONS)


def test_the_migrations_end_in_the_tables_that_the_code_uses(address: str) -> None:
    open_gradebook(address).close()
    database = open_database(address, create=False)
    with closing(database):
        found = inspect(database.engine)
        assert set(found.get_table_names()) == set(METADATA.tables)
        for name, table in METADATA.tables.items():
            columns = {column["name"]: column for column in found.get_columns(name)}
            assert list(columns) == [column.name for column in table.columns]
            for column in table.columns:
                held = columns[column.name]
                assert held["nullable"] == column.nullable, (name, column.name)
                expected = column.type.compile(database.engine.dialect)
                assert held["type"].compile(database.engine.dialect) == expected, (name, column.name)
            assert found.get_pk_constraint(name)["constrained_columns"] == [
                key.name for key in table.primary_key
            ]
            indexes = {
                index["name"] for index in found.get_indexes(name) if not index.get("duplicates_constraint")
            }
            assert indexes == {index.name for index in table.indexes}


def test_a_gradebook_of_a_newer_grader_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "class.db")
    open_gradebook(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, '2030-01-01T00:00:00.000000Z')")
    connection.close()
    error = refused(path)
    assert "layout 99" in error.message
    assert "newer grader" in error.hint


def test_a_migration_that_fails_leaves_the_old_gradebook_as_it_was(tmp_path: Path) -> None:
    path = old_file(tmp_path / "class.db")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE result SET report = x'00' WHERE student = 'bob'")
    connection.close()
    before = rows(path, "SELECT sql FROM sqlite_master ORDER BY name")
    assert "damaged" in refused(path).message
    assert rows(path, "SELECT sql FROM sqlite_master ORDER BY name") == before


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE song (title)")
    connection.close()
    assert "song" in refused(str(path)).message
    assert rows(path, "SELECT name FROM sqlite_master") == [("song",)]


def test_a_servers_database_with_a_table_of_ours_is_refused(new_database: Callable[[], str]) -> None:
    import psycopg

    address = new_database()
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE result (title text)")
    assert "result" in refused(address).message


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database at all, and long enough to be read as one. " * 30)
    assert "is not a gradebook" in refused(str(path)).message
    assert path.read_text().startswith("not a database")


@pytest.mark.parametrize("content", ["x", "ann,12\n"])
def test_a_short_note_is_neither_a_gradebook_nor_written_over(tmp_path: Path, content: str) -> None:
    file = tmp_path / "grades.csv"
    file.write_text(content)
    with pytest.raises(GradebookError, match="is not a gradebook"):
        open_gradebook(str(file))
    assert file.read_text() == content


def test_a_damaged_gradebook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "class.db"
    with open_gradebook(str(path)) as book:
        many = [(Handin(f"s{n}", "n", f"{n}.py", f"{n}.py"), f"{n:064}") for n in range(500)]
        book.register(many)
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    path.write_bytes(raw)
    error = refused(str(path))
    assert "damaged" in error.message or "not a gradebook" in error.message


def test_a_missing_gradebook_is_told_where_it_must_exist(tmp_path: Path) -> None:
    path = tmp_path / "class.db"
    assert "there is no gradebook" in refused(str(path), create=False).message
    assert not path.exists()


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "folder exists" in refused(str(tmp_path / "no" / "class.db")).hint


def test_a_folder_is_no_gradebook(tmp_path: Path) -> None:
    assert "is a folder" in refused(str(tmp_path)).message


@pytest.mark.parametrize("address", ["", ":memory:", "sqlite://", "sqlite:///:memory:", "a\0b"])
def test_a_gradebook_without_a_file_is_refused(address: str) -> None:
    assert "file" in refused(address).message


@pytest.mark.parametrize(
    "address",
    ["mysql://u:secret@h/d", "http://u:secret@h/d", "://", "sqlite://u:secret@h/d", "postgresql+x://h:y/d"],
)
def test_an_address_of_another_kind_is_refused_without_telling_its_password(address: str) -> None:
    error = refused(address)
    assert "secret" not in error.message + error.hint


def test_a_name_of_any_signs_is_shown_as_one_line(tmp_path: Path) -> None:
    assert "\\n" in refused(str(tmp_path / "a\nb" / "class.db")).message


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    error = refused("postgresql://grader:secret@127.0.0.1:1/class?password=secret")
    assert "cannot be reached" in error.message
    assert "secret" not in error.message + error.hint


def test_a_database_that_the_server_lacks_is_told(postgres_server: str) -> None:
    error = refused(f"{postgres_server}/nowhere")
    assert "does not exist" in error.message
    assert "createdb" in error.hint


def test_a_url_for_sqlite_is_a_files_name(tmp_path: Path) -> None:
    path = tmp_path / "class.db"
    open_gradebook(f"sqlite:///{path}").close()
    assert rows(path, "SELECT count(*) FROM schema_version") == [(LATEST,)]


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
def test_a_new_gradebook_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "class.db"
    with open_gradebook(str(path)) as book:
        book.note_trouble(TROUBLE)
        files = sorted(tmp_path.iterdir())
        assert len(files) > 1  # the log beside it
        assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_the_file_is_kept_with_a_log_and_results_wait_for_the_disk(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "class.db"), create=True)
    with database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1

    def synchronous(connection: Connection) -> object:
        return connection.exec_driver_sql("PRAGMA synchronous").scalar()

    normal, full = 1, 2
    assert [database.write(synchronous, lasting=lasting) for lasting in (True, False, True)] == [
        full,
        normal,
        full,
    ]
    database.close()


def test_a_locked_gradebook_is_told_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "class.db"
    open_gradebook(str(path)).close()
    monkeypatch.setattr(connect, "BUSY_S", 0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert "locked by another program" in refused(str(path)).message
    finally:
        other.close()


def test_a_lock_that_goes_away_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "class.db"
    monkeypatch.setattr(connect, "BUSY_S", 0.01)
    pauses: list[float] = []
    with open_gradebook(str(path)) as book:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 2:
                other.close()

        monkeypatch.setattr(connect.time, "sleep", pause)
        book.note_trouble(TROUBLE)
        assert list(book.troubles()) == [TROUBLE]
    assert len(pauses) == 2


def test_a_full_disk_is_told_and_what_was_graded_is_kept(tmp_path: Path) -> None:
    path = str(tmp_path / "class.db")
    with open_gradebook(path) as book:
        book.note_trouble(TROUBLE)

    def fill(connection: Any, _: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # as many pages as there are

    database = open_database(path, create=False)
    event.listen(database.engine, "connect", fill)
    with Gradebook(database, b"") as full:
        many = [(Handin(f"s{n}", "n", f"{n}.py", f"{n}.py"), f"{n:064}") for n in range(500)]
        with pytest.raises(GradebookError, match="disk is full") as told:
            full.register(many)
        assert "Make room" in told.value.hint
        assert list(full.troubles()) == [TROUBLE]
        assert full.counts().handins == 0


def test_a_result_that_could_not_be_written_waits_for_the_next_try(tmp_path: Path) -> None:
    path = str(tmp_path / "class.db")
    open_gradebook(path).close()
    pages = [1]
    database = open_database(path, create=False)

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages[0]}")

    event.listen(database.engine, "begin", limit)
    report = Report("e", SubmissionInfo("a.py", "0" * 64), 1, Outcome.PASSED, 1.0, 1.0, ())
    keys = [Key(f"s{number}", "e", "0" * 64, "1", 1) for number in range(60)]
    with Gradebook(database, b"") as book:
        pages[0] = 10_000
        run = book.begin_run("1", 1)
        assert run.claim(keys) == set(keys)
        pages[0] = 1  # no more than there are
        for each in keys:
            run.record(each, report)
        with pytest.raises(GradebookError, match="disk is full"):
            run.flush()
        assert book.graded(keys) == set()
        pages[0] = 10_000
        run.end()
        assert book.graded(keys) == set(keys)


def test_a_gradebook_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "class.db"
    open_gradebook(str(path)).close()
    read_only = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False),
    )
    with Gradebook(Database(read_only, "class.db"), b"") as book:
        with pytest.raises(GradebookError, match="may not be written") as told:
            book.note_trouble(TROUBLE)
        assert "permission" in told.value.hint


def test_a_connection_that_the_server_closed_is_opened_again(new_database: Callable[[], str]) -> None:
    import psycopg

    address = new_database()
    with open_gradebook(address) as book:
        with psycopg.connect(address, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        book.note_trouble(TROUBLE)
        assert list(book.troubles()) == [TROUBLE]


def test_migrating_stops_where_it_is_told(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "class.db"), create=True)
    database.write(lambda connection: migrate(connection, "class.db", upto=1))
    assert "misconception" not in inspect(database.engine).get_table_names()
    database.close()
