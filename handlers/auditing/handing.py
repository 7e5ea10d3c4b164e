"""Handing an audit over to somebody else, and taking it back while they have not touched it."""

from dataclasses import dataclass

from conversations import engine
from conversations.moves import HandOver
from conversations.turns import Conversation, Turn, TurnKind
from framework.pack import Pack
from framework.people import Person
from handlers.auditing import keeping
from handlers.auditing.holding import HANDED_OVER, has_left, in_qa_team, may_take, why_not_to
from handlers.auditing.moving import CameBetween, Moved, NoSuchConversation, loaded
from handlers.auditing.periods import period_of
from store.tables import ConversationRow
from store.unit_of_work import Store, UnitOfWork, in_one_transaction

OVER = "This audit is not under way any more, so there is nothing to hand over."
THEIRS_ALREADY = "They have it already."
NOT_YOURS_TO_HAND = "Only whoever has the audit can hand it over."
TOUCHED = "They have gone on with it meanwhile, so it stays with them. Ask them to hand it over to you."


class NotHandedOver(ValueError):
    """It stays with whoever has it; the text says why."""


@dataclass(frozen=True)
class Handed:
    """The audit as it stands now, and the message in which it was shown to whoever had it, if there is one."""

    moved: Moved
    screen: tuple[str, str] | None


def hand_over(
    store: Store, pack: Pack, conversation_id: int, to: str, by: Person, *, claim: str | None = None
) -> Handed | None:
    """Have the part under way be with the person `to` (an address) from now on, who is told.

    By whoever has it; by who had it before, back to themselves while it has not been touched; and, where whoever
    has it has left, by who began it or the QA team. NotHandedOver with the reason, NoSuchConversation. `claim` is
    the sender's id for it: None, and nothing done, where that was claimed before.
    """

    def do(work: UnitOfWork) -> Handed | None:
        first = claim is None or work.claim_once(claim)
        return _hand_over(work, pack, conversation_id, to, by) if first else None

    while True:
        try:
            return in_one_transaction(store, do)
        except CameBetween:
            continue


def may_take_back(conversation: Conversation, part: str, email: str) -> bool:
    """Whether somebody handed the part on whose new holder has done nothing in it yet."""
    handings = [turn for turn in conversation.turns if _hands(turn, part)]
    if not handings:
        return False
    last = handings[-1]
    touched = any(turn.by == last.value for turn in conversation.turns[last.number :])
    return last.by == email and last.value != email and not touched


def _hand_over(work: UnitOfWork, pack: Pack, conversation_id: int, to: str, by: Person) -> Handed:
    row, conversation, script = loaded(work, pack, conversation_id, by)
    reason = _why_not(work, pack, row, conversation, to, by)
    if reason:
        raise NotHandedOver(reason)
    screen = (row.screen_channel, row.screen_ts) if row.screen_channel and row.screen_ts else None
    turned = engine.advance(script, conversation, HandOver(to), by=by.email, at=work.now)
    found = keeping.found_of(script, turned.conversation)
    if not work.conversations.add(row.id, keeping.to_keep(turned.added), found):
        raise CameBetween
    work.conversations.show_in(row.id, None, None)
    if to != by.email:
        work.outbox.add(HANDED_OVER, to, period=period_of(row.id, turned.conversation.version))
    work.log.add("conversation-handed-over", f"conversation {row.id}", who=by.email)
    moved = Moved(
        id=row.id,
        form=script.form,
        version=turned.conversation.version,
        outcome=turned.outcome,
        values=turned.conversation.state().values,
        holder=found.holder,
    )
    return Handed(moved, screen)


def _why_not(
    work: UnitOfWork, pack: Pack, row: ConversationRow, conversation: Conversation, to: str, by: Person
) -> str:
    if row.standing not in ("open", "left"):
        return OVER
    if row.holder == to:
        return THEIRS_ALREADY
    if to == by.email and row.holder is not None and may_take_back(conversation, row.part, by.email):
        return ""
    directory = work.people.directory()
    gone = row.holder is not None and has_left(directory, row.holder)
    in_their_place = gone and (by.email == row.begun_by or in_qa_team(directory, by.email))
    waits = row.holder is None and (by.email == row.begun_by or may_take(work, pack, row, by.email))
    if row.holder != by.email and not in_their_place and not waits:
        return TOUCHED if to == by.email else NOT_YOURS_TO_HAND
    return why_not_to(work, pack, row, to)


def _hands(turn: Turn, part: str) -> bool:
    return turn.kind is TurnKind.HANDED and turn.where == part


__all__ = ["Handed", "NoSuchConversation", "NotHandedOver", "hand_over", "may_take_back"]
