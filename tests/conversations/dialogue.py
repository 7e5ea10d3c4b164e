"""A conversation held in a test: what somebody writes or clicks, and what they are then asked."""

import datetime as dt
from dataclasses import replace

from conversations.engine import Turned, advance, begin
from conversations.facts import Facts, KnownCase, Value
from conversations.moves import Move, Typed
from conversations.outcomes import AreYouSure, Ask, AskAgain, Done, Left, Outcome, PartDone, Refused, Review
from conversations.script import Script
from conversations.turns import Conversation
from framework.directory import Directory
from framework.outlines import Edition, edition_of
from framework.pack import Pack, load_pack
from framework.people import Person
from framework.words import Role

PACK = load_pack("rochdale-2013")
NOON = dt.datetime(2013, 12, 12, 12, tzinfo=dt.UTC)  # a Thursday
MAX = "max.manager@council.example"
PAT = "pat.partner@council.example"
TEAM = "Made-up Team"
PEOPLE = Directory(
    people=(
        Person(name="Max Manager", email=MAX, role=Role.TEAM_MANAGER, team=TEAM),
        Person(name="Pat Partner", email=PAT, role=Role.SOCIAL_WORKER, team=TEAM),
        Person(
            name="Tess Willow",
            email="tess.willow@council.example",
            role=Role.SOCIAL_WORKER,
            team=TEAM,
        ),
        Person(
            name="Tim Willow",
            email="tim.willow@council.example",
            role=Role.SOCIAL_WORKER,
            team=TEAM,
        ),
    )
)
KNOWN = KnownCase(service_area="child-protection", social_worker="Tess Willow")
FACTS = Facts(PACK, NOON.date(), PEOPLE, "Max Manager", case=lambda _: KNOWN, themes=PACK.themes)


class Dialogue:
    """One conversation. `turned` is what the last move came to."""

    def __init__(
        self,
        form: str,
        *,
        pack: Pack = PACK,
        facts: Facts = FACTS,
        edition: Edition | None = None,
        values: dict[str, Value] | None = None,
    ) -> None:
        self.script = Script(edition or edition_of(pack, form), facts)
        self.now = NOON
        self.turned: Turned = begin(self.script, "first", by=MAX, at=self.now, values=values)

    @property
    def conversation(self) -> Conversation:
        return self.turned.conversation

    @property
    def values(self) -> dict[str, Value]:
        return {path: value for path, value in self.conversation.state().values.items() if value is not None}

    def do(self, move: Move, *, by: str = MAX, seen: int | None = None) -> Outcome:
        self.now += dt.timedelta(seconds=20)
        self.turned = advance(self.script, self.conversation, move, by=by, at=self.now, seen=seen)
        return self.turned.outcome

    def write(self, *messages: str, by: str = MAX) -> Outcome:
        for words in messages:
            self.do(Typed(words), by=by)
        return self.turned.outcome

    def know(self, **facts: object) -> None:
        self.script = Script(self.script.edition, replace(self.script.facts, **facts))  # pyright: ignore[reportArgumentType]

    @property
    def place(self) -> str:
        """Where the conversation is: a question's id, "check", or what it ended in."""
        return place_of(self.turned.outcome)


def place_of(outcome: Outcome) -> str:
    match outcome:
        case Ask(question=question):
            return question.id
        case AskAgain(ask=ask):
            return f"{ask.question.id} again"
        case Review():
            return "check"
        case PartDone() | Done() | Left() | AreYouSure() | Refused():
            return type(outcome).__name__.lower()
