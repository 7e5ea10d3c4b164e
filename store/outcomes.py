"""What becomes of a reading, and of the attachment that it was read in."""

from collections.abc import Iterable
from enum import StrEnum

from framework.reading import Reading
from store.tables import Attachment, Audit, Message


class Outcome(StrEnum):
    """What became of a reading, or of an attachment."""

    RECORDED = "recorded"
    CORRECTED = "corrected"  # recorded, and supersedes an earlier version
    DUPLICATE = "duplicate"  # the same audit stands recorded already
    REVIEW = "review"  # kept; a person must look before anybody is told
    REJECTED = "rejected"  # nothing to record
    NOT_BELIEVED = "not-believed"  # not recorded: who sent it is in doubt; a person must look
    NOT_READ = "not-read"  # it may hold an audit that no program could read; a person must look
    NOT_TAKEN = "not-taken"  # no audit tool, or no document at all
    NO_AUDIT = "no-audit"  # a person has looked: it holds no audit
    SET_ASIDE = "set-aside"  # a person said that its audit is not to be recorded


UNREAD = (Outcome.NOT_READ, Outcome.REJECTED, Outcome.NOT_BELIEVED)  # it may hold an audit all the same
_SETTLED = (Outcome.DUPLICATE, Outcome.RECORDED, Outcome.CORRECTED)
_OPEN = (*UNREAD, Outcome.REVIEW, Outcome.NO_AUDIT)


def part_of(audit: Audit) -> str:
    """The path of the attachment that an audit was read in, or is keyed in from; empty if of none."""
    return Reading.model_validate(audit.reading).part


def undecided(message: Message) -> list[Attachment]:
    """The attachments that wait for a person though no audit of the mail, waiting or standing, is theirs.

    An audit that was read in another mail, of a file by another name, accounts for one of them.
    """
    parts = [part_of(audit) for audit in message.audits if _counts(audit)]
    left = [each for each in message.attachments if each.outcome == Outcome.REVIEW and each.path not in parts]
    paths = {each.path for each in message.attachments}
    elsewhere = [part for part in parts if part and part not in paths]
    return left if len(left) > len(elsewhere) else []


def _counts(audit: Audit) -> bool:
    stands = audit.version is not None and audit.withdrawn is None
    return audit.status == "review" or audit.replaced_by_id is not None or stands


def follow(messages: Iterable[Message], audit: Audit, outcome: Outcome) -> None:
    """Have the attachment of an audit say what became of it, once no other audit in it waits."""
    for message in messages:
        found = _attachment(message, audit, Outcome.REVIEW)
        if found is not None and found.outcome in _OPEN and not _another_waits(message, audit):
            found.outcome = outcome.value


def wait_again(message: Message, audit: Audit) -> None:
    """Have the attachment of an audit that waits again say so; what is keyed in from it was not read."""
    found = _attachment(message, audit, Outcome.DUPLICATE)
    if found is not None and found.outcome in _SETTLED:
        keyed_in = Reading.model_validate(audit.reading).keyed_in
        found.outcome = (Outcome.NOT_READ if keyed_in else Outcome.REVIEW).value


def outcomes_of(message: Message) -> dict[str, str]:
    """The outcomes as they are, by path, to be kept with a step that changes them."""
    return {each.path: each.outcome for each in message.attachments}


def restore(message: Message, outcomes: dict[str, str]) -> None:
    """Have the attachments say what they said before a step."""
    for each in message.attachments:
        each.outcome = outcomes.get(each.path, each.outcome)


def _attachment(message: Message, audit: Audit, outcome: Outcome) -> Attachment | None:
    """By its name; where the audit was read in another mail under another one, the only one with that outcome."""
    part = part_of(audit)
    if not part:
        return None
    named = next((each for each in message.attachments if each.path == part), None)
    parts = {part_of(each) for each in message.audits}
    alike = [each for each in message.attachments if each.outcome == outcome and each.path not in parts]
    return named or (alike[0] if len(alike) == 1 else None)


def _another_waits(message: Message, audit: Audit) -> bool:
    others = (each for each in message.audits if each is not audit and each.replaced_by_id is None)
    return any(each.status == "review" and part_of(each) == part_of(audit) for each in others)
