"""Faults on demand, so that a test can see what the bot does when Slack is slow, refuses, or falls silent."""

import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["rate_limit", "fail", "drop_answer", "slow"]
EnvelopeKind = Literal["events_api", "interactive", "slash_commands"]


@dataclass
class Fault:
    kind: FaultKind
    times: int
    error: str = ""
    retry_after: int = 1
    seconds: float = 0.0


class Faults:
    """Thread-safe. Faults of one method are spent in the order in which they were asked for.

    `method` is the Web API's name, or `response_url`, or `upload`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: defaultdict[str, list[Fault]] = defaultdict(list)
        self._lost_acks: list[EnvelopeKind | None] = []

    def rate_limit(self, method: str, *, times: int = 1, retry_after: int = 1) -> None:
        """HTTP 429 with Retry-After (seconds) and `ratelimited`; the call does nothing."""
        self._add(method, Fault("rate_limit", times, retry_after=retry_after))

    def fail(self, method: str, *, error: str = "internal_error", times: int = 1) -> None:
        """The call does nothing and answers with this error."""
        self._add(method, Fault("fail", times, error=error))

    def drop_answer(self, method: str, *, times: int = 1) -> None:
        """The call does its work, then the connection is closed without an answer."""
        self._add(method, Fault("drop_answer", times))

    def slow(self, method: str, seconds: float, times: int = 1) -> None:
        """The call waits before it does its work."""
        self._add(method, Fault("slow", times, seconds=seconds))

    def lose_ack(self, *, times: int = 1, kind: EnvelopeKind | None = None) -> None:
        """The next acknowledgements in Socket Mode (of one kind, or any) are treated as never received."""
        with self._lock:
            self._lost_acks.extend(kind for _ in range(times))

    def clear(self) -> None:
        with self._lock:
            self._pending.clear()
            self._lost_acks.clear()

    def take(self, method: str) -> Fault | None:
        """The fault that strikes this call, if any; spends it."""
        with self._lock:
            pending = self._pending[method]
            if not pending:
                return None
            fault = pending[0]
            fault.times -= 1
            if fault.times <= 0:
                pending.pop(0)
            return fault

    def take_lost_ack(self, kind: EnvelopeKind) -> bool:
        with self._lock:
            for index, wanted in enumerate(self._lost_acks):
                if wanted in (None, kind):
                    del self._lost_acks[index]
                    return True
            return False

    def _add(self, method: str, fault: Fault) -> None:
        with self._lock:
            self._pending[method].append(fault)
