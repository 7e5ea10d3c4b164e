"""*Write a reply*: the practitioner's own words to an audit of their work, kept beside it."""

from handlers.blocks import Block, quoted, small_print
from handlers.slack.desk.elements import LONGEST, input_block, text_input, window
from handlers.slack.people.names import REPLY_WINDOW, WORDS
from handlers.slack.people.windows import NotTaken, Reply, keep, once, open_window
from handlers.slack.visiting import Desk, Did, Visitor
from handlers.words import shown_time
from store.replying import add_reply, may_reply, replies_of
from store.tables import Audit
from store.unit_of_work import UnitOfWork

TITLE = "Your reply"
NOT_YOURS = "Only the practitioner whose work was audited can reply here."
THANKS = (
    "Thank you. Your words are kept beside the audit, exactly as you wrote them. Your line manager and the "
    "auditor are told that you have replied. To add something, press “Write a reply” again."
)
_ASKED = "How do you see it? What do you take from it, and what should be known that the audit does not say?"
_SHOWN = 5  # earlier replies above the field
_KEPT = "Name no child. What you send stays as it is; you can add to it later."


def open_reply(desk: Desk, did: Did) -> None:
    """The window, with what was replied before."""
    open_window(desk, did, lambda visitor: _window(desk, visitor, did.value))


def replied(desk: Desk, did: Did, reply: Reply) -> None:
    """The reply was written."""

    def take(visitor: Visitor) -> str | None:
        written = did.given.get(WORDS, "").strip()
        if not written:
            raise NotTaken(WORDS, "Write your reply here, or close this window.")
        return once(desk, did, lambda work: _keep(desk, work, visitor, did.context, written))

    keep(desk, did, reply, take, TITLE)


def _window(desk: Desk, visitor: Visitor, audit_id: str) -> Block | str:
    with desk.store.reading() as work:
        audit = _theirs(desk, work, visitor, audit_id)
        if audit is None:
            return NOT_YOURS
        said = [f"{shown_time(each.at)}:\n{each.words}" for each in replies_of(audit)]
        before = (
            "What you wrote before:" if len(said) <= _SHOWN else "What you wrote last; the rest is kept too:"
        )
        blocks = [*small_print(before), *quoted("\n\n".join(said[-_SHOWN:]))] if said else []
    field = input_block(WORDS, _ASKED, text_input(lines=True), hint=_KEPT)
    field["element"]["max_length"] = LONGEST
    return window(REPLY_WINDOW, TITLE, "Send", [*blocks, field], audit_id)


def _keep(desk: Desk, work: UnitOfWork, visitor: Visitor, audit_id: str, written: str) -> str:
    audit = _theirs(desk, work, visitor, audit_id)
    if audit is None:
        raise NotTaken(WORDS, NOT_YOURS)
    add_reply(work, audit, visitor.email, written)
    return THANKS


def _theirs(desk: Desk, work: UnitOfWork, visitor: Visitor, audit_id: str) -> Audit | None:
    audit = work.audits.get(int(audit_id)) if audit_id.isdecimal() else None
    allowed = audit is not None and may_reply(audit, desk.pack.form(audit.form), visitor.email)
    return audit if allowed else None
