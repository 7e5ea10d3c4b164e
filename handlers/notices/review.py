"""Asking the QA team to look at an audit or a mail that a program cannot settle."""

from framework.words import Judgement
from handlers.about import About, AuditFacts, MailFacts, StepFacts
from handlers.notice import REVIEW_DESK, Button, Fact, Nothing, Notice
from handlers.notices.common import NOT_IN_CHAT, case_facts, kept_as, open_button, whole_audit
from handlers.words import shown_time

PREVIEW = "Something waits for the Quality Assurance team"
ANSWERED = "The answer to your question has come"
UNDELIVERED = "Your question could not be delivered"
AT_THE_DESK = "Please open it at the review desk and settle it there."


def review(about: About) -> Notice | Nothing:
    """What must be looked at, and at what in it. Nothing was escalated, whatever the judgement seems to be."""
    if about.audit is not None:
        return _audit(about.audit)
    if about.mail is not None:
        return _about_a_question(about.mail, about.step) if about.step is not None else _mail(about.mail)
    return Nothing("what was to be looked at is not there any more")


def _audit(audit: AuditFacts) -> Notice | Nothing:
    if audit.version is not None or audit.replaced or audit.rejected:
        return Nothing("somebody has looked at it since")
    first = audit.judgement is Judgement.INADEQUATE
    heading = "An audit needs somebody to look at it"
    facts = (
        (Fact("Judgement as read", f"{audit.judgement.label}, not settled yet"),) if audit.judgement else ()
    )
    problems = [problem.message for problem in audit.reading.problems]
    if audit.form.confidential:
        problems = [f"{NOT_IN_CHAT} In the central record {kept_as(audit.id)}", *problems]
    return Notice(
        preview=PREVIEW,
        heading=f"Look at this first: {heading[0].lower()}{heading[1:]}" if first else heading,
        facts=(*facts, *case_facts(audit)),
        paragraphs=(
            "It is kept, but not recorded, and nobody has been told of it.",
            *problems,
            AT_THE_DESK,
            *((_by_command(audit.mail_id),) if audit.form.confidential and audit.mail_id else ()),
        ),
        buttons=() if audit.form.confidential else _buttons(audit),
        without_buttons="" if audit.form.confidential else _without_buttons(audit),
    )


def _without_buttons(audit: AuditFacts) -> str:
    return _by_command(audit.mail_id) or whole_audit(audit, in_qa_team=True)


def _buttons(audit: AuditFacts) -> tuple[Button, ...]:
    """To the desk; an audit that came by no mail is not there, and only opens."""
    return (open_button(audit),) if audit.mail_id is None else (_to_the_desk(audit.mail_id),)


def _to_the_desk(mail_id: int) -> Button:
    return Button("Open at the review desk", REVIEW_DESK, str(mail_id), "primary")


def _by_command(mail_id: int | None) -> str:
    return f"`auditbot review show {mail_id} --config FILE` opens it there." if mail_id is not None else ""


def _about_a_question(mail: MailFacts, step: StepFacts) -> Notice | Nothing:
    """To whoever asked: what the answer says is read at the desk, and that the question came back."""
    if mail.state != "review":
        return Nothing("it has been settled since")
    came_back = step.what == "not-delivered"
    stands = f"It stands with mail {mail.id}, first at the review desk."
    return Notice(
        preview=UNDELIVERED if came_back else ANSWERED,
        heading=UNDELIVERED if came_back else ANSWERED,
        facts=(Fact("From", mail.sent_by), Fact("Received", shown_time(mail.received))),
        paragraphs=(f"{step.note} Please ask in another way, or settle it without.",)
        if came_back
        else (stands,),
        buttons=(_to_the_desk(mail.id),),
        without_buttons=_by_command(mail.id),
    )


def _mail(mail: MailFacts) -> Notice | Nothing:
    if mail.state != "review":
        return Nothing("somebody has looked at it since")
    found = [
        f"{attachment.kind}: {attachment.reason}" for attachment in mail.attachments if attachment.reason
    ]
    return Notice(
        preview=PREVIEW,
        heading="A mail needs somebody to look at it",
        facts=(
            Fact("From", mail.sent_by),
            Fact("Received", shown_time(mail.received)),
            Fact("Where it is", f"in the mailbox “{mail.mailbox}”, in the folder Review or where it arrived"),
        ),
        paragraphs=(
            mail.reason or "It could not be settled without a person.",
            *found,
            f"The mail is kept as it came. {AT_THE_DESK}",
        ),
        buttons=(_to_the_desk(mail.id),),
        without_buttons=_by_command(mail.id),
        footnote=f"It is mail {mail.id} at the review desk and in `auditbot export messages`.",
    )
