"""What Home costs a processor: of somebody with nothing yet, and of somebody with a great deal to do.

In a council of 603 people and 5,000 cases: forty audits done, fifteen with an open action, twelve under way.
Nothing is sent to Slack: it is the looking up and the making of the blocks.
"""

import datetime as dt
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.chat_managers import Managers
from bot.building import now
from framework.directory import Person
from framework.pack import load_pack
from framework.reading import ActionLine
from framework.words import Role
from handlers.auditing.moving import begin
from handlers.slack.gateway import SlackGateway, web_client
from handlers.slack.home import publish_home
from handlers.slack.visiting import Desk, Visitor
from store.database import connect
from store.recording import Submission, record
from store.unit_of_work import Store
from tests.handlers import council

AUDITS, ACTIONS, UNDER_WAY = 40, 15, 12
_TIMES = 50
_ME = Person(
    name="Hanna Holt",
    email="hanna.holt@council.example",
    role=Role.TEAM_MANAGER,
    team="Team 0",
    service_areas=("first-response",),
)


class _Nobody(SlackGateway):
    """Takes Home and shows it to nobody."""

    def publish_home(self, user: str, view: Any) -> None:
        self.blocks = len(view["blocks"])


def main() -> dict[str, float]:
    """Print and return milliseconds of processor by what was measured."""
    pack, found = load_pack("rochdale-2013"), dict[str, float]()
    with tempfile.TemporaryDirectory() as folder, Managers(200) as people:
        people.people.append(_ME)
        url = f"sqlite:///{Path(folder) / 'home.db'}"
        people.import_into(url)
        database = connect(url)
        store, slack = Store(database, now), _Nobody(web_client("none", "http://127.0.0.1:9/"))
        desk, visitor = Desk(store, pack, slack), Visitor(_ME.email, _ME.name, (_ME,))

        def look() -> None:
            publish_home(desk, "U1", visitor)

        found["Home, nothing yet"] = _cost(look)
        for number in range(AUDITS):
            _done(store, number, asks=number < ACTIONS)
        for _ in range(UNDER_WAY):
            begin(store, pack, "tier1-generic", _ME)
        found[f"Home, {AUDITS} audits done, {ACTIONS} actions, {UNDER_WAY} under way"] = _cost(look)
        found["to begin an audit"] = _cost(lambda: begin(store, pack, "tier1-generic", _ME))
        database.close()
    for what, milliseconds in found.items():
        print(f"{what:>60}: {milliseconds:5.1f} ms of processor")
    return found


def _done(store: Store, number: int, *, asks: bool) -> None:
    pack, today = load_pack("rochdale-2013"), now().date()
    line = ActionLine(action="Visit again", who="Hal Head", timescale="soon", due=today)
    done = council.audit(
        pack,
        completed_by=_ME.name,
        case_id=str(900_000 + number),
        date=today - dt.timedelta(days=number + 1),
        actions=(line,) if asks else (),
    )
    with store.writing() as work:
        record(work, done, Submission("mail", now()), pack)
        work.commit()


def _cost(do: Callable[[], object]) -> float:
    do()
    began = time.process_time()
    for _ in range(_TIMES):
        do()
    return (time.process_time() - began) / _TIMES * 1000
