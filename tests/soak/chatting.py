"""Whole audits in chat while the real bot is killed (SIGKILL) at random moments, between turns and within them.

The person sees what anybody would: the bot does not answer, and then it is there again; they look at the screen
and go on from what it shows. What was not begun when the bot died has to be done again.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

from sqlalchemy import select

from bot.workspace import BotDidNotAnswerError, BotNotConnectedError, Workspace, WorkspaceServer
from framework.pack import load_pack
from handlers.slack.audits.names import clicked
from handlers.slack.gateway import EVENT_TYPE
from store.database import connect
from store.tables import Claim, ConversationRow, Delivery
from store.unit_of_work import Store
from tests.databases import copy_to
from tests.handlers import council
from tests.handlers.conftest import Bench, Clock, members
from tests.handlers.player import Player
from tests.handlers.whole import Record, held, screen
from tests.soak.bots import Bots

PATIENCE = 60.0  # seconds
_TURN = 0.15  # seconds: within this time it is killed once somebody begins to do something
_SETTINGS = """
[database]
url = "sqlite:///{folder}/auditbot.db"

[council]
domains = ["council.example"]

[slack]
bot_token = "{ws.bot_token}"
app_token = "{ws.app_token}"
api_url = "{api_url}"

[deliveries]
lease_seconds = 2
"""


class Patient(Player):
    """Somebody who looks again at the screen where the bot was not there, or did not answer."""

    def act(self) -> None:
        try:
            super().act()
        except AssertionError as trouble:
            if not isinstance(trouble.__cause__, BotNotConnectedError | BotDidNotAnswerError):
                raise


@dataclass
class Sent:
    """What was sent to the bot, and when it acknowledged it."""

    kind: str
    payload: dict[str, Any]
    acknowledged: float | None = None

    @property
    def claim(self) -> str | None:
        """By what it is known once it is worked off; None for looks at Home, and for what the bot itself wrote."""
        if self.kind != "events_api":
            return f"slack:{self.payload['trigger_id']}"
        event = self.payload["event"]
        by_somebody = event["type"] == "message" and not event.get("bot_id") and not event.get("subtype")
        return f"slack:{self.payload['event_id']}" if by_somebody else None

    @property
    def looks_at_home(self) -> bool:
        return self.kind == "events_api" and self.payload["event"]["type"] == "app_home_opened"


class Killed:
    """The bot in a process of its own, killed in the share `kills` of the turns and started again at once.

    `struck` counts what had become of the click or the words by then.
    """

    def __init__(self, bench: Bench, config: Path, bots: Bots, kills: float, seed: int) -> None:
        self.struck: Counter[str] = Counter()
        self._bench, self._config, self._bots = bench, config, bots
        self._kills, self._chance = kills, random.Random(seed)
        self._sent: list[Sent] = []
        self._killer: Timer | None = None
        self._homes_before = 0
        self._trouble: BaseException | None = None
        self._begin()
        send = bench.ws.send

        def remembering(kind: Any, payload: dict[str, Any]) -> "Future[Any]":
            sent = Sent(kind, payload)
            if sent.looks_at_home:
                self._homes_before = self._homes()
            self._sent.append(sent)
            under_way = send(kind, payload)
            under_way.add_done_callback(lambda done: self._acknowledged(sent, done))
            return under_way

        bench.ws.send = remembering

    def before(self, _player: Player) -> None:
        """Whether and when it is killed in the turn that comes now: before it, or while it is under way."""
        if self._chance.random() < self._kills:
            within = self._chance.random() < 0.8
            self._killer = Timer(self._chance.random() * _TURN if within else 0.0, self._kill)
            self._killer.start()
            if not within:
                self._killer.join()

    def settle(self) -> None:
        """Wait until all that the bot took is done with and shown."""
        if self._killer is not None:
            self._killer.join()
            self._killer = None
        if self._trouble is not None:
            raise self._trouble
        _wait(self._quiet, "never done with what was sent")
        self._sent.clear()

    def close(self) -> None:
        """Kill it for the last time."""
        os.kill(self._pid, signal.SIGKILL)
        self._bots.ended()

    def _begin(self) -> None:
        self._begun = time.monotonic()
        self._pid = self._bots.begin(self._config)
        assert self._bench.ws.wait_for_bot(PATIENCE)

    def _kill(self) -> None:
        try:
            os.kill(self._pid, signal.SIGKILL)
            assert self._bots.ended() == -signal.SIGKILL
            _wait(lambda: not self._bench.ws.bot_connected, "the dead bot is still connected")
            self.struck[self._come_to()] += 1
            self._begin()
        except BaseException as trouble:
            self._trouble = trouble

    def _come_to(self) -> str:
        """What had become of what was sent last when the bot was killed."""
        last = next((sent for sent in reversed(self._sent) if sent.claim), None)
        if last is None:
            return "between turns"
        if not self._claimed(last):
            return "acknowledged, not begun" if last.acknowledged else "not acknowledged"
        return "done and shown" if self._shown() else "kept, not shown"

    def _acknowledged(self, sent: Sent, done: "Future[Any]") -> None:
        if not done.cancelled() and done.exception() is None:
            sent.acknowledged = time.monotonic()
        else:
            sent.acknowledged = 0.0  # never: nobody was there to take it

    def _quiet(self) -> bool:
        if any(sent.acknowledged is None for sent in self._sent):
            return False
        taken = [sent for sent in self._sent if (sent.acknowledged or 0.0) >= self._begun]
        done = all(self._claimed(sent) for sent in taken if sent.claim)
        return done and self._home_shown() and self._shown()

    def _claimed(self, sent: Sent) -> bool:
        with self._bench.store.reading() as work:
            return work.session.get(Claim, sent.claim) is not None

    def _home_shown(self) -> bool:
        """Whether Home was shown since somebody looked at it last."""
        return not any(sent.looks_at_home for sent in self._sent) or self._homes() > self._homes_before

    def _homes(self) -> int:
        with self._bench.ws.reading():
            return sum(method == "views.publish" for method, _ in self._bench.ws.calls)

    def _shown(self) -> bool:
        """Whether the screen is of the last version; one that asks nothing any more is."""
        with self._bench.store.reading() as work:
            row = work.session.scalars(select(ConversationRow)).one_or_none()
        if row is None or row.screen_ts is None:
            return row is not None and row.standing == "submitted"
        buttons = (each for block in screen(self._bench)["blocks"] for each in block.get("elements", ()))
        values = [clicked(str(each.get("value", ""))) for each in buttons if isinstance(each, dict)]
        return all(each.version == row.version for each in values if each)


@contextmanager
def killed(folder: Path, bots: Bots, kills: float, seed: int) -> Iterator[tuple[Bench, Killed]]:
    """A council in that folder whose bot is killed in that share of the turns."""
    copy_to(folder / "auditbot.db")
    ws = Workspace(members=members(), channels=["quality-assurance"], trigger_seconds=PATIENCE)
    database = connect(f"sqlite:///{folder / 'auditbot.db'}")
    with WorkspaceServer(ws) as server:
        bench = Bench(Store(database, Clock()), load_pack("rochdale-2013"), Clock(), ws, server.api_url)
        with bench.store.writing() as work:
            work.people.replace_people(council.people())
            work.people.replace_cases([council.case()])
            work.commit()
        config = folder / "auditbot.toml"
        config.write_text(_SETTINGS.format(folder=folder, ws=ws, api_url=server.api_url), encoding="utf-8")
        place = Killed(bench, config, bots, kills, seed)
        try:
            yield bench, place
        finally:
            place.close()
    database.close()


def audit(
    folder: Path, bots: Bots, form: str, kills: float, seed: int
) -> tuple[Record, Counter[str], Counter[str]]:
    """An audit with that tool: its record, what everybody was told how often, and when the bot was killed."""
    folder.mkdir()
    with killed(folder, bots, kills, seed) as (bench, place):
        record = held(bench, form, place, Killed.before, Patient)
        _wait(lambda: _delivered(bench), "not everybody was told")
        return record, told(bench), place.struck


def told(bench: Bench) -> Counter[str]:
    """How often each message of a delivery, and each document, came to each person.

    That a part waits is told only where it still does when the message is sent.
    """
    found: Counter[str] = Counter()
    for member in bench.ws.state.members.values():
        if member.is_bot:
            continue
        for message in bench.ws.as_member(member.email).messages():
            about = message.get("metadata") or {}
            if about.get("event_type") == EVENT_TYPE and "waits for you" not in message["text"]:
                found[f"{member.name}: {message['text']}"] += 1
            found.update(f"{member.name}: {each['name']}" for each in message.get("files", ()))
    return found


def _delivered(bench: Bench) -> bool:
    with bench.store.reading() as work:
        states = {(each.kind, each.state) for each in work.session.scalars(select(Delivery))}
    return not any(state in ("waiting", "sending") for kind, state in states if "away" not in kind)


def _wait(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise AssertionError(what)
        time.sleep(0.02)
