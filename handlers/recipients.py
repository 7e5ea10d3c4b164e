"""Who is told of an audit and who is not, in a sentence or two to whoever handed it in."""

from collections.abc import Iterable

from framework.escalation import Reason
from framework.words import Role
from handlers.about import RecipientFacts
from handlers.words import in_words
from store.tables import Recipient

_ASKED = (Reason.VACANT, Reason.UNKNOWN, Reason.SEVERAL, Reason.STATUS_UNKNOWN)


def recipient_facts(row: Recipient) -> RecipientFacts:
    """A recipient as it was resolved when the audit was recorded."""
    return RecipientFacts(
        kind=row.kind,
        role=Role(row.role),
        email=row.email.lower() if row.email else None,
        name=row.name,
        why=row.why,
        untold=Reason(row.untold) if row.untold else None,
    )


def who_is_told(recipients: Iterable[RecipientFacts]) -> str:
    """By name and post, and whom nobody knows yet."""
    given = list(recipients)
    told = [f"{role.name} ({role.role.label})" for role in given if role.untold is None]
    sentences = [f"Told of it: {in_words(told)}." if told else "Nobody else is told of it."]
    if any(role.untold is Reason.IS_THE_AUDITOR for role in given):
        sentences.append("You are not told again, being the auditor.")
    missing = [role.role.label for role in given if role.untold in _ASKED]
    if missing:
        sentences.append(
            f"Not known yet: {in_words(missing)}; the Quality Assurance team has been asked who that is."
        )
    return " ".join(sentences)
