"""A form that changed while a conversation about it is open: what of the answers still fits the new edition."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from conversations.facts import Facts, Value
from conversations.questions import Question, Slot
from conversations.script import Script, Values
from conversations.turns import Conversation, Standing, Turn, TurnKind
from conversations.understanding import NotUnderstood, understood


@dataclass(frozen=True)
class Fit:
    """What moving over does to the answers. Each is a question as it was or is asked.

    `again`: asked in other words, or with other answers, so that the answer is asked for anew. `gone`: not asked
    any more; what was said stays among the turns. `new`: not asked before.
    """

    kept: tuple[Question, ...]
    again: tuple[Question, ...]
    gone: tuple[Question, ...]
    new: tuple[Question, ...]


def fit(old: Script, new: Script, values: Values) -> Fit:
    """What of the answers under the old edition fits the new one."""
    before, now = _asked(old, values), _asked(new, values)
    common = [question for each, question in now.items() if each in before]
    again = tuple(each for each in common if not _same(before[each.id], each, values, new.facts))
    return Fit(
        kept=tuple(each for each in common if each not in again),
        again=again,
        gone=tuple(question for each, question in before.items() if each not in now),
        new=tuple(question for each, question in now.items() if each not in before),
    )


def move_over(
    old: Script, new: Script, conversation: Conversation, edition: str, *, by: str, at: dt.datetime
) -> tuple[Conversation, tuple[Turn, ...]]:
    """The conversation under the new edition (kept by the name `edition`), and the turns that this adds.

    Answers that fit stand. Those to questions that are asked differently now are taken out, to be given again.
    """
    added: list[Turn] = []
    state = conversation.state()
    anew = fit(old, new, state.values).again
    for question in anew:
        for slot in question.slots:
            standing = state.given.get(slot.path)
            if standing is not None and standing.value is not None:
                number = conversation.version + len(added) + 1
                added.append(Turn(number, at, by, TurnKind.GAVE, slot.path, None, standing.turn))
    number = conversation.version + len(added) + 1
    asked_anew = tuple(question.id for question in anew)
    added.append(Turn(number, at, by, TurnKind.MOVED_OVER, edition, asked_anew))
    return Conversation((*conversation.turns, *added)), tuple(added)


def may_move_over(conversation: Conversation) -> bool:
    """Whether moving over can be offered: not once a part is finished, whose answers nobody would give anew."""
    state = conversation.state()
    return state.standing in (Standing.OPEN, Standing.LEFT) and not state.finished and not state.amending


def stay(conversation: Conversation, edition: str, *, by: str, at: dt.datetime) -> Conversation:
    """The conversation, staying with the edition it has; moving over to `edition` is offered no more."""
    return conversation.plus(Turn(conversation.version + 1, at, by, TurnKind.STAYED, edition))


def _asked(script: Script, values: Values) -> Mapping[str, Question]:
    return {each.id: each for part in script.parts for each in script.questions(values, part)}


def _same(before: Question, now: Question, values: Values, facts: Facts) -> bool:
    """Whether it is the same question, asked in the same words, and what was answered is still an answer."""
    if (before.kind, _plain(before.text)) != (now.kind, _plain(now.text)):
        return False
    kinds = {slot.path: slot.kind for slot in before.slots}
    return all(_fits(slot, values.get(slot.path), facts) for slot in now.slots if slot.path in kinds) and all(
        kinds[slot.path] is slot.kind for slot in now.slots if slot.path in kinds
    )


def _fits(slot: Slot, value: Value, facts: Facts) -> bool:
    try:
        return value is None or understood(slot, value, facts).value == value
    except NotUnderstood:
        return False


def _plain(text: str) -> str:
    return "".join(ch for ch in text.casefold() if ch.isalnum())
