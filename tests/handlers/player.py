"""Somebody at their seat who does an audit in chat to its end, by clicks and words, from what the screen shows.

What they answer hangs on the question alone: however often the bot is disturbed, they mean the same audit.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.workspace import PersonError
from bot.workspace.seat import Seat
from handlers.slack.audits import names
from handlers.slack.audits.names import clicked, path_of
from tests.handlers.council import CASE

Block = dict[str, Any]
WORDS = "Seen in the file: “calmer” – 2/3 of <!channel> & co 😀"
PEOPLE = ("social_worker", "supervisee", "supervisor", "who")


@dataclass
class Player:
    """`screen` gives the message in which the audit is shown; `before` is called before each turn."""

    seat: Seat
    screen: Callable[[], dict[str, Any]]
    settle: Callable[[], None]
    before: "Callable[[Player], None]" = field(default=lambda _: None)
    turns: int = 0

    def play(self, most: int = 120) -> None:
        """Answer whatever is asked until nothing is any more."""
        while self.turns < most:
            if not self._answers():
                return
            self.before(self)
            self.turns += 1
            self.act()
            self.settle()
        raise AssertionError(f"never ends: {self.buttons()}")

    def act(self) -> None:
        """One turn: words for about every other question that can be answered so, else clicks."""
        words = self._in_words() if len(self._question()) % 2 else None
        if words is not None:
            self.seat.say(words)
            return
        action, given = self._click()
        try:
            self.seat.press(self.screen()["ts"], action, given=given)
        except PersonError as gone:
            raise AssertionError(f"{action} of {list(self.buttons())}") from gone

    def buttons(self) -> dict[str, Block]:
        """The buttons of the screen by what they are called for the bot."""
        rows = [block for block in self.screen()["blocks"] if block["type"] == "actions"]
        return {
            each["action_id"]: each for row in rows for each in row["elements"] if each["type"] == "button"
        }

    def _answers(self) -> bool:
        return any(
            each.startswith("talk-") and not each.startswith(names.COME_BACK) for each in self.buttons()
        )

    def _question(self) -> str:
        values = (clicked(str(each.get("value", ""))) for each in self.buttons().values())
        return next((each.question for each in values if each), "")

    def _inputs(self) -> list[Block]:
        """The fields but those in which somebody is chosen whose name is written in another one."""
        inputs = (block for block in self.screen()["blocks"] if block["type"] == "input")
        return [each for each in inputs if each["element"]["type"] != "users_select"]

    def _grade(self) -> int:
        return 2 + len(self._question()) % 3

    def _in_words(self) -> str | None:
        question, inputs = self._question(), self._inputs()
        if any("grade=" in str(each.get("value")) for each in self.buttons().values()):
            return f"{self._grade()}: {WORDS}"
        if len(inputs) == 1 and inputs[0]["element"]["type"] == "plain_text_input" and "." not in question:
            return self._written(inputs[0])
        return None

    def _click(self) -> tuple[str, dict[str, Any]]:
        buttons, given = self.buttons(), {each["block_id"]: self._filled(each) for each in self._inputs()}
        if "talk-go-to" in buttons and not any(each.startswith(names.TAKE_OUT) for each in buttons):
            return "talk-go-to", {}
        wanted = (f"grade={self._grade()}", "=yes", "=good", "answer=yes")
        for want in wanted:
            for action, each in buttons.items():
                if action.startswith(names.GIVE) and str(each.get("value", "")).endswith(want):
                    return action, given
        onward = (f"{names.GIVE}-1", names.ANYWAY, names.ON, names.SUBMIT, f"{names.PAGE}-next")
        return next(each for each in onward if each in buttons), given

    def _filled(self, block: Block) -> dict[str, Any]:
        element = block["element"]
        match element["type"]:
            case "plain_text_input":
                return {"value": self._written(block)}
            case "datepicker":
                return {"value": element.get("initial_date") or self._day(block)}
            case "multi_static_select":
                return {"value": [element["options"][0]["value"]]}
            case _:
                return {"value": element["options"][0]["value"]}

    def _day(self, block: Block) -> str:
        """A day to come where one is meant, else today."""
        path = path_of(block["block_id"])[1]
        ahead = 14 if path.endswith(("timescale", "actions_by", "next_audit")) else 0
        return (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=ahead)).isoformat()

    def _written(self, block: Block) -> str:
        path = path_of(block["block_id"])[1]
        if path == "case_id":
            return CASE
        return "Wanda Worker" if path.rpartition(".")[2] in PEOPLE else WORDS
