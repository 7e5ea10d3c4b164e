"""What became of a mail that a person had to look at, for whoever sent it or did an audit in it."""

from handlers.about import About, AuditFacts, MailFacts
from handlers.access import may_see
from handlers.notice import Fact, Nothing, Notice
from handlers.notices.common import audit_name, recorded_as
from handlers.words import shown_date, shown_time

PREVIEW = "What became of your mail to the audits mailbox"
_OF_ANOTHER = "What became of a mail to the audits mailbox"
_NOT_SO = "If that is not what was meant, please answer this message."
_NO_AUDIT = (
    "It was filed, and no audit was recorded from it. Nothing more is needed from you, unless you sent an audit "
    "in it: then please answer this message."
)


def settled(about: About) -> Notice | Nothing:
    """One line for each audit that the recipient sent or did; the reason if the mail was rejected.

    The reason, and that it was their mail, is for the sender alone: whom a forward or an audit names may not know
    of it. The judgement stands in it for the auditor alone, and of supervision and observation records nothing
    (A-34).
    """
    mail = about.mail
    if mail is None:
        return Nothing("the mail is not there any more")
    if mail.state not in ("filed", "ignored") or (about.step is not None and about.step.undone):
        return Nothing("it is being looked at again")
    sender = about.recipient in (mail.sender, mail.original_sender)
    audits = [each for each in mail.audits if sender or each.auditor_email == about.recipient]
    shown = [each for each in audits if not _is_older_form(each, audits)]
    lines = [line for each in shown for line in (_audit(each, about.recipient), *_chosen(each, about))]
    if not sender and not lines:
        return Nothing("nothing in the mail concerns the recipient")
    return Notice(
        preview=PREVIEW if about.recipient == mail.sender else _OF_ANOTHER,
        heading=_heading(about, mail),
        facts=(Fact("Received", shown_time(mail.received)),),
        paragraphs=(*_rejected(about, mail), *lines) or (_NO_AUDIT,),
    )


def _heading(about: About, mail: MailFacts) -> str:
    whose = "Your mail" if about.recipient == mail.sender else "A mail that names you"
    return f"{whose} was looked at, and {'was not used' if mail.state == 'ignored' else 'is settled'}"


def _rejected(about: About, mail: MailFacts) -> tuple[str, ...]:
    if mail.state != "ignored" or about.step is None:
        return ()
    if about.recipient != mail.sender:
        return ("Nothing of it was recorded.",)
    return (f"The reason: {about.step.note}", "If that is a mistake, please answer this message.")


def _is_older_form(audit: AuditFacts, audits: list[AuditFacts]) -> bool:
    """Whether it was withdrawn, and what became of it since is said beside it."""
    return audit.withdrawn and len(audits) > 1


def _audit(audit: AuditFacts, recipient: str) -> str:
    name = audit_name(audit)
    if audit.version is None:
        return f"{name}: {_not_recorded(audit)}"
    if audit.withdrawn:
        return f"{name}: it was withdrawn."
    recorded = recorded_as(audit)
    if audit.form.confidential or audit.auditor_email != recipient:
        return f"{name}: {recorded}."
    judged = f" Judgement: {audit.judgement.label}." if audit.judgement else ""
    return f"{name}, {shown_date(audit.reading.date)}: {recorded}.{judged}"


def _chosen(audit: AuditFacts, about: About) -> list[str]:
    """What was in doubt and how it was settled, for those who may see the audit: of words only where they stand."""
    if audit.withdrawn or audit.form.confidential or not may_see(about.recipient, audit, about.posts):
        return []
    lines = []
    for by in dict.fromkeys(each.by for each in audit.decision.chosen):
        values = [
            f"{each.place}: {each.value}" if each.value else each.place
            for each in audit.decision.chosen
            if each.by == by
        ]
        lines.append(f"Chosen by {by or 'the review desk'}: {'; '.join(values)}.")
    return [*lines, _NOT_SO] if lines else []


def _not_recorded(audit: AuditFacts) -> str:
    if audit.replaced:
        return "it stands recorded as it came in another mail, so nothing was done again."
    return "it was not recorded."
