"""Listens for new mail by streaming notifications: a wake-up and no more.

They miss mail and end without a word (lessons: exchangelib#1153, #1025), so nothing is read from them, and the
mailbox is looked at from time to time all the same.
"""

import contextlib
import threading
import time

from mail.mailboxes.ews_session import Pause, Session
from mail.mailboxes.port import MailboxError

_MINUTES = 5  # a stream that ended without a word is noticed after that
_TOO_SHORT = 5.0


class Listener:
    """A thread with a connection of its own that sets `woken` when something may have come since `listed`.

    `listed` is the state after the last listing, None before the first. After each beginning it looks for itself
    at what came meanwhile. It never fails: what goes wrong is tried again, ever less often.
    """

    def __init__(self, session: Session, listed: str | None) -> None:
        self.listed = listed
        self.woken = threading.Event()
        self._session = session
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ews-listener", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Ends the thread and its connection."""
        self._ended.set()
        until = time.monotonic() + 3
        while self._thread.is_alive() and time.monotonic() < until:
            self._session.cut()
            self._thread.join(0.05)

    def _run(self) -> None:
        pause = Pause()
        while not self._ended.is_set():
            try:
                self._listen(pause)
            except MailboxError as error:
                pause.failed(error)
            finally:
                with contextlib.suppress(Exception):
                    self._session.close()
            self._ended.wait(pause.left)

    def _listen(self, pause: Pause) -> None:
        subscription = self._session.subscribe()
        try:
            began = time.monotonic()
            if self._anything_came():
                self.woken.set()
            for _ in self._session.news(subscription, _MINUTES):
                self.woken.set()
                if self._ended.is_set():
                    return
            if time.monotonic() - began < _TOO_SHORT:
                raise MailboxError("The stream of notifications ended at once.")
            pause.over()
        finally:
            self._session.unsubscribe(subscription)

    def _anything_came(self) -> bool:
        if self.listed is None:
            return True
        came, _, more = self._session.came(self.listed)
        return bool(came) or more
