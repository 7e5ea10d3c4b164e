"""One question of an audit as a message: what is asked, what helps, the answers a click away, and the ways on."""

from collections.abc import Iterator
from itertools import groupby

from conversations.giving import MEANWHILE
from conversations.outcomes import Ask, AskAgain, Line, Settled
from conversations.questions import Question, QuestionKind
from conversations.result import shown
from conversations.script import actions_in
from conversations.typed_facts import example_of
from handlers.auditing.moving import Moved
from handlers.blocks import (
    Block,
    actions,
    button,
    escape,
    header,
    plain,
    quoted,
    shortened,
    small_print,
    words,
)
from handlers.notice import Button
from handlers.rendering import SlackMessage
from handlers.slack.audits import names
from handlers.slack.audits.fields import choices, fields, is_choice
from handlers.slack.audits.names import FIELD, field, path_of, value

AMENDMENT = "You are amending an audit. It stays as it was recorded until you submit it again. Your reason:"
_BAR = 20  # signs in the bar of progress
_STANDS = {
    Settled.ANSWERED: "answered",
    Settled.LEFT_EMPTY: "left empty",
    Settled.SKIPPED: "put off",
    Settled.OPEN: "open",
}
TYPING = {
    QuestionKind.AREA: "You may also write: 2, good, or n/a and why; with a comment as in “2: seen alone”.",
    QuestionKind.ACTIONS: "You may also write the action, or none.",
}
WITH_FACTS = "You may also write “{example}: seen in the file”, or n/a and why."
FORM_CHANGED = (
    "This audit tool was changed since you began. You go on with the form that you began, "
    "unless you move over."
)
WORDS_SHOWN = 2400  # characters of what was written and could not be kept; a message holds little more
CUT = " … (The rest stands in your own message above.)"
ACTIONS_SHOWN, ACTION_SHOWN = 10, 300  # actions, and characters of each
ANY_TIME = "Write back, skip, check, where am I, help or leave at any time."


def question_message(moved: Moved) -> SlackMessage:
    """The question that is asked now. The preview holds no case reference and no answer (requirements 5.3)."""
    screen = _screen(moved)
    blocks = [*screen.head(), *screen.body(), *screen.ways_on()]
    return SlackMessage(f"{moved.form.short_title}: the next question", tuple(blocks))


def question_in_window(moved: Moved) -> tuple[list[Block], str]:
    """The same for a window, and what its own button says; nothing where there is nothing to go on with yet."""
    screen = _screen(moved, in_window=True)
    blocks = [*screen.head(), *screen.body(), *screen.ways_on()]
    return blocks, screen.going_on


def _screen(moved: Moved, *, in_window: bool = False) -> "_Screen":
    outcome = moved.outcome
    again = outcome if isinstance(outcome, AskAgain) else None
    ask = again.ask if again else outcome
    assert isinstance(ask, Ask)
    return _Screen(moved, ask, again, in_window=in_window)


def amendment(moved: Moved) -> Iterator[Block]:
    """That it is one, and why: the recorded audit counts until this is submitted."""
    if moved.because:
        yield from words(f"*{AMENDMENT}* {escape(moved.because)}")


def form_changed(moved: Moved, question: str) -> Iterator[Block]:
    """That the form is another by now, until the auditor has moved over or stayed."""
    if moved.changed:
        yield from words(f"*{FORM_CHANGED}*")
        at = value(moved.id, moved.version, question, "1")
        yield actions((Button("See what changed", names.CHANGED, at),))


class _Screen:
    """One screen in the making."""

    def __init__(self, moved: Moved, ask: Ask, again: AskAgain | None, *, in_window: bool) -> None:
        self.moved, self.ask, self.again, self.in_window = moved, ask, again, in_window
        self.question = ask.question

    @property
    def going_on(self) -> str:
        """What the button says that goes on with what was filled in; empty where a choice is all that is asked."""
        answered = bool(self.ask.values)
        if self.question.kind is QuestionKind.ACTIONS:
            return "No further actions" if answered else "No action is needed"
        chosen = [is_choice(slot, self.question) for slot in self.question.slots]
        filled_in = self.in_window and not all(chosen)
        return "Go on" if answered or filled_in or not any(chosen) else ""

    def head(self) -> Iterator[Block]:
        """Which audit this is, how far it is, and what just happened."""
        if not self.in_window:  # which has it as its title
            yield header(self.moved.form.short_title)
        yield from amendment(self.moved)
        progress = self.ask.progress
        filled = _BAR * progress.settled // max(progress.questions, 1)
        bar = "█" * filled + "░" * (_BAR - filled)
        case_id = self.moved.values.get("case_id")
        about = f"Case {case_id}. " if case_id else ""
        yield from small_print(f"{about}{bar} {progress.settled} of {progress.questions} questions")
        yield from form_changed(self.moved, self.question.id)
        if self.ask.note:
            yield from quoted(self.ask.note)
        if self.ask.warning:
            yield from words(f"*Please look:* {escape(self.ask.warning)}")
        if self.again:
            yield from words(f"*{escape(self.again.reason)}*")
            yield from self._what_was_written()

    def body(self) -> Iterator[Block]:
        """What is asked, what helps, and the fields."""
        yield from words(f"*{escape(self._title())}*")
        for prompt in self.question.area.prompts_for(self.moved.service_area) if self.question.area else ():
            yield from quoted(f"• {prompt.text}")
        if self.question.help:
            yield from small_print(self.question.help)
        if self.ask.overview:
            yield from _overview(self.ask.overview)
        if self.question.kind is QuestionKind.ACTIONS:
            yield from self._actions_so_far()
        for block in fields(self.question, self.ask.values, in_window=self.in_window):
            yield self._showing_what_stands(block)

    def ways_on(self) -> Iterator[Block]:
        """The answers a click away, then the ways on and back."""
        moved, question = self.moved, self.question
        suggested = self._suggestion()
        answers = choices(question, self.ask.values, moved.id, moved.version)
        if suggested or answers:
            yield actions((*suggested, *answers))
        if question.kind is QuestionKind.ACTIONS:
            yield actions((self._button("Add an action", names.GO_TO, "actions.new"),))
        yield actions(tuple(self._onward(bool(answers))))
        worried = self._button("I am worried about this child now", names.WORRIED, style="danger")
        other = ("In the message", names.MESSAGE) if self.in_window else ("In a window", names.WINDOW)
        yield {"type": "actions", "elements": [button(worried), button(self._button(*other)), self._menu()]}
        if not self.in_window:
            yield from small_print(f"{self._typing()} {ANY_TIME}")
        if self.ask.help:
            yield from quoted(HELP)

    def _showing_what_stands(self, block: Block) -> Block:
        """Where it was answered meanwhile, a field new to Slack, which else goes on showing what was typed."""
        path = path_of(block.get("block_id", ""))[1]
        if self.again is None or self.again.reason != MEANWHILE or path != self.again.path:
            return block
        return block | {"block_id": field(f"{FIELD}-{self.moved.version}", path)}

    def _typing(self) -> str:
        """How the question is answered in words."""
        if self.question.area is not None and self.question.area.details:
            return WITH_FACTS.format(example=example_of(self.question))
        return TYPING.get(self.question.kind, "You may also write your answer.")

    def _title(self) -> str:
        area = self.ask.progress.area
        if area is None:
            return self.question.text
        section = f"{self.question.section}: " if self.question.section else ""
        return f"{section}{area} of {self.ask.progress.areas}. {self.question.text}"

    def _what_was_written(self) -> Iterator[Block]:
        assert self.again is not None
        if self.again.words and not self.again.right:  # where it stands in its field
            yield from small_print("What you wrote:")
            yield from quoted(shortened(self.again.words, WORDS_SHOWN, more=CUT))

    def _suggestion(self) -> tuple[Button, ...]:
        if self.again and self.again.right:
            right = f"{self.again.path}={self.again.suggestion}"
            others = (
                self._button(f"{each.label}?", f"{names.GIVE}-0{number}", f"{self.again.path}={each.id}")
                for number, each in enumerate(self.again.choices, start=1)
            )
            yes = self._button("It is right", f"{names.GIVE}-00", right, style="primary")
            return (yes, *others, self._button("Change it", names.COME_BACK))
        if self.again and self.again.choices:
            return tuple(
                self._button(f"{each.label}?", f"{names.GIVE}-0{number}", f"{self.again.path}={each.id}")
                for number, each in enumerate(self.again.choices, start=1)
            )
        if self.again is None or self.again.suggestion is None:
            return ()
        slot = next(each for each in self.question.slots if each.path == self.again.path)
        label = f"Yes, {shown(slot, self.again.suggestion)}"
        return (
            self._button(label, f"{names.GIVE}-0", f"{slot.path}={self.again.suggestion}", style="primary"),
        )

    def _actions_so_far(self) -> Iterator[Block]:
        numbers = actions_in(self.ask.values)
        if len(numbers) > ACTIONS_SHOWN:
            yield from quoted(
                f"There are {len(numbers)} actions; the last {ACTIONS_SHOWN} stand here, all at the check."
            )
        for number in numbers[-ACTIONS_SHOWN:]:
            said = [
                self.ask.values.get(f"actions.{number}.{part}") for part in ("action", "who", "timescale")
            ]
            text = ", ".join(str(each) for each in said if each)
            yield from quoted(shortened(text, ACTION_SHOWN, more=" …"))
            change = self._button("Change", names.GO_TO, f"actions.{number}")
            out = self._button("Take out", names.TAKE_OUT, f"actions.{number}")
            yield actions((_told_apart(change, number), _told_apart(out, number)))

    def _onward(self, has_choices: bool) -> Iterator[Button]:
        question = self.question
        if not self.ask.first:
            yield self._button("Back", names.BACK)
        if self.again and self.again.anyway:
            yield self._button("Go on without", names.ANYWAY)
        if self.going_on and not self.in_window:
            yield self._button(self.going_on, names.ON, style=None if has_choices else "primary")
        yield self._button("Skip for now", names.SKIP)
        if question.area is not None and (question.area.good or question.area.standards):
            yield self._button("What good looks like", names.GOOD)
        if self.moved.earlier:
            yield self._button("What the observer wrote", names.EARLIER)

    def _menu(self) -> Block:
        ways = {
            names.WHERE: "Where am I?",
            names.HELP: "Help",
            names.LEAVE: "Save and leave",
            names.HAND: "Hand over to somebody",
            names.CANCEL: "Give up the amendment" if self.moved.because else "Cancel this audit",
        }
        at = (self.moved.id, self.moved.version, self.question.id)
        options = [{"text": plain(label), "value": value(*at, way)} for way, label in ways.items()]
        return {"type": "overflow", "action_id": names.MORE, "options": options}

    def _button(self, label: str, action: str, rest: str = "", style: str | None = None) -> Button:
        at = value(self.moved.id, self.moved.version, self.question.id, rest)
        return Button(label, action, at, "primary" if style == "primary" else "danger" if style else None)


HELP = (
    "Answer with a click or in words. Each answer is kept as you give it; you can go back and change it until "
    "you submit, and amend it afterwards with a reason. “Skip for now” puts a question off; the check at the end "
    "names it. “Save and leave” keeps everything: come back on any device. “Hand over to "
    "somebody” gives the audit to a colleague who may do it; you may also write “hand this audit over to” and the "
    "name. Nobody sees the audit before you submit "
    "it; only the red button tells others at once that you are worried."
)


def _told_apart(one: Button, number: int) -> Button:
    return Button(one.label, f"{one.action}-{number}", one.value, one.style)


def _overview(lines: tuple[Line, ...]) -> Iterator[Block]:
    """Every question with how it stands, by how it stands."""
    by_standing = sorted(lines, key=lambda line: list(_STANDS).index(line.settled))
    for standing, group in groupby(by_standing, key=lambda line: line.settled):
        listed = "\n".join(f"• {_short(line.question)}" for line in group)
        yield from quoted(f"{_STANDS[standing].capitalize()}:\n{listed}")


def _short(question: Question) -> str:
    return question.text if len(question.text) <= 80 else f"{question.text[:79].rstrip()}…"
