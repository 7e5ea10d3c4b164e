"""*Amend*: a submitted audit opened again for a reason, which stays with it. It counts as it stands until then."""

from conversations.moves import Reopen
from handlers.access import may_tick
from handlers.auditing.moving import NoSuchConversation, move
from handlers.blocks import Block, escape, plain, quoted
from handlers.slack.audits.finished import NOT_THERE, Amendable, amendable, why_not
from handlers.slack.audits.listening import person_of
from handlers.slack.audits.showing import show_anew
from handlers.slack.desk.elements import input_block, text_input, window
from handlers.slack.home import publish_home
from handlers.slack.people.windows import NotTaken, Reply, keep, open_window
from handlers.slack.visiting import Desk, Did, Visitor
from store.unit_of_work import UnitOfWork

AMEND_WINDOW = "audit-amend-because"
WHICH, BECAUSE = "which", "because"
TITLE = "Amend an audit"
THANKS = "Thank you. The audit is open again in your direct messages with me. You can close this window."
TOLD = (
    "The audit counts as it is recorded until you submit it again. Then the new version stands, the old one stays "
    "in the history with your reason, and whoever was told before, or is to be told now, is told."
)
NONE = "There is no audit of yours here that can be amended."
LONGEST_REASON = 300  # a line: it stands on every screen of the amendment
NO_REASON = "Say in a line why: the reason stays with it."


def open_amending(desk: Desk, did: Did) -> None:
    """The window that asks for the reason, and for which audit where that is not said."""
    open_window(desk, did, lambda visitor: _window(desk, visitor, did.value))


def amended(desk: Desk, did: Did, reply: Reply) -> None:
    """The reason was written: the audit is open again, and shown at its check."""
    because = str(did.given.get(BECAUSE) or "").strip()
    which = did.context or str(did.given.get(WHICH) or "")

    def take(visitor: Visitor) -> str:
        number = int(which) if which.isdecimal() else 0
        with desk.store.reading() as work:
            refused = _refused(work, visitor, number)
        if refused:
            raise NotTaken(BECAUSE, refused)
        try:
            moved = move(desk.store, desk.pack, number, Reopen(because), person_of(visitor))
        except NoSuchConversation:
            raise NotTaken(BECAUSE, NOT_THERE) from None
        show_anew(desk, Did(key=did.key, user=did.user), visitor, moved)
        return THANKS

    if not because:
        reply(response_action="errors", errors={BECAUSE: NO_REASON})
        return
    visitor = keep(desk, did, reply, take, TITLE)
    if visitor is not None:
        publish_home(desk, did.user, visitor)


def _window(desk: Desk, visitor: Visitor, conversation: str) -> Block | str:
    with desk.store.reading() as work:
        if conversation:
            number = int(conversation) if conversation.isdecimal() else 0
            refused = _refused(work, visitor, number)
            return refused or _asking([], conversation)
        found = amendable(work, desk.pack, visitor.email)
        return _asking(found, "") if found else NONE


def _asking(found: list[Amendable], context: str) -> Block:
    because = input_block(
        BECAUSE,
        "Why is it amended?",
        text_input(lines=True) | {"max_length": LONGEST_REASON},
        hint="In a line. Name no child.",
    )
    chosen = [input_block(WHICH, "Which audit?", _choice(found))] if found else []
    return window(AMEND_WINDOW, TITLE, "Amend it", [*quoted(TOLD), *chosen, because], context)


def _choice(found: list[Amendable]) -> Block:
    options = [{"text": plain(escape(each.said)[:75]), "value": str(each.conversation)} for each in found]
    return {"type": "static_select", "action_id": "chosen", "options": options, "initial_option": options[0]}


def _refused(work: UnitOfWork, visitor: Visitor, conversation: int) -> str:
    """Why they may not amend it now; empty where they may. Of what is not theirs it says nothing."""
    row = work.conversations.get(conversation)
    if row is None or not may_tick(visitor.email, row.begun_by, row.holder):
        return NOT_THERE
    return why_not(work, row)
