"""An audit as a conversation: what somebody does, held against what was said so far, and what is asked next.

Pure: turns come in and go out, nothing is kept here, and the time is told. See `conversations.turns` for what a
turn is, `conversations.moves` for what somebody can do, `conversations.outcomes` for what comes of it.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conversations import asked_back, settling
from conversations.facts import Value
from conversations.giving import GONE_ON, give
from conversations.moves import (
    AskBack,
    Back,
    Cancel,
    ComeBack,
    Concern,
    Give,
    GoTo,
    HandOver,
    Help,
    Leave,
    Move,
    Reopen,
    Skip,
    Submit,
    Typed,
    WhereAmI,
)
from conversations.outcomes import (
    Ask,
    Asking,
    Done,
    Left,
    Outcome,
    PartDone,
    Refused,
)
from conversations.questions import Question, QuestionKind
from conversations.result import beside_of, reading_of
from conversations.script import Script
from conversations.showing import again, overview, present, review
from conversations.talk import Talk
from conversations.turns import CHECK, Conversation, Standing, Turn, TurnKind
from conversations.typed import agreed, move_of, next_action, says_no_more, typed_answer

NEW_ACTION = "actions.new"
KEPT = "Everything that you gave is kept. Come back when you like, on any device, and go on where you were."
ONCE = "You have submitted this audit already. To change something in it, press Amend and say why."
OVER = "This audit was cancelled. Its answers are kept for a time, but they are not part of any record or figures."
GIVEN_UP = "The amendment is given up. The audit stands as it was submitted, and nobody is told anything."
LOOK_AGAIN = "Something changed since you last looked. Please look once more before you submit."
TOLD_ALREADY = "They have been told of this already. If there is more to say, write it after “I am worried”."
SAME_CONCERN = dt.timedelta(hours=1)
NO_EMERGENCY_LINE = "This is no emergency line: if a child is in danger at this moment, call 999 first."


@dataclass(frozen=True)
class Turned:
    """The conversation after a move, the turns that the move added, and what comes of it."""

    conversation: Conversation
    added: tuple[Turn, ...]
    outcome: Outcome


def begin(
    script: Script, edition: str, *, by: str, at: dt.datetime, values: Mapping[str, Value] | None = None
) -> Turned:
    """A conversation begun by `by`, with what is known from the beginning (the case of an allocation, by path).

    `edition` is the name by which the script's edition is kept.
    """
    talk = Talk(script, Conversation(), by=by, at=at, seen=None)
    talk.turn(TurnKind.BEGAN, edition, script.parts[0])
    for path, value in (values or {}).items():
        talk.turn(TurnKind.GAVE, path, value)
        talk.turn(TurnKind.WENT_ON, path)
    return _turned(talk, present(talk))


def advance(
    script: Script,
    conversation: Conversation,
    move: Move,
    *,
    by: str,
    at: dt.datetime,
    seen: int | None = None,
) -> Turned:
    """What comes of a move by the person `by` (an address) at `at`.

    `seen` is the version that the screen was drawn from on which the move was made; what has changed since is
    never overwritten, and nobody is taken along from where they are now. None: the move was not made on a screen.
    """
    talk = Talk(script, conversation, by=by, at=at, seen=seen)
    outcome = _refusal(talk, move, by) or _MOVES[type(move)](talk, move)
    if talk.state.asked is not None and not talk.added and not talk.asking:
        outcome = _gone_past(talk, move, outcome)
    return _turned(talk, outcome)


def look(script: Script, conversation: Conversation) -> Outcome:
    """What is asked now; nothing is changed."""
    talk = Talk(script, conversation, by="", at=dt.datetime.min.replace(tzinfo=dt.UTC), seen=None)
    return _resting(talk) or asked_back.standing(talk) or present(talk)


def _gone_past(talk: Talk, move: Move, outcome: Outcome) -> Outcome:
    """A question of the bot's own that was passed over is put away; an old screen does not pass over it.

    Nor does asking for help pass over whether others are told of a child.
    """
    if isinstance(outcome, Refused):
        return outcome
    asked = talk.state.asked
    meant = move_of(move.words, talk.place) if isinstance(move, Typed) else move
    worried = asked is not None and asked.what == Asking.WORRIED and isinstance(meant, Help | WhereAmI)
    standing = asked_back.standing(talk) if talk.stale or worried else None
    if standing is None:
        talk.turn(TurnKind.ASKED)
    return standing or outcome


def _turned(talk: Talk, outcome: Outcome) -> Turned:
    return Turned(talk.conversation, tuple(talk.added), outcome)


def _refusal(talk: Talk, move: Move, by: str) -> Outcome | None:
    resting = _resting(talk)
    if resting is not None and not isinstance(move, Reopen):
        return resting
    holder = talk.state.with_whom.get(talk.part)
    if holder is None and isinstance(move, ComeBack):
        talk.turn(TurnKind.HANDED, talk.part, by)
    elif holder != by and not isinstance(move, HandOver | Reopen):
        whose = f"with {_name(talk, holder)}" if holder else "with nobody yet"
        return Refused(
            f"This audit is {whose}. If you are to go on with it, ask for it to be handed over to you."
        )
    return None


def _resting(talk: Talk) -> Outcome | None:
    match talk.state.standing:
        case Standing.SUBMITTED:
            return Left(ONCE, over=True)
        case Standing.CANCELLED:
            return Left(OVER, cancelled=True, over=True)
        case _:
            return None


# Answers


def _give(talk: Talk, move: Give) -> Outcome:
    return give(talk, move)


def _typed(talk: Talk, move: Typed) -> Outcome:
    meant = move_of(move.words, talk.place)
    if meant is not None:
        return _MOVES[type(meant)](talk, meant)
    if talk.state.asked is not None:
        reply = asked_back.reply(talk, move.words)
        if reply is not None:
            return _MOVES[type(reply)](talk, reply)
        if agreed(move.words) or talk.state.asked.what not in asked_back.OF_AN_ANSWER:
            return asked_back.standing(talk, move.words) or present(talk)
    question = talk.question(talk.place) if talk.place != CHECK else None
    if question is None:
        return review(talk, "Write submit, or back, or choose what to change.")
    if question.kind is QuestionKind.ACTIONS:
        return _typed_action(talk, question, move.words)
    answer = typed_answer(question, move.words, talk.state.values, talk.script.facts)
    outcome = give(talk, Give(question.id, answer.values, on=answer.on))
    if answer.ask and isinstance(outcome, Ask):
        return again(talk, question, answer.ask, words=answer.words, warning=outcome.warning)
    return outcome


def _typed_action(talk: Talk, question: Question, words: str) -> Outcome:
    if says_no_more(words):
        return give(talk, Give(question.id, on=True))
    action = f"actions.{next_action(talk.state.values)}"
    talk.turn(TurnKind.WENT, action, CHECK if talk.state.to_check else None)
    return give(talk, Give(action, {f"{action}.action": words}))


# Ways through


def _back(talk: Talk, _move: Back) -> Outcome:
    if talk.stale:
        return present(talk, GONE_ON)
    ids = [each.id for each in talk.questions]
    place = talk.place
    if talk.state.to_check:
        talk.turn(TurnKind.WENT, CHECK)
        return present(talk)
    if place == CHECK:
        before = ids[-1]
    elif place in ids:
        before = ids[max(ids.index(place) - 1, 0)]
    else:
        before = "actions"
    if before == place:
        return present(talk, "This is the first question.")
    talk.turn(TurnKind.WENT, before)
    return present(talk)


def _go_to(talk: Talk, move: GoTo) -> Outcome:
    if talk.stale:
        return present(talk, GONE_ON)
    wanted = move.question
    if wanted == NEW_ACTION:
        wanted = f"actions.{next_action(talk.state.values)}"
    if wanted != CHECK and talk.question(wanted) is None:
        return present(talk, "That question is not asked any more, because of an answer you changed.")
    to_check = wanted != CHECK and (talk.place == CHECK or talk.state.to_check)
    talk.turn(TurnKind.WENT, wanted, CHECK if to_check else None)
    return present(talk)


def _skip(talk: Talk, move: Skip) -> Outcome:
    if talk.stale or move.question != talk.place or move.question == CHECK:
        return present(talk, GONE_ON)
    talk.turn(TurnKind.SKIPPED, move.question)
    return present(talk, "Put off for now. You will see it again before you submit.")


def _help(talk: Talk, _move: Help) -> Outcome:
    shown = present(talk)
    return replace(shown, help=True) if isinstance(shown, Ask) else shown


def _where(talk: Talk, _move: WhereAmI) -> Outcome:
    shown = present(talk)
    return replace(shown, overview=overview(talk)) if isinstance(shown, Ask) else shown


# Coming and going


def _leave(talk: Talk, _move: Leave) -> Outcome:
    if talk.state.standing is not Standing.LEFT:
        talk.turn(TurnKind.LEFT)
    return Left(KEPT)


def _come_back(talk: Talk, _move: ComeBack) -> Outcome:
    if talk.state.standing is Standing.LEFT:
        talk.turn(TurnKind.CAME_BACK)
    return present(talk)


def _hand_over(talk: Talk, move: HandOver) -> Outcome:
    if talk.state.with_whom.get(talk.part) != move.to:
        talk.turn(TurnKind.HANDED, talk.part, move.to)
    return Left(f"This is with {_name(talk, move.to)} from now on. Everything that was given is kept.")


def _name(talk: Talk, email: str) -> str:
    """The name that the directory has for somebody, or their address."""
    return next((post.name for post in talk.script.facts.directory.posts(email)), email)


def _cancel(talk: Talk, move: Cancel) -> Outcome:
    if not move.sure:
        return asked_back.ask(talk, AskBack(Asking.CANCEL))
    amending = talk.state.amending
    talk.turn(TurnKind.CANCELLED)
    return Left(GIVEN_UP, over=True) if amending else Left(OVER, cancelled=True, over=True)


def _concern(talk: Talk, move: Concern) -> Outcome:
    """Asked back first; then the turn is what others are told by, and the conversation stays where it was."""
    asked = talk.state.asked
    before = asked.about[0] if asked is not None and asked.what == Asking.WORRIED else ""
    words = "\n".join(each for each in (before, move.words.strip()) if each)
    if not move.sure:
        return asked_back.ask(talk, AskBack(Asking.WORRIED, (words,)))
    if asked is None and _told_already(talk, words):
        return present(talk, f"{TOLD_ALREADY} {NO_EMERGENCY_LINE}")
    talk.turn(TurnKind.CONCERN, talk.place, words)
    return present(talk, NO_EMERGENCY_LINE)


def _told_already(talk: Talk, words: str) -> bool:
    """Whether the same person had others told just now, and says nothing more: an old screen, another device."""
    since = talk.at - SAME_CONCERN
    told = [
        turn
        for turn in talk.conversation.turns
        if turn.kind is TurnKind.CONCERN and turn.by == talk.by and turn.at >= since
    ]
    return any(words in str(turn.value or "") for turn in told)


# The end


def _submit(talk: Talk, _move: Submit) -> Outcome:
    if talk.stale:
        return present(talk, LOOK_AGAIN if talk.place == CHECK else GONE_ON)
    if talk.place != CHECK:
        talk.turn(TurnKind.WENT, CHECK)
        return review(talk, "Check your answers, then submit.")
    if settling.missing(talk.questions, talk.state):
        return review(talk, "Something is missing yet.")
    part = talk.part
    if part == talk.script.parts[-1] and asked_back.asks_for_nothing(talk):
        return asked_back.ask(talk, AskBack(Asking.NO_ACTION))
    talk.turn(TurnKind.FINISHED, part)
    if part != talk.script.parts[-1]:
        return PartDone(part, talk.part)
    talk.turn(TurnKind.SUBMITTED)
    return result(talk.script, talk.conversation)


def _reopen(talk: Talk, move: Reopen) -> Outcome:
    """Back to the first part that the mover had; whoever had none, and may, takes the last."""
    by = talk.by
    if talk.state.standing is not Standing.SUBMITTED:
        return present(talk)
    if not move.reason.strip():
        return Refused("Say in a line why the audit is amended: the reason stays with it.")
    theirs = [part for part in talk.script.parts if talk.state.with_whom.get(part) == by]
    part = next(iter(theirs), talk.script.parts[-1])
    talk.turn(TurnKind.REOPENED, part, move.reason.strip())
    if not theirs:
        talk.turn(TurnKind.HANDED, part, by)
    return present(talk)


def result(script: Script, conversation: Conversation) -> Done:
    """What a submitted conversation says."""
    values = conversation.state().values
    return Done(reading_of(script, values), beside_of(script, values))


_MOVES: dict[type[Any], Callable[[Talk, Any], Outcome]] = {
    Give: _give,
    Typed: _typed,
    Back: _back,
    GoTo: _go_to,
    Skip: _skip,
    Help: _help,
    WhereAmI: _where,
    Leave: _leave,
    ComeBack: _come_back,
    HandOver: _hand_over,
    Cancel: _cancel,
    AskBack: asked_back.ask,
    Submit: _submit,
    Reopen: _reopen,
    Concern: _concern,
}
