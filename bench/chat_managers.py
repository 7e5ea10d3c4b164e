"""The managers of the bench: each a person at a seat in the local workspace, who answers whatever is asked."""

import random
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from bot.building import now
from bot.workspace import Member, Workspace
from bot.workspace.clicking import Place, press
from bot.workspace.model import Conversation
from bot.workspace.talking import run_command, say
from framework.directory import Case, Person
from framework.words import Role
from store.database import connect
from store.unit_of_work import Store

_WORKERS = 400
_CASES = 5_000
_PATIENCE = 30.0  # seconds
_COMMENT = (
    "Seen in the file: the visits stand there with their dates, and what the child said in her own words. "
    * 2
)
_WRITES = 0.15  # of the areas are answered in words


@dataclass
class Took:
    """Seconds from click to screen and from click to acknowledgement, of turns that lasted `seconds` together."""

    seconds: float = 0.0
    turns: list[float] = field(default_factory=list[float])
    acks: list[float] = field(default_factory=list[float])

    @property
    def median(self) -> float:
        return statistics.median(self.turns)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.turns, n=100)[-1]

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.turns) / self.seconds


class TimedWorkspace(Workspace):
    """A workspace that says when a conversation's screen was changed by the bot."""

    def __init__(self, members: list[Member]) -> None:
        super().__init__(members=members, ack_seconds=_PATIENCE)
        self.changed: dict[str, Callable[[float], None]] = {}
        self._called: tuple[str, str] | None = None
        self._by = 0

    def record(self, method: str, args: dict[str, Any]) -> None:
        """What the bot calls; the change that follows in the same thread is what it calls for."""
        if method in ("chat.update", "chat.postMessage"):
            self._called, self._by = (str(args["channel"]), str(args.get("ts", ""))), threading.get_ident()

    def touch(self) -> None:
        super().touch()
        if self._called is not None and self._by == threading.get_ident():
            (channel, ts), self._called = self._called, None
            tell = self.changed.get(channel)
            newest = self.state.conversations[channel].messages[-1].ts
            if tell is not None and ts in ("", newest):  # an older one that is put away is no new screen
                tell(time.perf_counter())


class Managers:
    """So many people with one audit each, among several hundred more in the directory."""

    def __init__(self, count: int) -> None:
        self.people = [_person(number) for number in range(count)]
        members = [Member(person.name, person.email) for person in self.people]
        self.workspace = TimedWorkspace(members)
        self._seats = [_Seat(self.workspace, member, number) for number, member in enumerate(members)]

    def __enter__(self) -> "Managers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing of them is left."""

    def import_into(self, url: str) -> None:
        """Make the database, with a directory and a caseload as large as a council's."""
        database = connect(url)
        database.migrate()
        workers = [_worker(number, self.people) for number in range(_WORKERS)]
        head = Person(
            name="Hal Head",
            email="hal@council.example",
            role=Role.HEAD_OF_SERVICE,
            service_areas=("first-response",),
        )
        director = Person(name="Ada Above", email="ada@council.example", role=Role.ASSISTANT_DIRECTOR)
        with Store(database, now).writing() as work:
            work.people.replace_people([*self.people, *workers, head, director])
            work.people.replace_cases(
                Case(
                    case_id=str(900_000 + number),
                    social_worker_email=workers[number % _WORKERS].email,
                    service_area="first-response",
                )
                for number in range(_CASES)
            )
            work.commit()
        database.close()

    def begin(self) -> None:
        """Everybody begins an audit, not all in the same moment."""
        self._each(lambda seat, _took: seat.start(), seconds=None, thinking=5.0)

    def audit(self, seconds: float, thinking: float) -> Took:
        """Everybody audits for so long."""
        return self._each(lambda seat, took: seat.turn(took), seconds, thinking)

    def press_again(self, seconds: float, thinking: float) -> Took:
        """Everybody presses a button that changes nothing."""
        return self._each(lambda seat, took: seat.again(took), seconds, thinking)

    def _each(self, do: "Callable[[_Seat, Took], None]", seconds: float | None, thinking: float) -> Took:
        took = Took()
        began = time.perf_counter()
        end = None if seconds is None else began + seconds
        troubles: list[BaseException] = []

        def sit(seat: _Seat) -> None:
            try:
                time.sleep(random.random() * thinking)
                do(seat, took)
                while end is not None and (left := end - time.perf_counter()) > 0:
                    pause = random.expovariate(1 / thinking) if thinking else 0
                    time.sleep(min(pause, left))
                    if pause < left:
                        do(seat, took)
            except BaseException as trouble:
                troubles.append(trouble)

        threads = [threading.Thread(target=sit, args=(seat,)) for seat in self._seats]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if troubles:
            raise RuntimeError(f"{len(troubles)} managers could not go on") from troubles[0]
        took.seconds = time.perf_counter() - began
        return took


class _Seat:
    """One manager, and the message in which the audit is shown."""

    def __init__(self, ws: TimedWorkspace, member: Member, number: int) -> None:
        self._ws, self._member, self._number = ws, member, number
        self._chance = random.Random(number)
        self._shown = threading.Event()
        self._at = 0.0
        self._audits = 0
        with ws.changing_quietly() as state:
            self._direct: Conversation = state.direct(member.id, ws.now())
        ws.changed[self._direct.id] = self._see

    def start(self) -> None:
        """Begin an audit, in which the case is asked first."""
        self._shown.clear()
        self._audits += 1
        run_command(self._ws, self._member, self._direct.id, "/audit", "start tier1-generic")
        self._wait()

    def turn(self, took: Took) -> None:
        """Answer what is asked; begin anew where the audit is submitted."""
        buttons = self._buttons()
        if not any(each.startswith("talk-") for each in buttons):
            self.start()
            return
        if any("grade=" in value for value in buttons.values()) and self._chance.random() < _WRITES:
            self._time(took, lambda: self._write("2: as it should be"), acknowledged=False)
            return
        action = _answer(buttons, self._chance)
        given = self._fields()
        place = Place("message", self._direct.messages[-1].ts, self._direct.id)
        self._time(took, lambda: press(self._ws, self._member, place, action, given=given))

    def again(self, took: Took) -> None:
        """Press a button on the screen that only the bare app knows."""
        message = self._direct.messages[-1]
        if not any(block.get("block_id") == "again" for block in message.blocks):
            text = {"type": "plain_text", "text": "Again"}
            element = {"type": "button", "action_id": "talk-again", "text": text, "value": "1"}
            message.blocks = [
                *message.blocks[:40],
                {"type": "actions", "block_id": "again", "elements": [element]},
            ]
        place = Place("message", message.ts, self._direct.id)
        self._time(took, lambda: press(self._ws, self._member, place, "talk-again"))

    def _time(self, took: Took, act: Callable[[], object], acknowledged: bool = True) -> None:
        self._shown.clear()
        began = time.perf_counter()
        act()
        if acknowledged:
            took.acks.append(time.perf_counter() - began)
        self._wait()
        took.turns.append(self._at - began)

    def _write(self, text: str) -> None:
        say(self._ws, self._member, self._direct.id, text)

    def _see(self, at: float) -> None:
        self._at = at
        self._shown.set()

    def _wait(self) -> None:
        if not self._shown.wait(_PATIENCE):
            raise TimeoutError(f"{self._member.email} saw nothing new")

    def _buttons(self) -> dict[str, str]:
        with self._ws.reading():
            blocks = self._direct.messages[-1].blocks
        rows = [block for block in blocks if block["type"] == "actions"]
        every = [each for row in rows for each in row["elements"] if each["type"] == "button"]
        return {each["action_id"]: str(each.get("value", "")) for each in every}

    def _fields(self) -> dict[str, Any]:
        """What is filled in beside a click: every field that is written in and empty."""
        with self._ws.reading():
            blocks = self._direct.messages[-1].blocks
        inputs = [block for block in blocks if block["type"] == "input"]
        written = [each for each in inputs if each["element"]["type"] == "plain_text_input"]
        return {
            each["block_id"]: {"value": self._words(each["block_id"])}
            for each in written
            if not each["element"].get("initial_value")
        }

    def _words(self, block: str) -> str:
        if block.endswith("|case_id"):
            return str(900_000 + (self._number * 25 + self._audits) % _CASES)
        return _name(self._number) if block.endswith(("|social_worker", ".who")) else _COMMENT


def _answer(buttons: dict[str, str], chance: random.Random) -> str:
    """The button that goes on: an answer where there are some, else whatever leads on."""
    answers = [
        name for name in buttons if name.startswith("talk-give-") and "not-applicable" not in buttons[name]
    ]
    if answers:
        return chance.choice(answers)
    onward = ("talk-submit", "talk-page-next", "talk-on", "talk-come-back")
    for wanted in onward:
        if wanted in buttons:
            return wanted
    raise RuntimeError(f"nothing leads on: {sorted(buttons)}")


def _person(number: int) -> Person:
    return Person(
        name=f"Max Manager{number}",
        email=f"max{number}@council.example",
        role=Role.TEAM_MANAGER,
        team=f"Team {number}",
        service_areas=("first-response",),
        manager_email="hal@council.example",
    )


def _name(number: int) -> str:
    """A made-up name that no other worker has."""
    first, last = (
        ("Ba", "De", "Fi", "Go", "Hu", "Jo", "Ka", "Le"),
        ("ckley", "mford", "nshaw", "rwick", "ston"),
    )
    middle = ("bram", "cott", "dell", "fern", "gale", "holm", "kirk", "lind", "marsh", "thorp")
    return f"{first[number % 8]}{middle[number // 8 % 10]} {first[number // 80 % 8]}{last[number // 640 % 5]}"


def _worker(number: int, managers: list[Person]) -> Person:
    manager = managers[number % len(managers)]
    return Person(
        name=_name(number),
        email=f"wes{number}@council.example",
        role=Role.SOCIAL_WORKER,
        team=manager.team,
        service_areas=("first-response",),
        manager_email=manager.email,
    )
