"""*Moderated*: whether somebody of the QA team agrees with a judgement or asks the auditor to look once more."""

from handlers.about import AuditFacts
from handlers.access import may_list_moderation, may_moderate
from handlers.blocks import Block, actions, header, plain, quoted
from handlers.gathering import audit_facts
from handlers.notice import MODERATE, Button
from handlers.slack.desk.elements import input_block, text_input, window
from handlers.slack.home import publish_home
from handlers.slack.moderation.listing import NOT_YOURS, YOURS, about_blocks, list_view, waiting
from handlers.slack.people.windows import NotTaken, Reply, keep, once, open_window
from handlers.slack.visiting import Desk, Did, Visitor
from store.moderating import LONGEST_LINE, Finding, LookedAtMeanwhile, moderate, moderations_of
from store.tables import Audit
from store.unit_of_work import UnitOfWork

TITLE = "What you find"
MODERATE_WINDOW, FINDING, WHY = "moderation-written", "finding", "why"
NOT_THERE = "This audit is not there any more."
AGREED = "It is agreed with already. What was found stands with the audit."
NOT_ASKED = "This audit needs no moderation."
NO_ADDRESS = "The directory does not know the auditor, so nobody could be told. Please tell them yourself."
THANKS = {
    Finding.AGREES: "Thank you. That you agree is kept with the audit, and the auditor is told.",
    Finding.LOOK_AGAIN: (
        "Thank you. The auditor is asked to look at it once more. The judgement stays theirs; until they amend it "
        "or you agree, it stays on the list."
    ),
}
_CHOICES = {
    Finding.AGREES: "I agree with the judgement",
    Finding.LOOK_AGAIN: "I ask the auditor to look at it once more",
}


def open_moderating(desk: Desk, did: Did) -> None:
    """The window, with what does not fit and the auditor's reason."""
    audit_id, _, where = did.value.partition(":")
    open_window(desk, did, lambda visitor: _window(desk, visitor, audit_id, where))


def moderated(desk: Desk, did: Did, reply: Reply) -> None:
    """What somebody found was written."""
    audit_id, seen, where = (*did.context.split(":"), "", "")[:3]

    def take(visitor: Visitor) -> str | None:
        given = {name: str(said).strip() for name, said in did.filled.items()}
        if given.get(FINDING) not in set(Finding):
            raise NotTaken(FINDING, "Choose one of the two.")
        if not given.get(WHY):
            raise NotTaken(WHY, "Say in a line why; it stays with the audit.")
        finding = Finding(given[FINDING])
        return once(
            desk, did, lambda work: _keep(desk, work, visitor, audit_id, finding, given[WHY], int(seen))
        )

    visitor = keep(desk, did, reply, take, TITLE)
    if visitor is not None:
        if where == "list" and did.root_view_id not in ("", did.view_id):
            desk.slack.update_view(did.root_view_id, list_view(desk, visitor))
        publish_home(desk, did.user, visitor)


def moderation_blocks(audit: AuditFacts, *, may: bool) -> list[Block]:
    """At the end of an audit's window, for who may see it: what was found, and the way to say what one finds."""
    if not audit.moderations and not (may and audit.for_moderation):
        return []
    blocks: list[Block] = [header("Moderation")]
    for found in audit.moderations:
        agrees = "agrees" if found.agrees else "asks the auditor to look again"
        blocks += quoted(f"Version {found.version}: {found.name} {agrees}. {found.words}")
    if audit.for_moderation and not any(found.version == audit.version for found in audit.moderations):
        blocks += quoted("Nobody has looked at its judgement yet.")
    if may and audit.for_moderation and not audit.agreed and not audit.superseded:
        blocks.append(actions((Button("Moderated", MODERATE, str(audit.id)),)))
    return blocks


def _window(desk: Desk, visitor: Visitor, audit_id: str, where: str) -> Block | str:
    with desk.store.reading() as work:
        audit = _theirs(desk, work, visitor, audit_id)
        if isinstance(audit, str):
            return audit
        row = waiting(work, desk.pack, audit, visitor)
        if any(each.finding == Finding.AGREES for each in moderations_of(audit)[-1:]):
            return AGREED
    options = [{"text": plain(label), "value": finding.value} for finding, label in _CHOICES.items()]
    chosen: Block = {"type": "radio_buttons", "action_id": "value", "options": options}
    why = text_input(lines=True) | {"max_length": LONGEST_LINE}
    blocks = [
        *about_blocks(row),
        input_block(FINDING, "What do you find?", chosen),
        input_block(WHY, "Why, in a line?", why, hint="The auditor reads it with your name. Name no child."),
    ]
    return window(MODERATE_WINDOW, TITLE, "Keep", blocks, f"{audit_id}:{row.seen}:{where}")


def _keep(
    desk: Desk, work: UnitOfWork, visitor: Visitor, audit_id: str, finding: Finding, why: str, seen: int
) -> str:
    audit = _theirs(desk, work, visitor, audit_id)
    if isinstance(audit, str):
        raise NotTaken(WHY, audit)
    try:
        moderate(work, audit, visitor.email, finding, why, seen=seen)
    except LookedAtMeanwhile as meanwhile:
        raise NotTaken(WHY, str(meanwhile)) from None
    return THANKS[finding] if audit.auditor_email else f"Thank you. What you find is kept. {NO_ADDRESS}"


def _theirs(desk: Desk, work: UnitOfWork, visitor: Visitor, audit_id: str) -> Audit | str:
    """The audit, if they may moderate it; else why not."""
    audit = work.audits.get(int(audit_id)) if audit_id.isdecimal() else None
    if not may_list_moderation(visitor.posts):
        return NOT_YOURS
    if audit is None or work.audits.superseded(audit):
        return NOT_THERE
    facts = audit_facts(work, audit, desk.pack)
    if not audit.for_moderation:
        return NOT_ASKED
    return audit if may_moderate(visitor.email, facts, visitor.posts) else YOURS
