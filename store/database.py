"""The database: connecting, migrating, and the unit of work's door."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30
_RETRY_SECONDS = 0.01
CONNECT_SECONDS = 10
_ONE_AT_A_TIME = threading.Lock()  # Alembic's context belongs to the process
_SQLITE_OUT_OF_USE = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
    "SQLITE_READONLY",
)
_NO_CONNECTION = "08000"
_POSTGRESQL_OUT_OF_USE = ("08", "53", "57", "55P03")  # connection, resources, operator, lock not available
_MIGRATING = 7236101  # what processes that migrate the same PostgreSQL database agree on


class DatabaseError(RuntimeError):
    """The database cannot be used; the message says which and what to do, never a password."""


class Database:
    """A connected database. `writing()` and `reading()` give sessions, rolled back unless committed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._turn = threading.Lock() if self._sqlite else None
        self._for_writing = sessionmaker(engine, expire_on_commit=False)
        self._for_reading = sessionmaker(_reader(engine), expire_on_commit=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that may write, its transaction begun: on SQLite it has the write lock, so it never fails
        half-way."""
        with self._turn_to_write(), self._for_writing() as session:
            session.connection()
            yield session

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """On SQLite the writers of a process wait for each other here, each woken as its turn comes.

        SQLite itself has them look again after ever longer pauses, and some are always late. Whoever waited too
        long leaves it to SQLite, which says that the database is locked.
        """
        waited = self._turn is not None and self._turn.acquire(timeout=BUSY_SECONDS)
        try:
            yield
        finally:
            if waited and self._turn is not None:
                self._turn.release()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees the database as it is at its first look, never waits for a writer, cannot write."""
        with self._for_reading() as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables up to this version of the program. Several processes may call it at once.

        DatabaseError if a newer version of the program, or another program, has been here. Where nothing is to be
        done, no writer is waited for.
        """
        if self.state() == "ready":
            return
        with _ONE_AT_A_TIME, self.engine.execution_options(auditbot_migrating=True).begin() as connection:
            if not self._sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
            try:
                command.upgrade(alembic_config(connection), "head")
            except CommandError as error:
                raise DatabaseError(
                    "The database was made by a newer version of auditbot than this one. Use that version; "
                    "nothing was changed."
                ) from error
            if self._sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise DatabaseError(
                    "The migration would leave rows without the row they belong to; undone. "
                    "Keep the database file and report this."
                )

    def state(self) -> Literal["ready", "empty", "older"]:
        """Whether the tables are of this version; changes nothing. DatabaseError if they are another program's."""
        head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
        try:
            with _reader(self.engine).connect() as connection:
                revision = MigrationContext.configure(connection).get_current_revision()
                tables = inspect(connection).get_table_names()
        except SQLAlchemyError as error:
            raise DatabaseError(f"The database cannot be read: {_cause(error)}") from error
        if revision is None and set(tables) - {"alembic_version"}:
            raise DatabaseError(
                "The database holds tables that are not auditbot's. Name another in database.url; "
                "nothing was changed."
            )
        return "empty" if revision is None else "ready" if revision == head else "older"

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()


def connect(url: str) -> Database:
    """The database at an SQLAlchemy URL (`sqlite:///file.db`, `postgresql://…`).

    DatabaseError if the address is none or nothing answers there.
    """
    try:
        parsed = _known(make_url(url))
        engine = _postgresql(parsed) if parsed.get_backend_name() == "postgresql" else _sqlite(parsed)
    except (ArgumentError, ModuleNotFoundError, ValueError) as error:
        raise DatabaseError(
            "database.url is not the address of a database this program knows; "
            "use sqlite:///auditbot.db or postgresql://user@host/name."
        ) from error
    try:
        engine.connect().close()
    except SQLAlchemyError as error:
        shown = parsed.render_as_string(hide_password=True)
        raise DatabaseError(f"The database {shown} does not open: {_cause(error)}") from error
    return Database(engine)


def out_of_use(error: BaseException) -> bool:
    """Whether the database cannot be used at the moment (gone, full, locked): no fault of what was to be done."""
    original = error.orig if isinstance(error, DBAPIError) else None
    if original is None:
        return False
    state = getattr(original, "sqlstate", None)
    if isinstance(original, sqlite3.Error):
        return original.sqlite_errorname.startswith(_SQLITE_OUT_OF_USE)
    return (state or _NO_CONNECTION).startswith(_POSTGRESQL_OUT_OF_USE)


def alembic_config(connection: Connection) -> Config:
    """What Alembic's commands need to work on that connection, in its transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _known(url: URL) -> URL:
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise DatabaseError(
            "database.url must name a file; in memory alone everything would be lost at a stop."
        )
    if url.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise ValueError("neither SQLite nor PostgreSQL through psycopg")
    return url


def _postgresql(url: URL) -> Engine:
    return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS})


def _write_ahead(connection: sqlite3.Connection) -> None:
    """WAL. To change a file's journal SQLite wants it alone and does not wait for that: so we do."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > until:
                raise
            time.sleep(_RETRY_SECONDS)


def _sqlite(url: URL) -> Engine:
    """WAL, foreign keys, and transactions that we begin ourselves (the driver begins them too late).

    A new file is its owner's alone, and so are the files that SQLite puts beside it.
    """
    if url.database and "uri" not in url.query:
        with contextlib.suppress(OSError):  # it is there, or SQLite says what is wrong
            Path(url.database).touch(mode=0o600, exist_ok=False)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        options = connection.get_execution_options()
        reading, migrating = options.get("auditbot_reading", False), options.get("auditbot_migrating", False)
        # A migration copies tables and drops the old ones, which foreign keys would take for deleting rows.
        connection.exec_driver_sql(f"PRAGMA foreign_keys={'OFF' if migrating else 'ON'}")
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _reader(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        return engine.execution_options(auditbot_reading=True)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _cause(error: SQLAlchemyError) -> str:
    original = getattr(error, "orig", None)
    return str(original or error).strip().splitlines()[0]
