"""The workspace: its state behind one lock, its tokens, its faults, and what is sent to the bot."""

import json
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from time import monotonic, time
from typing import TYPE_CHECKING, Any, Protocol

from bot.workspace.config import DEFAULT_EVENTS, DEFAULT_SCOPES, Config
from bot.workspace.errors import PersonError
from bot.workspace.faults import EnvelopeKind, Faults
from bot.workspace.ids import make_token
from bot.workspace.model import Channel, Json, Member, Shortcut
from bot.workspace.state import State

if TYPE_CHECKING:
    from bot.workspace.seat import Seat


class Gateway(Protocol):
    """The way to the bot: Socket Mode, once a server runs."""

    @property
    def connections(self) -> int: ...

    def send(self, kind: EnvelopeKind, payload: Json) -> "Future[Json | None]":
        """Delivers one envelope; the result is the payload of the acknowledgement, if it has one."""
        ...

    def ticket(self) -> str: ...

    def disconnect(self, reason: str) -> None: ...

    def drop(self) -> None: ...


class Workspace:
    """A Slack-compatible workspace in memory, with one app (the bot) installed in it.

    `members` are the people; the bot's own account is added. `channels` are names, or `Channel` where more
    is to be said. `scopes` are what the bot's token was granted. `clock` gives seconds since 1970.
    """

    def __init__(
        self,
        name: str = "Example Council",
        members: Sequence[Member] = (),
        channels: Sequence[str | Channel] = (),
        *,
        bot_name: str = "auditbot",
        scopes: Collection[str] = DEFAULT_SCOPES,
        events: Collection[str] = DEFAULT_EVENTS,
        commands: Collection[str] | None = None,
        shortcuts: Sequence[Shortcut] = (),
        ack_seconds: float = 3.0,
        retries: int = 3,
        retry_interactions: bool = False,
        trigger_seconds: float = 3.0,
        clock: Callable[[], float] = time,
    ) -> None:
        self.name = name
        self.config = Config(
            bot_name=bot_name,
            scopes=frozenset(scopes),
            events=frozenset(events),
            commands=None if commands is None else frozenset(commands),
            shortcuts=tuple(shortcuts),
            ack_seconds=ack_seconds,
            retries=retries,
            retry_interactions=retry_interactions,
            trigger_seconds=trigger_seconds,
            clock=clock,
        )
        self.bot_token = make_token("xoxb")
        self.app_token = make_token("xapp")
        self.faults = Faults()
        self.calls: list[tuple[str, Json]] = []
        self.envelopes: list[tuple[str, Json]] = []
        """Everything sent to the bot, in order: kind of envelope and payload."""
        wanted = [Channel(c) if isinstance(c, str) else c for c in channels]
        bot = Member(bot_name, f"{bot_name}@apps.example", "App", is_bot=True)
        self.state = State(members, wanted, bot, clock())
        self.url = "http://127.0.0.1/"
        self._gateway: Gateway | None = None
        self._changed = threading.Condition(threading.RLock())
        self._version = 0
        self._watchers: list[Callable[[], None]] = []

    # The lock

    @contextmanager
    def reading(self) -> Iterator[State]:
        with self._changed:
            yield self.state

    @contextmanager
    def changing(self) -> Iterator[State]:
        """The state, to be changed; whoever waits for a change is woken afterwards."""
        with self._changed:
            yield self.state
            self.touch()

    @contextmanager
    def changing_quietly(self) -> Iterator[State]:
        """The state, for what nobody needs to be told of, such as direct messages opened by looking at them."""
        with self._changed:
            yield self.state

    def record(self, method: str, args: Json) -> None:
        """Remembers a call of the bot, without its token."""
        with self._changed:
            self.calls.append((method, {key: _parsed(value) for key, value in args.items()}))

    def wait_until(self, found: Callable[[State], Any], timeout: float) -> Any:
        """The first true answer of `found`, or None after `timeout` seconds.

        It is called under the lock, at every change and ten times a second.
        """
        end = monotonic() + timeout
        with self._changed:
            while True:
                answer = found(self.state)
                remaining = end - monotonic()
                if answer or remaining <= 0:
                    return answer or None
                self._changed.wait(min(remaining, 0.1))

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._version

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Calls `watcher` (from any thread, must be quick) at every change; returns what ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher) if watcher in self._watchers else None

    def touch(self) -> None:
        """Something changed that the state does not hold, such as a connection."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()
            for watcher in list(self._watchers):
                watcher()

    def now(self) -> float:
        return self.config.clock()

    # The bot

    @property
    def bot_connected(self) -> bool:
        return self.connections > 0

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return 0 if self._gateway is None else self._gateway.connections

    def wait_for_bot(self, timeout: float = 10.0) -> bool:
        """Whether the bot was connected within `timeout` seconds."""
        return bool(self.wait_until(lambda _: self.bot_connected, timeout))

    @property
    def running(self) -> bool:
        """Whether a server serves this workspace."""
        return self._gateway is not None

    def attach(self, gateway: Gateway | None) -> None:
        self._gateway = gateway
        self.touch()

    def socket_url(self) -> str:
        """An address for one Socket Mode connection."""
        if self._gateway is None:
            raise PersonError("The workspace is not running.")
        return f"{self.url.replace('http', 'ws', 1)}socket?ticket={self._gateway.ticket()}"

    def disconnect_clients(self, reason: str = "refresh_requested") -> None:
        """Tells every connected bot to reconnect, as Slack does (`warning`, `refresh_requested`), then hangs up."""
        if self._gateway is not None:
            self._gateway.disconnect(reason)

    def drop_clients(self) -> None:
        """Breaks every connection without a word."""
        if self._gateway is not None:
            self._gateway.drop()

    def send(self, kind: EnvelopeKind, payload: Json) -> "Future[Json | None]":
        """Sends to the bot without waiting. PersonError when the workspace is not running."""
        if self._gateway is None:
            raise PersonError("The workspace is not running.")
        with self._changed:
            self.envelopes.append((kind, payload))
        return self._gateway.send(kind, payload)

    # People

    def as_member(self, email: str) -> "Seat":
        """The seat of one person, to act as them. KeyError when nobody has this address."""
        from bot.workspace.seat import Seat

        member = self.state.member_by_email(email)
        if member is None:
            raise KeyError(f"nobody in the workspace has the address {email}")
        return Seat(self, member)


def _parsed(value: Any) -> Any:
    """What a form carries as a string of JSON, as JSON."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
