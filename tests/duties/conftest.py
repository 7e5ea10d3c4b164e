"""Every test of the duties runs on SQLite and on PostgreSQL."""

from tests.store.conftest import clock, engine, pack, postgres_server, store, url

__all__ = ["clock", "engine", "pack", "postgres_server", "store", "url"]
