"""A process of our own that answers one question at a time, and can be stopped at any moment.

A library's pool (pebble's, the standard library's) shares a pipe and its locks between processes: one that dies at
the wrong moment stops them all for good, and each imports the whole program first. Here nothing is shared.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import Any, TypeVar

T = TypeVar("T")
_STARTING_SECONDS = 60.0
_SECRETS = ("AUDITBOT_",)
_GIVES_BACK = {
    "MALLOC_MMAP_THRESHOLD_": "262144"
}  # bytes, from which glibc gives memory back once it is free


class Late(Exception):
    """No answer came in time."""


class Died(Exception):
    """The process ended before it answered. `exitcode` as `subprocess` has it, negative for a signal."""

    def __init__(self, exitcode: int | None = None) -> None:
        super().__init__("the process ended before it answered")
        self.exitcode = exitcode


class Stopped(Exception):
    """The pool was closed while it was asked: no fault of what was asked."""


class Worker:
    """One warm process. `start(*args)` is called in it first; what it is then asked are functions it can import.

    It is begun anew after it was late, died, raised, or answered `most` questions. Not for two threads at once.
    """

    def __init__(self, start: Callable[..., None], *args: object, most: int = 1_000) -> None:
        self._hello = (sys.path, start, args)
        self._most = most
        self._closed = False
        self._begin()

    def ask(self, do: Callable[..., T], *args: object, seconds: float) -> T:
        """What `do(*args)` returns. Late after `seconds`; Died if it raised or the process ended; Stopped."""
        if self._process.poll() is not None or self._asked >= self._most:
            self._anew()
        if not self._ready:
            self._wait_until_ready()
        self._asked += 1
        return self._answer(seconds, lambda: self._connection.send((do, args)))

    def close(self) -> None:
        """Ends the process; whoever waits for its answer gets Stopped."""
        self._closed = True
        self._end()

    def _begin(self) -> None:
        ours, theirs = Pipe()
        self._connection, self._asked, self._ready = ours, 0, False
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "mail.reading.processes.serving", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # a traceback may hold what was read
                env={key: value for key, value in os.environ.items() if not key.startswith(_SECRETS)}
                | _GIVES_BACK,
            )
        with suppress(OSError):  # it will be found dead when it is asked
            ours.send(self._hello)

    def _wait_until_ready(self) -> None:
        try:
            self._answer(_STARTING_SECONDS, lambda: None)
        except (Late, Died) as error:
            raise RuntimeError("a child process could not be started") from error
        self._ready = True

    def _anew(self) -> None:
        self._end()
        self._connection.close()
        if not self._closed:
            self._begin()
        if self._closed:  # perhaps meanwhile
            self._end()
            raise Stopped

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _answer(self, seconds: float, ask: Callable[[], None]) -> Any:
        """Its next answer. Whatever hangs, sending and receiving too, ends when the process is killed."""
        late, process = threading.Event(), self._process

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            ask()
            good, answer = self._connection.recv()
        except (OSError, EOFError) as error:
            exitcode = process.wait()
            self._anew()
            raise (Late() if late.is_set() else Died(exitcode)) from error
        finally:
            timer.cancel()
            timer.join()
        if late.is_set() or not good:  # in time only just, or not of sound mind any more
            self._anew()
        if not good:
            raise Died
        return answer


def serve(connection: Connection) -> None:
    """In the process: answers until nobody asks any more."""
    path, start, args = connection.recv()
    sys.path[:] = path
    start(*args)
    connection.send((True, None))
    while True:
        do, args = connection.recv()
        try:
            answer = (True, do(*args))
        except Exception:
            answer = (False, None)
        connection.send(answer)
