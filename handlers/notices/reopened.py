"""Telling whoever was told what became of a mail that this was taken back."""

from handlers.about import About, AuditFacts, MailFacts
from handlers.notice import Fact, Nothing, Notice, Wait
from handlers.notices.common import audit_name
from handlers.words import shown_time

PREVIEW = "What you were told about a mail to the audits mailbox no longer stands"


def reopened(about: About) -> Notice | Nothing | Wait:
    """That a filing or rejection was taken back; nothing for who was not told of it, or once it is settled anew.

    An auditor who did not send the mail hears of their own audits alone.
    """
    mail = about.mail
    if mail is None:
        return Nothing("the mail is not there any more")
    if mail.state != "review":
        return Nothing("it has been settled anew, which is told by itself")
    if about.undecided:
        return Wait("what was taken back is just being sent")
    if not about.told:
        return Nothing("was never sent what was taken back")
    withdrawn = [each for each in mail.audits if each.withdrawn and _concerns(about, mail, each)]
    names = dict.fromkeys(audit_name(each) for each in withdrawn)
    whose = "Your mail" if about.recipient == mail.sender else "A mail that names you"
    return Notice(
        preview=PREVIEW,
        heading=f"{whose} is being looked at again",
        facts=(Fact("Received", shown_time(mail.received)),),
        paragraphs=(
            *(f"{name}: it was withdrawn, and is not recorded for now." for name in names),
            f"What you were told about it was taken back at the review desk, to be looked at again. {_then(about)}",
        ),
    )


def _then(about: About) -> str:
    """A sender who is not believed any more may hear nothing of it later."""
    if about.step is not None and about.step.what == "vouch":
        return "Nothing is needed from you, unless somebody asks you about it."
    return "Nothing is needed from you: you are told once it is settled."


def _concerns(about: About, mail: MailFacts, audit: AuditFacts) -> bool:
    return about.recipient in (mail.sender, mail.original_sender, audit.auditor_email)
