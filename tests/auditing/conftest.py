"""Audits held in chat, on SQLite and on PostgreSQL, in the made-up council of the store's tests."""

from tests.servers.postgres import postgres_server
from tests.store.conftest import clock, council, empty_url, engine, pack, store, url

__all__ = ["clock", "council", "empty_url", "engine", "pack", "postgres_server", "store", "url"]
