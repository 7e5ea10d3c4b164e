"""Values given to the slots of a question: kept where they are understood, else refused with a reason."""

from dataclasses import replace

from conversations import settling
from conversations.facts import Value
from conversations.moves import Give
from conversations.outcomes import Ask, AskAgain, Asking, Review
from conversations.questions import Question, Slot, SlotKind
from conversations.script import REMOVED
from conversations.showing import again, present
from conversations.talk import Talk
from conversations.turns import CHECK, Conversation, TurnKind
from conversations.understanding import NotUnderstood, understood
from conversations.unlikely import unlikely
from framework.identifying import warning_of

MEANWHILE = (
    "This was answered on another screen meanwhile. That answer stands; what you wrote here is below, to be put in "
    "if you want it instead."
)
NO_MORE = "This question is not asked any more. What you wrote is below, in case it belongs somewhere else."
GONE_ON = "You answered that before and have gone on since. This is where you are now."


def give(talk: Talk, move: Give) -> Ask | AskAgain | Review:
    """Keep the values, and go on if that is meant and nothing is missing."""
    taken_out = _taken_out(talk, move)
    if taken_out is not None:
        return taken_out
    question = talk.question(move.question)
    if question is None:
        words = _words(tuple(move.values.values()))
        current = present(talk, "" if words else NO_MORE)
        return AskAgain(current, NO_MORE, words=words) if words and isinstance(current, Ask) else current
    slots = {slot.path: slot for slot in question.slots}
    told: list[str] = []
    refused: AskAgain | None = None
    for path, given in move.values.items():
        if path in slots:
            told, refused = _keep(talk, question, slots[path], given, told, refused)
    if refused is not None:
        return _asked_back(talk, refused)
    note, warning = " ".join(told), _warning(question, move)
    return _go_on(talk, question, move, note, warning) if move.on else present(talk, note, warning)


def _keep(
    talk: Talk, question: Question, slot: Slot, given: Value, told: list[str], refused: AskAgain | None
) -> tuple[list[str], AskAgain | None]:
    """One value kept if it is new and understood; the first that is not is what is asked again."""
    standing = talk.state.given.get(slot.path)
    try:
        taken = understood(slot, given, talk.script.facts)
    except NotUnderstood as error:
        return told, refused or _again_about(talk, question, slot, given, error)
    if taken.value == (standing.value if standing else None):
        return told, refused
    if standing is not None and standing.turn > talk.seen:
        return told, refused or again(talk, question, MEANWHILE, slot.path, _words((given,)))
    reason = talk.script.not_theirs(slot.path, taken.value, talk.by)
    if reason:
        return told, refused or again(talk, question, reason, slot.path, _words((given,)))
    if not _said_right(talk, slot, taken.value):
        doubted = _is_it_right(talk, question, slot, taken.value)
        if doubted is not None:
            return told, refused or doubted
    talk.turn(TurnKind.GAVE, slot.path, taken.value)
    return [*told, taken.told] if taken.told else told, refused


def asked_of(talk: Talk, question: Question, slot: Slot, given: Value) -> AskAgain | None:
    """The question once more with what may have been meant by what was given; None where that is clear."""
    try:
        value = understood(slot, given, talk.script.facts).value
    except NotUnderstood as error:
        return _again_about(talk, question, slot, given, error)
    return _is_it_right(talk, question, slot, value)


def _again_about(talk: Talk, question: Question, slot: Slot, given: Value, error: NotUnderstood) -> AskAgain:
    asked = again(talk, question, error.reason, slot.path, _words((given,)))
    return replace(asked, suggestion=error.suggestion, choices=error.choices)


def _is_it_right(talk: Talk, question: Question, slot: Slot, value: Value) -> AskAgain | None:
    """The question once more where the value is likely a slip."""
    doubt = unlikely(slot, value, talk.state.values, talk.script.facts)
    if doubt is None:
        return None
    asked = again(talk, question, doubt.reason, slot.path, _words((value,)))
    shown = replace(asked.ask, values={**asked.ask.values, slot.path: value})
    return replace(asked, ask=shown, suggestion=value, choices=doubt.near, right=True)


def _said_right(talk: Talk, slot: Slot, value: Value) -> bool:
    """Whether it was asked if that value is right, on the screen on which it is now given again."""
    asked = talk.asked
    if asked is None or asked.what != Asking.RIGHT or talk.seen < asked.turn:
        return False
    return asked.about[1:] == (slot.path, value)


def _asked_back(talk: Talk, refused: AskAgain) -> AskAgain:
    """What may be answered with yes, or with one of those who may be meant, stands until it is."""
    if refused.right:
        talk.ask_back(Asking.RIGHT, (refused.ask.question.id, refused.path, refused.words))
    elif refused.suggestion is not None or refused.choices:
        talk.ask_back(Asking.MEANT, (refused.ask.question.id, refused.path, refused.words))
    return refused


def _go_on(talk: Talk, question: Question, move: Give, note: str, warning: str) -> Ask | AskAgain | Review:
    if talk.stale and question.id != talk.place:
        return present(talk, note or GONE_ON, warning)
    if wanted := settling.wants(question, talk.state.values):
        return again(talk, question, wanted)
    if not move.anyway and (wanted := settling.worth_having(question, talk.state.values)):
        asked = again(talk, question, wanted)
        return AskAgain(asked.ask, asked.reason, question.slots[-1].path, anyway=True)
    called_for = _called_for(talk, question) if talk.state.to_check else None
    talk.turn(TurnKind.WENT_ON, question.id)
    if called_for is not None:
        talk.turn(TurnKind.WENT, called_for.id, CHECK)
    return present(talk, note, warning)


def _called_for(talk: Talk, question: Question) -> Question | None:
    """The first question that the change made at the check calls for, and that did not apply before it."""
    turns = talk.conversation.turns
    went = (turn for turn in reversed(turns) if turn.kind is TurnKind.WENT and turn.where == question.id)
    came = next(went, None)
    if came is None:
        return None
    before = Conversation(turns[: came.number]).state()
    asked = {each.id for each in talk.script.questions(before.values, talk.part)}
    return next((each for each in talk.questions if each.id not in asked and each.required), None)


def _taken_out(talk: Talk, move: Give) -> Ask | Review | None:
    """An action that is taken out again; its words stay among the turns."""
    if move.question not in move.values or move.values[move.question] != REMOVED:
        return None
    if talk.state.values.get(move.question) != REMOVED:
        talk.turn(TurnKind.GAVE, move.question, REMOVED)
    return present(talk, "The action was taken out.")


def _warning(question: Question, move: Give) -> str:
    """A word on what names a child in free text; it is kept all the same."""
    texts = {slot.path for slot in question.slots if slot.kind in (SlotKind.TEXT, SlotKind.LINE)}
    warnings = (warning_of(given) for path, given in move.values.items() if path in texts)
    return next((warning for warning in warnings if warning), "")


def _words(given: tuple[Value, ...]) -> str:
    return "\n".join(each for each in given if isinstance(each, str) and each.strip())
