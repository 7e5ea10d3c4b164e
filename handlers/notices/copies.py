"""Copies of an observation of practice: to the worker, the line manager and the QA team (framework L1404, A-35)."""

from framework.words import Role
from handlers.about import About, AuditFacts, RecipientFacts
from handlers.notice import Fact, Nothing, Notice
from handlers.notices.common import NOT_IN_CHAT, SUPERSEDED, auditor_of, case_facts
from handlers.notices.escalation import seen_button


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
    if any(role.role is Role.QA_TEAM for role in told):
        how = f"It is kept as record {audit.id}; `auditbot audits record {audit.id}` writes it as a document."
    else:
        how = (
            f"If you have not had the typed copy from {auditor_of(audit.reading)}, ask the Quality Assurance team "
            f"for record {audit.id}."
        )
    return Notice(
        preview="A record of practice is for you",
        heading=f"{audit.form.short_title}: a copy is for you",
        facts=(Fact("Why you are told", "\n".join(role.why for role in told)), *case_facts(audit)),
        paragraphs=(f"{NOT_IN_CHAT} {how}",),
        buttons=(seen_button(about),),
    )
