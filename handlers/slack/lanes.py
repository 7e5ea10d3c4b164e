"""Work that is done after it was acknowledged: of one person in its order, of different people at once."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

AT_ONCE = 8  # as many as calls to Slack keep waiting; more only keep acknowledgements waiting
Work = Callable[[], None]


class Lanes:
    """A lane for each person who has something waiting, and a few threads for them all.

    Two messages that somebody sends one after the other are answered in that order, and one person's work never
    keeps the next event of another from being acknowledged. Work must not raise.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._threads = ThreadPoolExecutor(at_once, "lane")
        self._lock = threading.Lock()
        self._empty = threading.Condition(self._lock)
        self._waiting: dict[str, deque[Work]] = {}

    def put(self, lane: str, work: Work) -> None:
        """Have it done once everything that was put into that lane before is done."""
        with self._lock:
            if lane in self._waiting:
                self._waiting[lane].append(work)
                return
            self._waiting[lane] = deque((work,))
        self._threads.submit(self._next, lane)

    def finish(self) -> None:
        """Wait until all that was put in so far is done."""
        with self._lock:
            self._empty.wait_for(lambda: not self._waiting)

    def close(self) -> None:
        """Wait until all that was put in is done; nothing more may be put in."""
        self.finish()
        self._threads.shutdown(wait=True)

    def _next(self, lane: str) -> None:
        """One piece of work, then the others' turn."""
        with self._lock:
            work = self._waiting[lane].popleft()
        try:
            work()
        finally:
            with self._lock:
                more = bool(self._waiting[lane])
                if not more:
                    del self._waiting[lane]
                    self._empty.notify_all()
        if more:
            self._threads.submit(self._next, lane)
