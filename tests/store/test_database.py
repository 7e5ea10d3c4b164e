"""The database: tables as the models say, whatever engine, however many processes start at once."""

import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from store.database import Database, DatabaseError, alembic_config, connect
from store.tables import LogEntry, Table
from store.unit_of_work import Store
from tests.store.processes import all_together, in_processes


def _tables(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def _migrate(number: int, url: str) -> list[str]:
    all_together()
    database = connect(url)
    database.migrate()
    tables = sorted(_tables(database))
    database.close()
    return tables


def test_migrations_make_exactly_the_tables_that_the_program_uses(empty_url: str) -> None:
    database = connect(empty_url)
    database.migrate()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
    assert set(Table.metadata.tables) | {"alembic_version"} == _tables(database)
    database.close()


def test_migrating_again_loses_nothing(store: Store) -> None:
    with store.writing() as work:
        work.log.add("tried", "nothing 1")
        work.commit()
    store.database.migrate()
    with store.reading() as work:
        assert work.session.query(LogEntry).count() == 1


def test_bots_that_start_at_once_on_an_empty_database_all_get_the_tables(empty_url: str) -> None:
    expected = sorted([*Table.metadata.tables, "alembic_version"])
    assert in_processes(4, _migrate, empty_url) == [expected] * 4


def test_a_new_file_is_its_owners_alone_and_an_existing_one_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    for mode in (0o600, 0o640):
        database = connect(f"sqlite:///{path}")
        database.migrate()
        assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {mode}
        database.close()
        path.chmod(0o640)


def test_a_migration_can_be_taken_back_and_made_again(empty_url: str) -> None:
    database = connect(empty_url)
    database.migrate()
    with database.engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    assert _tables(database) == {"alembic_version"}
    database.migrate()
    assert _tables(database) > {"audits", "messages"}
    database.close()


def test_a_database_of_a_newer_program_is_refused_with_a_word_and_left_alone(store: Store) -> None:
    with store.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer version of auditbot"):
        store.database.migrate()
    assert _tables(store.database) > {"audits", "messages"}


def test_starting_does_not_wait_for_a_writer_when_nothing_is_to_be_migrated(store: Store) -> None:
    with store.writing() as work:
        work.log.add("slow", "nothing 1")
        work.session.flush()
        starting = threading.Thread(target=store.database.migrate)
        starting.start()
        starting.join(timeout=5)
        assert not starting.is_alive()


def test_rows_are_kept_when_a_migration_copies_the_table_they_belong_to(tmp_path: Path) -> None:
    """SQLite alters a table by copying it and dropping the old one."""
    database = connect(f"sqlite:///{tmp_path / 'a.db'}")
    with database.engine.execution_options(auditbot_migrating=True).begin() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 0
    with database.engine.begin() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.close()


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://someone@db.example/audits", "postgresql+nothing://db.example/audits"],
)
def test_an_address_of_no_known_database_says_what_to_write(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"use sqlite:///auditbot\.db or postgresql://"):
        connect(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused_because_it_would_lose_everything(url: str) -> None:
    with pytest.raises(DatabaseError, match="must name a file"):
        connect(url)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseError) as refused:
        connect("postgresql://someone:made-up-secret@127.0.0.1:1/audits")
    assert "127.0.0.1:1/audits" in str(refused.value)
    assert "made-up-secret" not in str(refused.value)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir or Madam, this is not a database. " * 50)
    with pytest.raises(DatabaseError, match="does not open: file is not a database"):
        connect(f"sqlite:///{path}")


def test_a_look_cannot_change_anything(store: Store) -> None:
    with store.reading() as work, pytest.raises(DBAPIError):
        work.log.add("changed", "nothing 1")
        work.commit()
    with store.writing() as work:
        assert work.session.query(LogEntry).count() == 0
        work.log.add("changed", "nothing 1")
        work.commit()


def test_what_is_committed_on_sqlite_survives_a_loss_of_power(tmp_path: Path) -> None:
    database = connect(f"sqlite:///{tmp_path / 'a.db'}")
    with database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
    database.close()
    with sqlite3.connect(tmp_path / "a.db") as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)
