"""Running a function in several real processes at once."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Barrier as ThreadBarrier
from typing import Any, TypeVar

T = TypeVar("T")
_barrier: Any = None


def in_processes(count: int, function: Callable[..., T], *arguments: Any) -> list[T]:
    """What `function(number, *arguments)` returned in each of `count` new processes, numbered from 0."""
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        count, mp_context=spawning, initializer=_meet_at, initargs=(spawning.Barrier(count),)
    ) as pool:
        running = [pool.submit(function, number, *arguments) for number in range(count)]
        return [each.result(timeout=60) for each in running]


def all_together() -> None:
    """Called in such a process: wait until all the others are as far."""
    _barrier.wait(timeout=60)


def in_threads(count: int, function: Callable[[int], T]) -> list[T]:
    """What `function(number)` returned in each of `count` threads that started at the same instant."""
    start = ThreadBarrier(count)

    def run(number: int) -> T:
        start.wait(timeout=60)
        return function(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def _meet_at(barrier: Barrier) -> None:
    global _barrier
    _barrier = barrier


@contextmanager
def left_hanging(function: Callable[[str, Path], None], url: str, ready: Path) -> Iterator[SpawnProcess]:
    """A process that runs `function(url, ready)` and has written the file `ready`; killed at the end."""
    process = multiprocessing.get_context("spawn").Process(target=function, args=(url, ready))
    process.start()
    try:
        until = time.monotonic() + 60
        while not ready.exists():
            if not process.is_alive() or time.monotonic() > until:
                raise RuntimeError("the process did not come as far")
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.join()
