"""Copies of an observation of practice: to the worker, the line manager and the QA team (framework L1404, A-35)."""

from handlers.about import About, AuditFacts, RecipientFacts
from handlers.notice import Button, Fact, Nothing, Notice
from handlers.notices.common import NOT_IN_CHAT, SUPERSEDED, case_facts, kept_as
from handlers.notices.escalation import seen_button
from handlers.notices.feedback import reply_button


def observation_copy(about: About) -> Notice | Nothing:
    """Word that an observation was recorded; its content is confidential and stays out of chat (A-34)."""
    audit = about.audit
    if audit is None:
        return Nothing("the record is not there any more")
    if audit.superseded:
        return Nothing(SUPERSEDED)
    told = audit.told_as(about.recipient)
    if not told:
        return Nothing("no longer among the recipients of the record")
    return copy_for(about, audit, told)


def copy_for(about: About, audit: AuditFacts, told: tuple[RecipientFacts, ...]) -> Notice:
    """The same where it is known to be true."""
    if about.in_qa_team:
        how = f"In the central record {kept_as(audit.id)}"
    else:
        how = (
            f"The typed copy comes to you from {audit.reading.completed_by or 'the observer'}. If it does not "
            f"come, ask the Quality Assurance team for record {audit.id}."
        )
    return Notice(
        preview="A record of practice was made",
        heading=f"{audit.form.short_title}: a record was made",
        facts=(Fact("Why you are told", "\n".join(role.why for role in told)), *case_facts(audit)),
        paragraphs=(f"{NOT_IN_CHAT} {how}",),
        buttons=(*_own_words(about, audit), seen_button(about)),
    )


def _own_words(about: About, audit: AuditFacts) -> tuple[Button, ...]:
    """The practitioner who was observed may write a reply; a supervision file has none (A-34)."""
    theirs = audit.form.id == "observation" and about.recipient == audit.practitioner
    return (reply_button(audit),) if theirs else ()
