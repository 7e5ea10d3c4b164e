"""Opening and reading in child processes with limits: a hostile or broken file harms only its own reading."""

import datetime as dt
import gc
import os
import queue
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from framework.pack import Pack, load_pack
from framework.reading import Reading
from mail.opening import HEAD, Opening, open_mail
from mail.parts import Limits, Mail, parse
from mail.reading import read_bytes, rejected
from mail.reading.document import NotReadable
from mail.reading.office.converter import Converter
from mail.reading.office.converter import Stopped as ConverterStopped
from mail.reading.office.mended import with_last_paragraph
from mail.reading.office.opinion import must_be_converted
from mail.reading.patience import CLOCK, RECOGNITION, TakesLonger, in_a_hurry
from mail.reading.processes.worker import Died, Late, Stopped, Worker

MEMORY = 1_500_000_000  # bytes of address space of a child
SECONDS = 30.0  # of a processor, for one document, and for opening one mail; by the clock CLOCK times that
SCAN_SECONDS = RECOGNITION + 30  # for one whose pages must be recognised, which bounds itself
OPEN_FILES = 64
HEAD_SECONDS = 5.0
_KILLED_FOR_CPU = -24  # SIGXCPU

_LATE = "The file took too long to read. Look at it with care, and key in what it says."
_DIED = "The reader stopped while it read this file. Look at it with care, and key in what it says."
_LATE_TO_OPEN = "The mail took too long to open. It is kept as it came; open it with care."
_DIED_OPENING = "The reader stopped while it opened this mail. It is kept as it came; open it with care."

T = TypeVar("T")


@dataclass(frozen=True)
class ToConvert:
    """What a child answers when a file has to be converted before it is read: its bytes, the ending of its kind.

    The bytes are those that came, or better ones: see `mail/reading/office/mended.py`.
    """

    content: bytes
    suffix: str


@dataclass(frozen=True)
class ToRecognise:
    """What a child answers when pages are pictures, and reading them takes longer than reading text."""


class ReaderPool:
    """Warm child processes that open mails and read documents; one that dies or takes too long is replaced.

    `pack` is the name or folder of a pack, loaded once in each child. Threads may share a pool: with as many
    `workers` as threads, nobody waits for another's slow document. Everything raises Stopped once it is closed.
    What has no reader of its own is converted first, outside the children, by `converter` (one of the pool's own
    if None is given), which the pool closes with itself: that takes its own time, and then reading `seconds` again.
    Where pages are pictures, reading them has `scan_seconds` of its own. All these are seconds of a processor: a
    busy machine reads what a quiet one does. By the clock a child has CLOCK times as long.
    """

    def __init__(
        self,
        pack: str | Path,
        *,
        seconds: float = SECONDS,
        scan_seconds: float = SCAN_SECONDS,
        memory: int = MEMORY,
        workers: int = 1,
        converter: Converter | None = None,
    ) -> None:
        self._seconds = seconds
        self._scan_seconds = scan_seconds
        self._converter = converter or Converter(workers=min(workers, os.cpu_count() or 1))
        self._workers = [Worker(_start, str(pack), memory) for _ in range(workers)]
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()  # the warmest first
        for worker in self._workers:
            self._free.put(worker)
        self._closed = False

    def open(self, raw: bytes, limits: Limits) -> Opening:
        """What `open_mail` returns; where no answer came, the mail's head alone, with the `problem`."""
        try:
            return self._ask(_open, raw, limits, seconds=self._seconds)
        except (Late, Died) as error:
            return Opening(self._head(raw), (), _LATE_TO_OPEN if _late(error) else _DIED_OPENING)

    def read(self, content: bytes, name: str, sent: dt.date | None = None) -> list[Reading]:
        """What `read_bytes` returns; rejected as `took-too-long` or `reader-died` where no answer came."""
        try:
            answer = self._ask(_read, content, name, sent, seconds=self._seconds)
            if isinstance(answer, ToConvert):
                converted = self._convert(answer.content, answer.suffix)
                answer = self._ask(_read_converted, content, name, sent, converted, seconds=self._seconds)
            if isinstance(answer, ToRecognise):
                answer = self._ask(_read_scan, content, name, sent, seconds=self._scan_seconds)
        except NotReadable as error:
            return [rejected(name, error.code, error.message)]
        except (Late, Died) as error:
            late = _late(error)
            return [rejected(name, "took-too-long" if late else "reader-died", _LATE if late else _DIED)]
        return answer

    def close(self) -> None:
        """Stops the children, and what is being converted."""
        self._closed = True
        self._converter.close()
        for worker in self._workers:
            worker.close()

    def _convert(self, content: bytes, suffix: str) -> bytes:
        try:
            return self._converter.convert(content, suffix)
        except ConverterStopped as stopped:
            raise Stopped from stopped

    def _head(self, raw: bytes) -> Mail:
        try:
            return self._ask(_parse, raw[:HEAD], seconds=HEAD_SECONDS)
        except (Late, Died):
            return Mail()

    def _ask(self, do: Callable[..., T], *args: object, seconds: float) -> T:
        with self._worker() as worker:
            return worker.ask(_limited, do, args, seconds, seconds=CLOCK * seconds)

    @contextmanager
    def _worker(self) -> Iterator[Worker]:
        worker = self._free.get()
        try:
            if self._closed:
                raise Stopped
            yield worker
        finally:
            self._free.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _late(error: Late | Died) -> bool:
    return isinstance(error, Late) or error.exitcode == _KILLED_FOR_CPU


# In the child

_PACK: list[Pack] = []


def _start(pack: str, memory: int) -> None:
    """Loads the pack while files may still be opened, then gives up what reading has no need of."""
    _PACK[:] = [load_pack(pack)]
    gc.freeze()  # the pack stays: no collection need go through it again
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limited(do: Callable[..., T], args: tuple[object, ...], seconds: float) -> T:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + int(seconds) + 2, resource.RLIM_INFINITY))
    return do(*args)


def _open(raw: bytes, limits: Limits) -> Opening:
    return open_mail(raw, limits)


def _parse(raw: bytes) -> Mail:
    return parse(raw)


def _read(content: bytes, name: str, sent: dt.date | None) -> list[Reading] | ToConvert | ToRecognise:
    try:
        suffix = must_be_converted(content)
    except NotReadable as error:
        return [rejected(name, error.code, error.message)]
    if suffix:
        return ToConvert(with_last_paragraph(content) if suffix == ".doc" else content, suffix)
    try:
        with in_a_hurry():
            return read_bytes(content, name, _PACK[0], sent=sent)
    except TakesLonger:
        return ToRecognise()


def _read_scan(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
    return read_bytes(content, name, _PACK[0], sent=sent)


def _read_converted(content: bytes, name: str, sent: dt.date | None, converted: bytes) -> list[Reading]:
    return read_bytes(content, name, _PACK[0], sent=sent, converted=converted)
