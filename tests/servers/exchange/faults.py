"""Faults on demand: what a server does wrong, when, and how often."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Wrong = Literal[
    "throttled", "dropped", "slow", "broken", "replayed", "lost-state", "away", "refused", "switched-off"
]


@dataclass
class Fault:
    """One thing that goes wrong: for the next `times` requests that `about` accepts (None: for ever)."""

    wrong: Wrong
    about: Callable[[str], bool]
    times: int | None
    seconds: float


class Faults:
    """What goes wrong at a server. Every request asks `of()` first, with a name for what it asks."""

    def __init__(self, seed: int = 0) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._random = random.Random(seed)
        self._rates: dict[Wrong, float] = {}
        self.happened: list[Wrong] = []

    def add(
        self,
        wrong: Wrong,
        *,
        about: Callable[[str], bool] = lambda _request: True,
        times: int | None = 1,
        seconds: float = 0.0,
    ) -> None:
        """From now on this goes wrong. `seconds`: how long to wait, or what Retry-After says."""
        with self._lock:
            self._faults.append(Fault(wrong, about, times, seconds))

    def at_random(self, **rates: float) -> None:
        """Each kind of fault at a rate (0 to 1) of all requests; `lost_state` is written with an underscore."""
        with self._lock:
            self._rates = {name.replace("_", "-"): rate for name, rate in rates.items()}  # pyright: ignore

    def clear(self) -> None:
        """All is well again."""
        with self._lock:
            self._faults.clear()
            self._rates.clear()

    def of(self, request: str) -> Fault | None:
        """What goes wrong with this request, if anything. A slow one has been slow already when this returns."""
        found = self._take(request)
        if found and found.wrong == "slow":
            time.sleep(found.seconds)
        return found

    def _take(self, request: str) -> Fault | None:
        with self._lock:
            for fault in self._faults:
                if fault.about(request):
                    if fault.times is not None:
                        fault.times -= 1
                        if fault.times <= 0:
                            self._faults.remove(fault)
                    self.happened.append(fault.wrong)
                    return fault
            for wrong, rate in self._rates.items():
                if self._random.random() < rate:
                    self.happened.append(wrong)
                    return Fault(wrong, lambda _request: True, 1, 0.05)
        return None
