"""What is still to be done before a mail can be filed."""

from collections.abc import Iterable, Sequence

from store.recording import Outcome
from store.review.model import Step, Waiting
from store.tables import Message

_UNREAD = ("not-read", "rejected")


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
    is_audit = (message.kind or "audit") == "audit"
    if not is_audit and any(not each.aside for each in waiting):
        missing.append("An audit waits in it: set it aside first, or say that it is an audit.")
    if not waiting and not _came_of(message, taken_back(steps)):
        missing += _without_an_audit(message, is_audit)
    return tuple(missing)


def taken_back(steps: Iterable[Step]) -> set[int]:
    """The audits that were begun to be keyed in and taken back: they never were in the mail."""
    return {step.audit_id for step in steps if step.what == "key-in" and step.undone and step.audit_id}


def _came_of(message: Message, gone: set[int]) -> bool:
    """Whether an audit of this mail stands recorded, here or as it came in another mail."""
    return any(
        audit.replaced_by_id is not None or (audit.version is not None and audit.withdrawn is None)
        for audit in message.audits
        if audit.id not in gone
    )


def _without_an_audit(message: Message, is_audit: bool) -> list[str]:
    outcomes = {each.outcome for each in message.attachments if each.content_type != "link"}
    if is_audit and Outcome.NOT_BELIEVED in outcomes:
        return ["It holds an audit tool, but its sender is not believed: vouch for them, or reject it."]
    if is_audit:
        return ["No audit came of it: key it in, say what else the mail is, or reject it."]
    if message.kind_said is not None:
        return []
    if outcomes.intersection(_UNREAD):
        return ["An attachment of it was not read: key in its audit, or say what the mail is, or reject it."]
    if message.kind == "other":
        return ["Say what it is: nobody has said so yet."]
    return []
