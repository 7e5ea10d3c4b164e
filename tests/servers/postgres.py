"""A real PostgreSQL on a port and in a directory of its own, stopped by its process id."""

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import psycopg
import pytest
from psycopg import sql

from store.database import connect
from tests.servers.programs import require

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "deadlock_timeout": "200ms",
    "max_connections": "120",
    "timezone": "America/New_York",  # neither UTC nor London: what depends on the server's zone shows
}
_CLUSTER = ("-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
_TEMPLATE = "migrated"


class PostgresServer:
    """A cluster with one database that is migrated, of which each test gets a copy."""

    def __init__(self) -> None:
        self._initdb = require("initdb")
        self._postgres = require("postgres")
        self._as = _unprivileged()
        self._directory = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._names = (f"test_{number}" for number in itertools.count(1))
        self._process: subprocess.Popen[Any] | None = None
        self.port = 0

    def __enter__(self) -> Self:
        data = self._directory / "data"
        if self._as:
            os.chown(self._directory, self._as["user"], self._as["group"])
        subprocess.run(
            [self._initdb, "-D", data, "-U", "auditbot", "-A", "trust", *_CLUSTER],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._directory,
            **self._as,
        )
        self.start()
        self._create(_TEMPLATE, "template1")
        database = connect(self.url(_TEMPLATE))
        database.migrate()
        database.close()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._directory, ignore_errors=True)

    def start(self) -> None:
        """Start the server, on the port that it had before if it had one."""
        self.port = self.port or _free_port()
        settings = [f"-c{name}={value}" for name, value in _SETTINGS.items()]
        log = self._directory / "log"
        with log.open("ab") as out:
            process = self._process = subprocess.Popen(
                [self._postgres, "-D", self._directory / "data", "-p", str(self.port), *settings],
                stdout=out,
                stderr=out,
                cwd=self._directory,
                **self._as,
            )
        until = time.monotonic() + 30
        while not self._answers():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server and every connection to it; with SIGQUIT at once, as a loss of power would."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(timeout=30)
        self._process = None

    def url(self, database: str) -> str:
        """The address of a database, as the settings would have it."""
        return f"postgresql://auditbot@127.0.0.1:{self.port}/{database}"

    @contextlib.contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """The address of a database of its own, migrated unless `empty`, dropped afterwards."""
        name = next(self._names)
        self._create(name, "template1" if empty else _TEMPLATE)
        yield self.url(name)
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _create(self, name: str, template: str) -> None:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._run(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running PostgreSQL; without the program what needs it is skipped, and in CI fails."""
    with PostgresServer() as server:
        yield server


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
