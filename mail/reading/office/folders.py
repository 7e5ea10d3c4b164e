"""A folder of our own for what is converted: gone when we are done, and when we were killed, at the next start."""

import fcntl
import os
import shutil
import tempfile
import time
from pathlib import Path

_PREFIX = "auditbot-office-"
_LOCK = "in-use"
_YOUNG_SECONDS = 60.0  # it may just be about to be locked


class OwnFolder:
    """A folder that only this user can look into, known to be in use for as long as this process lives."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = (self.path / _LOCK).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        """With all that is in it. To be called once."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def sweep() -> None:
    """Removes this user's folders that no process uses any more: those of a bot that was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            found = folder.lstat()
            if found.st_uid == os.geteuid() and time.time() - found.st_mtime > _YOUNG_SECONDS:
                _remove_unless_used(folder)
        except OSError:  # another process sweeps it too
            continue


def _remove_unless_used(folder: Path) -> None:
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        shutil.rmtree(folder, ignore_errors=True)
