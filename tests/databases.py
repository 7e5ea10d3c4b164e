"""Databases in files, migrated once in a process and then copied: to migrate takes longer than most tests."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from store.database import Database, connect


def migrated(path: Path) -> Database:
    """The SQLite database in that file, opened; if there is none yet, a migrated one that holds nothing."""
    if not path.exists():
        copy_to(path)
    return connect(f"sqlite:///{path}")


def copy_to(path: Path) -> None:
    """Put a migrated database that holds nothing into that file."""
    shutil.copyfile(Path(_migrated_once().name) / "auditbot.db", path)


@cache
def _migrated_once() -> "tempfile.TemporaryDirectory[str]":
    """The folder of the file that is copied; it goes with the process."""
    folder = tempfile.TemporaryDirectory(prefix="migrated-")
    database = connect(f"sqlite:///{Path(folder.name) / 'auditbot.db'}")
    database.migrate()
    database.close()
    return folder
