"""Answering whoever sent or did an audit: what was found in the mail, and what became of it."""

import re

from handlers.about import LINK, About, AuditFacts, MailFacts
from handlers.notice import START_AUDIT, Button, Fact, Nothing, Notice
from handlers.notices.common import audit_name, recorded_as
from handlers.recipients import who_is_told
from handlers.words import shown_date, shown_time

PREVIEW = "Your mail to the audits mailbox has arrived"
PREVIEW_FOR_THE_AUDITOR = "Your audit has arrived in the audits mailbox"
PREVIEW_FOR_THE_AUTHOR = "A mail of yours has arrived in the audits mailbox"
SEND_AGAIN = "Please send the completed audit tool again as a Word document, without a password."
HOLD_IT_HERE = "Or hold the audit here with me."
_TO_THE_REVIEWER = ("Ask the sender", "Look at it", "Open it", "Save what")

NOT_FOLLOWED = (
    "Links to documents were not followed. If one leads to an audit tool, please send the file itself."
)


def receipt(about: About) -> Notice | Nothing:
    """One line for each audit tool in the mail; to an auditor who did not send it, for each new one of theirs.

    The auditor sees the judgement and who is told; who only passed it on, and whom a forward names as its author,
    see the case reference and the audit tool. Supervision and observation records show nothing of what is in
    them (A-34).
    """
    mail = about.mail
    if mail is None:
        return Nothing("the mail is not there any more")
    if about.recipient != mail.sender and any(
        audit.auditor_email == about.recipient for audit in mail.audits
    ):
        return _to_the_auditor(about.recipient, mail)
    if about.recipient == mail.original_sender and about.recipient != mail.sender:
        return _to_the_author(about.recipient, mail)
    lines = [_audit(audit, about.recipient, mail) for audit in mail.audits]
    unread = _unread(mail)
    lines += unread
    again = bool(unread) or not lines
    if not lines:
        lines = [f"No audit tool was found in it. {SEND_AGAIN} The Quality Assurance team has been told."]
    return Notice(
        preview=PREVIEW,
        heading="Thank you, your mail has arrived",
        facts=(Fact("Received", shown_time(mail.received)),),
        paragraphs=tuple(lines),
        buttons=(Button("Start an audit", START_AUDIT, "receipt"),) if again else (),
        with_buttons=HOLD_IT_HERE if again else "",
    )


def _to_the_auditor(recipient: str, mail: MailFacts) -> Notice | Nothing:
    """What an auditor hears of a mail that somebody else sent; nothing of a copy of what stands already."""
    new = [a for a in mail.audits if a.auditor_email == recipient and a.id not in mail.known_before]
    if not new:
        return Nothing("the auditor's audits in this mail had been recorded before")
    them, were = ("Your audit", "was") if len(new) == 1 else ("Your audits", "were")
    done = (
        f"{were} recorded"
        if all(audit.version is not None and not audit.withdrawn for audit in new)
        else "came in by mail"
    )
    how = "forwarded" if mail.forwarded else "sent"
    came = f"From a mail that {mail.sent_by} {how} on {shown_time(mail.received)}."
    return Notice(
        preview=PREVIEW_FOR_THE_AUDITOR,
        heading=f"{them} {done}",
        paragraphs=(came, *(_audit(audit, recipient, mail) for audit in new)),
    )


def _to_the_author(recipient: str, mail: MailFacts) -> Notice | Nothing:
    """What somebody hears of whose mail was forwarded, or who at least is named in it as its author."""
    new = [audit for audit in mail.audits if audit.id not in mail.known_before]
    if not new:
        return Nothing("nothing in this mail was new")
    came = f"{mail.sent_by} forwarded it on {shown_time(mail.received)}; it names you as its sender."
    return Notice(
        preview=PREVIEW_FOR_THE_AUTHOR,
        heading="Your mail was forwarded to the audits mailbox",
        paragraphs=(came, *(_audit(audit, recipient, mail) for audit in new)),
    )


def _audit(audit: AuditFacts, recipient: str, mail: MailFacts) -> str:
    name = audit_name(audit)
    own = audit.auditor_email == recipient
    if audit.withdrawn:
        return f"{name}: it was withdrawn."
    if audit.version is None:
        return f"{name}: not recorded yet. {_in_review(audit, own)}"
    if audit.id in mail.known_before:
        return f"{name}: it had been recorded before, so nothing was done again."
    recorded = recorded_as(audit)
    if audit.form.confidential or not own:
        return f"{name}: {recorded}."
    judged = f" Judgement: {audit.judgement.label}." if audit.judgement else ""
    return f"{name}, {shown_date(audit.reading.date)}: {recorded}.{judged} {who_is_told(audit.recipients)}"


def _in_review(audit: AuditFacts, own: bool) -> str:
    asked = "The Quality Assurance team has been asked to look at it."
    if not own or audit.form.confidential:
        return asked
    problems = " ".join(problem.message for problem in audit.reading.problems)
    return f"{problems} {asked} If you can put it right, please send the audit tool again."


def _to_the_sender(reason: str) -> str:
    """Why an attachment was not read, without what the person at the review desk is asked to do about it."""
    sentences = re.split(r"(?<=[.!?])\s+", reason)
    kept = [each for each in sentences if not each.startswith(_TO_THE_REVIEWER)]
    return " ".join(kept).strip() or "It could not be read."


def _unread(mail: MailFacts) -> list[str]:
    """What could not be used: where it looked like an audit tool or was a link; else only if nothing was found."""
    said = ("rejected", "not-read") if mail.audits else ("rejected", "not-read", "not-taken")
    lines = [
        f"{attachment.kind}: it could not be used. {_to_the_sender(attachment.reason)} {SEND_AGAIN}"
        for attachment in mail.attachments
        if attachment.outcome in said and attachment.kind != LINK
    ]
    return [*lines, NOT_FOLLOWED] if any(a.kind == LINK for a in mail.attachments) else lines
