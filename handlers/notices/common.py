"""What the notices have in common."""

from framework.reading import Reading
from handlers.about import AuditFacts
from handlers.notice import OPEN, Button, Fact
from handlers.words import shown_date

ATTENTION = "An audit needs your attention"
SUPERSEDED = "superseded by a correction"
NOT_IN_CHAT = "What is written in this record is confidential and is not shown in chat or by e-mail."


def case_facts(audit: AuditFacts) -> tuple[Fact, ...]:
    """Which audit it is: case reference, audit tool, who audited and when."""
    reading = audit.reading
    facts = [Fact("Case", reading.case_id)] if reading.case_id else []
    facts.append(Fact("Audit tool", audit.form.short_title))
    if audit.form.confidential and reading.social_worker:
        facts.append(Fact("About", reading.social_worker))
    by = "Observed by" if audit.form.judgement is None and not audit.form.areas else "Audited by"
    return (*facts, Fact(by, auditor_of(reading)), Fact("Date", shown_date(reading.date)))


def auditor_of(reading: Reading) -> str:
    """Who did the audit, as written."""
    return reading.completed_by or "not known"


def judgement_fact(audit: AuditFacts) -> tuple[Fact, ...]:
    """The overall judgement, where the audit tool has one."""
    return (Fact("Judgement", audit.judgement.label),) if audit.judgement else ()


def audit_name(audit: AuditFacts) -> str:
    """The audit tool and the case reference, which a sender may know."""
    case = audit.reading.case_id
    return f"{audit.form.short_title} of case {case}" if case else audit.form.short_title


def recorded_as(audit: AuditFacts) -> str:
    """What became of a recorded version: "recorded", "recorded again", "recorded as a correction"."""
    if audit.decision.again:
        return "recorded again, after what had been recorded of it was taken back"
    return "recorded" if audit.version == 1 else f"recorded as a correction (version {audit.version})"


def open_button(audit: AuditFacts) -> Button:
    """The button that shows the audit."""
    return Button("Open", OPEN, str(audit.id), "primary")


def whole_audit(audit: AuditFacts, *, in_qa_team: bool) -> str:
    """How to come by the whole audit without the buttons: who keeps the records is not sent to ask for them."""
    if in_qa_team:
        return f"To see the whole audit: {kept_as(audit.id, 'audit')}"
    return f"To see the whole audit, ask the Quality Assurance team for audit {audit.id}."


def kept_as(audit_id: int, what: str = "record") -> str:
    """Where the Quality Assurance team finds a record, and the command that writes it."""
    return (
        f"it is kept as {what} {audit_id}, and `auditbot audits record {audit_id} --config FILE --out record.docx` "
        "writes it as a Word document."
    )
