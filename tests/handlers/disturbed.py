"""A disturbed bot: events go through Bolt into an app that may be new, and may come twice or two at once."""

import copy
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from slack_bolt import App
from slack_bolt.request import BoltRequest

from handlers.slack.app import build_app
from handlers.slack.gateway import SlackGateway, web_client
from handlers.slack.lanes import Lanes
from handlers.slack.visiting import Desk
from store.database import connect
from store.unit_of_work import Store
from tests.handlers.conftest import Bench

Json = dict[str, Any]


class Bolt:
    """In the place of the socket: every envelope is dispatched by Bolt itself, `times` times at once."""

    def __init__(self, bench: Bench, times: int = 1, *, anew: bool = False) -> None:
        self._bench, self._times, self._anew = bench, times, anew
        self._threads = ThreadPoolExecutor(8)
        self._under_way: list[Future[Json | None]] = []
        self.clicks: list[Json] = []
        self._begin()

    @property
    def connections(self) -> int:
        return 1

    def ticket(self) -> str:
        return "none"

    def disconnect(self, reason: str) -> None:
        """There is nothing to disconnect."""

    def drop(self) -> None:
        """There is nothing to drop."""

    def send(self, kind: str, payload: Json) -> "Future[Json | None]":
        """To the app, in threads of its own as Bolt has them."""
        if kind == "interactive":
            self.clicks.append(payload)
        futures = [self._threads.submit(self._dispatch, self._app, payload) for _ in range(self._times)]
        self._under_way += futures
        return futures[0]

    def settle(self) -> None:
        """Wait until all that was sent is done with; then have a new app on the same database, if asked to."""
        for future in self._under_way:
            future.result(30)
        self._under_way.clear()
        self._lanes.finish()
        if self._anew:
            self.close()
            self._begin()

    def close(self) -> None:
        """What there is in memory is gone."""
        self._lanes.close()
        self._store.database.close()

    def click_again(self, change: Callable[[Json], Json | None]) -> None:
        """The last click once more, as another one: what `change` makes of it, and with an id of its own."""
        payload = change(copy.deepcopy(self.clicks[-1])) if self.clicks else None
        if payload is not None and "actions" in payload:
            self.send("again", {**payload, "trigger_id": f"1.1.{secrets.token_hex(8)}"})

    def _begin(self) -> None:
        bench, self._lanes = self._bench, Lanes(4)
        self._store = Store(connect(bench.store.database.engine.url.render_as_string(False)), bench.clock)
        gateway = SlackGateway(web_client(bench.ws.bot_token, bench.api_url))
        desk = Desk(self._store, bench.pack, gateway, lanes=self._lanes)
        self._app = build_app(bench.ws.bot_token, bench.api_url, desk)
        self._app.listener_runner.listener_executor = _Here()  # so that what was dispatched is in its lane

    @staticmethod
    def _dispatch(app: App, payload: Json) -> Json | None:
        app.dispatch(BoltRequest(mode="socket_mode", body=payload))
        return None


class _Here(Executor):
    """Does what is submitted right here."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def bolt(bench: Bench, times: int = 1, *, anew: bool = False) -> Iterator[Bolt]:
    """The workspace with that in the place of its socket."""
    disturbed = Bolt(bench, times, anew=anew)
    before = bench.ws._gateway  # pyright: ignore[reportPrivateUsage]
    bench.ws.attach(disturbed)
    try:
        yield disturbed
    finally:
        bench.ws.attach(before)
        disturbed.settle()
        disturbed.close()
