"""Words written to the bot while an audit is open: an answer to what it asks, whether the form's or its own."""

from conversations.moves import Typed
from conversations.outcomes import Asking, Done, Left
from handlers.auditing.moving import turn
from handlers.slack.audits import changed_form
from handlers.slack.audits.listening import person_of
from handlers.slack.audits.showing import show_anew
from handlers.slack.home import publish_home
from handlers.slack.people import handing
from handlers.slack.visiting import Desk, Did, Visitor, claim_of


def wrote(desk: Desk, did: Did, visitor: Visitor) -> bool:
    """Words written to the bot, as an answer in the audit that is open there; False where none is.

    They are claimed with what comes of them, in one transaction: words are answered once, and never lost.
    """
    with desk.store.reading() as work:
        rows = [
            row for row in work.conversations.of(visitor.email, "open") if row.screen_channel == did.channel
        ]
        theirs = [row for row in rows if row.holder == visitor.email]
        if not theirs:
            return False
        conversation = theirs[0].id
        asked = work.conversations.asked_back(theirs[0])
    if handing.wrote(desk, did, visitor, conversation, asked[1] if asked[0] == Asking.HAND_OVER else None):
        return True
    if asked[0] == Asking.MOVE_OVER and changed_form.wrote(desk, did, visitor, conversation):
        return True
    person, claim = person_of(visitor), claim_of(did)
    moved = turn(desk.store, desk.pack, conversation, lambda _: (Typed(did.value),), person, claim=claim)
    if moved is None:
        return True
    show_anew(desk, did, visitor, moved)
    if isinstance(moved.outcome, Done | Left):
        publish_home(desk, did.user, visitor)
    return True
