"""What is still to be done before a mail can be filed."""

from collections.abc import Iterable, Sequence

from store.outcomes import UNREAD, Outcome, part_of, undecided
from store.review.model import Step, Waiting
from store.tables import Attachment, Audit, Message


def unsettled(message: Message, waiting: Sequence[Waiting], steps: Iterable[Step]) -> tuple[str, ...]:
    """A sentence for each thing without which the mail cannot be filed; nothing once it can be.

    That no audit is in a mail is for a person to say, not for a machine.
    """
    missing = [
        f"Audit {each.audit_id}: {problem.message}"
        for each in waiting
        if not each.aside
        for problem in each.problems
    ]
    gone = taken_back(steps)
    is_audit = (message.kind or "audit") == "audit"
    if not is_audit and any(not each.aside for each in waiting):
        missing.append("An audit waits in it: set it aside first, or say that it is an audit.")
    nothing_came = not waiting and not _came_of(message, gone)
    if nothing_came:
        missing += _without_an_audit(message, is_audit)
    if not (nothing_came and message.kind_said is not None and not is_audit):
        said = (Outcome.NOT_BELIEVED,) if nothing_came and is_audit else ()  # of the whole mail
        missing += [_to_look_at(each) for each in unread(message, gone) if each.outcome not in said]
    return tuple(missing)


def unread(message: Message, gone: set[int]) -> list[Attachment]:
    """The attachments that may hold an audit, of which nobody has keyed it in or said that there is none.

    A link is one if it was not followed and no audit tool came with it. `gone` as `taken_back` has it.
    """
    keyed_in = {part_of(audit) for audit in message.audits if audit.id not in gone and _counts(audit)}
    left = undecided(message)
    return [
        each
        for each in message.attachments
        if each in left or (each.outcome in UNREAD and each.path not in keyed_in)
    ]


def _counts(audit: Audit) -> bool:
    return audit.status == "review" or audit.replaced_by_id is not None or _stands(audit)


def _stands(audit: Audit) -> bool:
    return audit.version is not None and audit.withdrawn is None


def _to_look_at(attachment: Attachment) -> str:
    if attachment.content_type == "link":
        return f"The link “{attachment.path}” was not followed: key in the audit it leads to, or say there is none."
    why = _WHY.get(Outcome(attachment.outcome), "was not read")
    return f"“{attachment.path}” {why}: key in its audit, or say that it holds none."


_WHY = {
    Outcome.REJECTED: "could not be used",
    Outcome.REVIEW: "holds an audit tool, and what was decided of it was decided of another mail",
    Outcome.NOT_BELIEVED: "holds an audit tool that was not recorded, its sender not being believed",
}


def taken_back(steps: Iterable[Step]) -> set[int]:
    """The audits that were begun to be keyed in and taken back: they never were in the mail."""
    return {step.audit_id for step in steps if step.what == "key-in" and step.undone and step.audit_id}


def _came_of(message: Message, gone: set[int]) -> bool:
    """Whether an audit of this mail stands recorded, here or as it came in another mail."""
    return any(
        audit.replaced_by_id is not None or _stands(audit) for audit in message.audits if audit.id not in gone
    )


def _without_an_audit(message: Message, is_audit: bool) -> list[str]:
    if is_audit and any(each.outcome == Outcome.NOT_BELIEVED for each in message.attachments):
        return ["It holds an audit tool, but its sender is not believed: vouch for them, or reject it."]
    if is_audit:
        return ["No audit came of it: key it in, say what else the mail is, or reject it."]
    if message.kind_said is not None:
        return []
    if message.kind == "other":
        return ["Say what it is: nobody has said so yet."]
    return []
