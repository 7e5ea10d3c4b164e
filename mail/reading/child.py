"""Reading in a child process with limits, so that a hostile or broken file can harm nothing but its own reading."""

import datetime as dt
import gc
import multiprocessing
import resource
from concurrent.futures import TimeoutError as Late
from pathlib import Path
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from framework.pack import Pack, load_pack
from framework.reading import Reading
from mail.reading import read_bytes, rejected

MEMORY = 1_500_000_000  # bytes of address space of the child
SECONDS = 30  # for one document
OPEN_FILES = 64
_DOCUMENTS_PER_WORKER = 500
_KILLED_FOR_CPU = -24  # SIGXCPU

_LATE = "The file took too long to read. Look at it with care, and key in what it says."
_DIED = "The reader stopped while it read this file. Look at it with care, and key in what it says."


class ReaderPool:
    """One warm child process that reads documents; replaced when it dies or is stopped for taking too long.

    `pack` is the name or folder of a pack, loaded once in each child. Threads may share a pool.
    """

    def __init__(
        self, pack: str | Path, *, seconds: float = SECONDS, memory: int = MEMORY, workers: int = 1
    ) -> None:
        self._seconds = seconds
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=_DOCUMENTS_PER_WORKER,
            initializer=_start,
            initargs=(str(pack), memory),
            context=multiprocessing.get_context("spawn"),
        )

    def read(self, content: bytes, name: str, sent: dt.date | None = None) -> list[Reading]:
        """What `read_bytes` returns; rejected as `took-too-long` or `reader-died` where no answer came."""
        task = self._pool.schedule(_read, args=[content, name, sent, self._seconds], timeout=self._seconds)
        try:
            return task.result()
        except Late:
            return [rejected(name, "took-too-long", _LATE)]
        except ProcessExpired as error:
            if error.exitcode == _KILLED_FOR_CPU:
                return [rejected(name, "took-too-long", _LATE)]
            return [rejected(name, "reader-died", _DIED)]

    def close(self) -> None:
        """Stops the children."""
        self._pool.stop()
        self._pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


_PACK: list[Pack] = []


def _start(pack: str, memory: int) -> None:
    """In the child: loads the pack while files may still be opened, then gives up what reading has no need of."""
    _PACK[:] = [load_pack(pack)]
    gc.freeze()  # the pack stays: no collection need go through it again
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(content: bytes, name: str, sent: dt.date | None, seconds: float) -> list[Reading]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + int(seconds) + 2, resource.RLIM_INFINITY))
    return read_bytes(content, name, _PACK[0], sent=sent)
