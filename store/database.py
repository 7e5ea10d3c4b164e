"""The database: connecting, migrating, and the unit of work's door."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30


class DatabaseError(RuntimeError):
    """The database cannot be used; the message says which and what to do, never a password."""


class Database:
    """A connected database. `writing()` and `reading()` give sessions, rolled back unless committed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that may write. On SQLite it takes the write lock at once, so it never fails half-way."""
        with self._sessions() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads and never waits for a writer."""
        with self._sessions(bind=self.engine.execution_options(auditbot_reading=True)) as session:
            yield session

    def migrate(self) -> None:
        """Bring the tables up to this version of the program. Several processes may call it at once."""
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7236101)")
            command.upgrade(_alembic(connection), "head")

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()


def connect(url: str) -> Database:
    """The database at an SQLAlchemy URL (`sqlite:///file.db`, `postgresql+psycopg://…`).

    DatabaseError if the address is none or nothing answers there.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        sqlite = parsed.get_backend_name() == "sqlite"
        engine = create_engine(parsed, pool_pre_ping=not sqlite, **(_sqlite_arguments() if sqlite else {}))
    except (ArgumentError, ModuleNotFoundError, ValueError) as error:
        raise DatabaseError(
            "database.url is not the address of a database this program knows; "
            "use sqlite:///auditbot.db or postgresql://user@host/name."
        ) from error
    if sqlite:
        _prepare_sqlite(engine)
    try:
        engine.connect().close()
    except SQLAlchemyError as error:
        shown = parsed.render_as_string(hide_password=True)
        raise DatabaseError(f"The database {shown} does not open: {_cause(error)}") from error
    return Database(engine)


def _sqlite_arguments() -> dict[str, Any]:
    return {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}


def _prepare_sqlite(engine: Engine) -> None:
    """WAL, foreign keys, and transactions that we begin ourselves (the driver begins them too late)."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        reading = connection.get_execution_options().get("auditbot_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _cause(error: SQLAlchemyError) -> str:
    original = getattr(error, "orig", None)
    return str(original or error).strip().splitlines()[0]
