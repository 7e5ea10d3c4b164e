"""Socket Mode: the connection by which Slack reaches us without any port being open."""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler

log = structlog.get_logger()

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
BUFFER = 64 * 1024  # bytes read at a time: a click brings the whole message that it was made in


@dataclass(frozen=True)
class SocketHealth:
    """Whether the connection stands, and how many seconds ago something last came over it (None: never)."""

    connected: bool
    heard_seconds_ago: float | None


class Socket:
    """One connection, renewed for as long as `run` runs; not begun while `first` raises."""

    def __init__(self, app: App, app_token: str, first: Callable[[], None] = lambda: None) -> None:
        self._app = app
        self._first = first
        self._app_token = app_token
        self._handler: SocketModeHandler | None = None
        self._heard: float | None = None

    def run(self, stop: threading.Event) -> None:
        """Connect, and stay connected until `stop`. While Slack does not answer, tries again, ever more seldom."""
        handler = SocketModeHandler(self._app, self._app_token, receive_buffer_size=BUFFER)
        handler.client.on_message_listeners.append(self._hear)
        self._handler = handler
        try:
            self._connect(handler, stop)
            stop.wait()
        finally:
            _close(handler)
            log.info("slack-disconnected")

    @property
    def health(self) -> SocketHealth:
        """How the connection is now. Slack's own ping keeps it honest: one that is silent is renewed."""
        handler, heard = self._handler, self._heard
        connected = handler is not None and handler.client.is_connected()
        return SocketHealth(connected, None if heard is None else monotonic() - heard)

    def _connect(self, handler: SocketModeHandler, stop: threading.Event) -> None:
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                self._first()
                handler.client.connect_to_new_endpoint(force=True)
                log.info("slack-connected")
                return
            except Exception as error:
                log.warning("slack-not-connected", error=type(error).__name__, seconds=pause)
                stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _hear(self, _message: str) -> None:
        self._heard = monotonic()


def _close(handler: SocketModeHandler) -> None:
    """Let go of the connection at once: slack_sdk waits until its read ends, which the answer to a ping does."""
    session = handler.client.current_session
    if session is not None:
        handler.client.current_session_state.terminated = True
        with contextlib.suppress(OSError):
            session.ping("closing")
    handler.close()
