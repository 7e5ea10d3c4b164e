"""A conversation while somebody moves in it: the turns so far, those that are added, and what they come to."""

import datetime as dt

from conversations import settling
from conversations.facts import Value
from conversations.questions import Question
from conversations.script import Script
from conversations.turns import Conversation, State, Turn, TurnKind


class Talk:
    """One move under way, by somebody. `seen` is the version that their screen was drawn from; None: this one."""

    def __init__(
        self, script: Script, conversation: Conversation, *, by: str, at: dt.datetime, seen: int | None
    ) -> None:
        self.script = script
        self.conversation = conversation
        self.state: State = conversation.state()
        self._questions: tuple[Question, ...] | None = None
        self.added: list[Turn] = []
        self.asked = self.state.asked  # before the move
        self.asking = False  # what comes of the move is a question of the bot's own
        self.seen = conversation.version if seen is None else seen
        self.stale = self.seen < conversation.version
        self.by, self.at = by, at

    def turn(self, kind: TurnKind, where: str = "", value: Value = None) -> None:
        """Add a turn of the mover's."""
        before = self.state.given.get(where) if kind is TurnKind.GAVE else None
        instead_of = before.turn if before else None
        turn = Turn(self.conversation.version + 1, self.at, self.by, kind, where, value, instead_of)
        self.conversation = self.conversation.plus(turn)
        self.state = self.conversation.state()
        self._questions = None
        self.added.append(turn)

    def ask_back(self, what: str, about: tuple[str, ...] = ()) -> None:
        """Have a question of the bot's own stand, until it is answered or something else is done."""
        self.asking = True
        asked = self.state.asked
        if asked is None or (asked.what, asked.about) != (what, about):
            self.turn(TurnKind.ASKED, what, about)

    @property
    def part(self) -> str:
        """The part that is under way."""
        return settling.part_under_way(self.script, self.state)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the part under way that apply now."""
        if self._questions is None:
            self._questions = self.script.questions(self.state.values, self.part)
        return self._questions

    @property
    def place(self) -> str:
        """The question to ask now, or CHECK."""
        return settling.place(self.questions, self.state)

    def question(self, question_id: str) -> Question | None:
        """The question of that id if it applies, an action that is only just begun among them."""
        found = next((each for each in self.questions if each.id == question_id), None)
        head, _, number = question_id.partition(".")
        if found is None and head == "actions" and number.isdecimal() and self.script.form.actions:
            return self.script.action(int(number), self.part)
        return found
