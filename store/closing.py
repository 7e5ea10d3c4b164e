"""What waits for a person and has come right since, and the mails that then wait for nobody any more."""

from collections.abc import Sequence

from framework.reading import Reading
from store.audits import identity_of_audit
from store.candidates import Candidate
from store.identity import repeats
from store.outcomes import UNREAD, Outcome, follow, undecided
from store.tables import Audit, Message
from store.unit_of_work import UnitOfWork
from store.withdrawing import period_of_mail


def close_reviews(work: UnitOfWork, audit: Audit, case: Candidate, mail: Message | None) -> None:
    """What waits for a person and was sent again since, now without doubt, needs nobody any more.

    `mail` is the mail that put it right, if it was one.
    """
    waiting = [w for w in work.audits.waiting(audit.form, audit.case_id) if w is not audit]
    right = [each for each in waiting if each.sent < audit.sent and _came_right(each, case)]
    unsure = [each for each in right if _may_be_another(each)]
    for each in right:
        if each in unsure and len(unsure) > 1:
            continue  # which of them came right no program can settle
        replace(work, each, audit)
    close_mails(work, audit, [each for each in right if each.replaced_by_id is not None], mail)


def replace(work: UnitOfWork, waiting: Audit, by: Audit) -> None:
    """Nobody need look at it any more: the other stands recorded."""
    waiting.replaced_by_id = by.id
    follow(waiting.messages, waiting, Outcome.DUPLICATE)
    work.outbox.withdraw(waiting.id, "It came again without doubt before this was sent.")
    work.log.add("review-closed", f"audit {waiting.id}", by=f"audit {by.id}")


def close_mails(work: UnitOfWork, by: Audit, settled: Sequence[Audit], mail: Message | None) -> None:
    """File the mails at the desk that waited for nothing but what `by` has settled; their senders hear of it.

    `mail` is the mail that put it right, which ends by itself.
    """
    work.session.flush()
    waited = {each.id for audit in settled for each in audit.messages if each is not mail}
    for each in (work.messages.hold(mail_id) for mail_id in sorted(waited)):
        if each.state == "review" and not _still_waits(each):
            how = f"with mail {mail.id}" if mail else "otherwise"
            work.messages.end(each, "filed", f"What waited in it has come right {how}, as audit {by.id}.")
            work.log.add("mail-filed", f"message {each.id}", by=f"audit {by.id}")
            if each.answerable and each.sender and (mail is None or each.sender != mail.sender):
                period = period_of_mail(by.id, each)
                work.outbox.add("settled", each.sender, message_id=each.id, period=period)


def _still_waits(mail: Message) -> bool:
    """Whether anything in a mail wants a person, but the audits that have been settled."""
    waits = any(audit.status == "review" and audit.replaced_by_id is None for audit in mail.audits)
    unread = any(each.outcome in UNREAD for each in mail.attachments) or undecided(mail)
    return waits or bool(mail.problem) or bool(unread)


def _may_be_another(waiting: Audit) -> bool:
    """Whether the case, the auditor or the date stands on it and was refused, so that it may be any."""
    reading = Reading.model_validate(waiting.reading)
    refused = {problem.where for problem in reading.problems if problem.code != "missing"}
    return any(getattr(reading, place) is None for place in refused & {"case_id", "completed_by", "date"})


def _came_right(waiting: Audit, case: Candidate) -> bool:
    """Whether `case` is the same audit: by its identity, or where that is in doubt, by all that it says."""
    identity = identity_of_audit(waiting)
    if identity.complete:
        return identity.subject == case.identity.subject and identity.same_auditor(case.identity)
    return repeats(case.reading, Reading.model_validate(waiting.reading))
