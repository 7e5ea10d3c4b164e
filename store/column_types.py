"""Column types that behave alike on SQLite and PostgreSQL."""

import datetime as dt
import re

from sqlalchemy import DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_NOT_KEPT = re.compile("[\x00\ud800-\udfff]")


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware time in, the same instant in UTC out; a time without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """UTC for the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """SQLite gives the zone back as nothing: it is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Words(TypeDecorator[str]):
    """What somebody wrote, of any length. A character that no database keeps comes back as U+FFFD.

    PostgreSQL refuses NUL, and neither engine takes half of a surrogate pair: one such character must not stop
    a mail from being kept.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Only what the database keeps."""
        return None if value is None else _NOT_KEPT.sub("\ufffd", value)
