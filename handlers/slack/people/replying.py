"""*Write a reply*: the practitioner's own words to an audit, kept beside it; or written down for them."""

from handlers.blocks import Block, quoted, shortened, small_print
from handlers.slack.desk.elements import LONGEST, input_block, text_input, window
from handlers.slack.people.names import REPLY_WINDOW, WORDS
from handlers.slack.people.windows import NotTaken, Reply, keep, once, open_window
from handlers.slack.visiting import Desk, Did, Visitor
from handlers.words import shown_time
from store.replying import add_reply, may_reply, may_write_down, replies_of
from store.tables import Audit
from store.unit_of_work import UnitOfWork

TITLE = "Your reply"
NOT_YOURS = "Only the practitioner whose work was audited can reply here, or the auditor in their words."
THANKS = (
    "Thank you. Your words are kept beside the audit, exactly as you wrote them. Your line manager and the "
    "auditor are told that you have replied. To add something, press “Write a reply” again."
)
_ASKED = "How do you see it? What do you take from it, and what should be known that the audit does not say?"
THEIRS = "What they say"
THANKS_FOR = (
    "Thank you. The words are kept beside the audit as those of {name}, written down by you. Their line manager is "
    "told, if the directory knows one."
)
_ASKED_FOR = "What does {name} say? In their own words, as far as you can."
LABEL = 2000  # characters of what is asked above a field
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


def _window(desk: Desk, visitor: Visitor, value: str) -> Block | str:
    with desk.store.reading() as work:
        audit = _theirs(desk, work, visitor, value)
        if audit is None:
            return NOT_YOURS
        said = [f"{shown_time(each.at)}:\n{each.words}" for each in replies_of(audit)]
        before = "Written before:" if len(said) <= _SHOWN else "Written last; the rest is kept too:"
        blocks = [*small_print(before), *quoted("\n\n".join(said[-_SHOWN:]))] if said else []
        asked = _ASKED_FOR.format(name=_practitioner(audit)) if _for_them(value) else _ASKED
    field = input_block(WORDS, shortened(asked, LABEL), text_input(lines=True), hint=_KEPT)
    field["element"]["max_length"] = LONGEST
    return window(REPLY_WINDOW, THEIRS if _for_them(value) else TITLE, "Send", [*blocks, field], value)


def _keep(desk: Desk, work: UnitOfWork, visitor: Visitor, value: str, written: str) -> str:
    audit = _theirs(desk, work, visitor, value)
    if audit is None:
        raise NotTaken(WORDS, NOT_YOURS)
    if not _for_them(value):
        add_reply(work, audit, visitor.email, written)
        return THANKS
    by = audit.social_worker_email or _practitioner(audit)
    add_reply(work, audit, by, written, written_by=visitor.email)
    return THANKS_FOR.format(name=_practitioner(audit))


def _theirs(desk: Desk, work: UnitOfWork, visitor: Visitor, value: str) -> Audit | None:
    """The audit, if it is theirs to reply to, or to write down what the practitioner says of it."""
    audit_id = value.partition(":")[0]
    audit = work.audits.get(int(audit_id)) if audit_id.isdecimal() else None
    if audit is None:
        return None
    if _for_them(value):
        return audit if may_write_down(work, audit, visitor.email) else None
    return audit if may_reply(audit, desk.pack.form(audit.form), visitor.email) else None


def _for_them(value: str) -> bool:
    return value.endswith(":for")


def _practitioner(audit: Audit) -> str:
    return audit.social_worker or "The practitioner"
