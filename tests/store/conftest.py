"""Every test of the store runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from framework.pack import Pack, load_pack
from store.database import connect
from store.unit_of_work import Store
from tests.databases import copy_to
from tests.servers.postgres import postgres_server
from tests.store.clock import SettableClock
from tests.store.council import Council

__all__ = ["postgres_server"]


@pytest.fixture
def clock() -> SettableClock:
    """The time, which is noon on 20 January 2014 at first."""
    return SettableClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The engine that the test runs on."""
    return request.param


@pytest.fixture
def empty_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any tables."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with request.getfixturevalue("postgres_server").database(empty=True) as url:
            yield url


@pytest.fixture
def url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that is migrated and holds nothing."""
    if engine == "sqlite":
        copy_to(tmp_path / "store.db")
        yield f"sqlite:///{tmp_path / 'store.db'}"
    else:
        with request.getfixturevalue("postgres_server").database() as url:
            yield url


@pytest.fixture
def store(url: str, clock: SettableClock) -> Iterator[Store]:
    """A store that holds nothing."""
    database = connect(url)
    yield Store(database, clock)
    database.close()


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The framework as it stands."""
    return load_pack("rochdale-2013")


@pytest.fixture
def council(store: Store, pack: Pack) -> Council:
    """A council whose directory and caseload are complete."""
    return Council(store, pack)
