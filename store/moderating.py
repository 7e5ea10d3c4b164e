"""Audits whose judgement is well above an area (A-29): kept for the QA team to look at, and what came of it.

The judgement is the auditor's: nothing here changes it.
"""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import object_session

from framework.checking import JUDGEMENT_AND_AREAS
from framework.reading import Reading
from store.standing import stands
from store.tables import Audit, Delivery, Moderation
from store.telling import tell_qa_team
from store.unit_of_work import UnitOfWork

MODERATION, MODERATED = "moderation", "moderated"
LONGEST_LINE = 1000
_PERIOD = "moderation-"


class Finding(StrEnum):
    """What whoever moderates comes to."""

    AGREES = "agrees"
    LOOK_AGAIN = "look-again"


class LookedAtMeanwhile(ValueError):
    """Somebody else has moderated it, or it does not stand any more. The text says which."""


def is_for_moderation(reading: Reading) -> bool:
    """Whether an audit is to be looked at by the QA team."""
    return any(notice.code == JUDGEMENT_AND_AREAS for notice in reading.notices)


def call_for_moderation(work: UnitOfWork, audit: Audit) -> None:
    """Have the QA team told, once for each time that there is something new to look at."""
    period = f"audit-{audit.id}-{len(moderations_of(audit))}"
    tell_qa_team(work, MODERATION, audit_id=audit.id, period=period)


def reason_changed(work: UnitOfWork, audit: Audit) -> None:
    """The auditor has put something beside the form right: whoever asked for another look is told."""
    last = next(reversed(moderations_of(audit)), None)
    if audit.for_moderation and last is not None and last.finding == Finding.LOOK_AGAIN:
        call_for_moderation(work, audit)


def waiting_for_moderation(work: UnitOfWork) -> list[Audit]:
    """The audits that stand and with which nobody has agreed yet: those nobody has looked at first, then by age."""
    found = select(Audit).where(stands(), Audit.for_moderation).order_by(Audit.id)
    rows = [(audit, _last(audit)) for audit in work.session.scalars(found)]
    waiting = [(audit, last) for audit, last in rows if last is None or last.finding != Finding.AGREES]
    return [audit for audit, _ in sorted(waiting, key=lambda each: (each[1] is not None, each[0].id))]


def moderate(work: UnitOfWork, audit: Audit, by: str, finding: Finding, words: str, *, seen: int) -> None:
    """Keep what somebody of the QA team finds, and have the auditor told.

    `seen` is how many findings they knew of. LookedAtMeanwhile where there are more by now, or the audit was
    amended or taken back.
    """
    work.hold(f"moderation-{audit.identity}")
    if work.audits.superseded(audit):
        raise LookedAtMeanwhile("The audit was amended or taken back meanwhile. Look at how it stands now.")
    if len(moderations_of(audit)) != seen:
        raise LookedAtMeanwhile(
            "Somebody else has looked at it meanwhile. What they found stands with the audit."
        )
    row = Moderation(audit_id=audit.id, at=work.now, by=by, finding=finding.value, words=words)
    work.session.add(row)
    work.session.flush()
    if audit.auditor_email:
        work.outbox.add(MODERATED, audit.auditor_email, audit_id=audit.id, period=f"{_PERIOD}{row.id}")
    work.log.add("audit-moderated", f"audit {audit.id}", who=by, finding=finding.value)


def moderations_of(audit: Audit) -> Sequence[Moderation]:
    """What was found of one version, in its order."""
    session = object_session(audit)
    if session is None:
        return ()
    wanted = select(Moderation).where(Moderation.audit_id == audit.id).order_by(Moderation.id)
    return list(session.scalars(wanted))


def moderations_of_all(audit: Audit) -> Sequence[Moderation]:
    """What was found of any version of the audit, in its order."""
    session = object_session(audit)
    if session is None:
        return ()
    wanted = select(Moderation).join(Audit, Moderation.audit_id == Audit.id)
    return list(session.scalars(wanted.where(Audit.identity == audit.identity).order_by(Moderation.id)))


def moderation_told(work: UnitOfWork, delivery: Delivery) -> Moderation | None:
    """The finding that a delivery to the auditor tells of."""
    number = (delivery.period or "").removeprefix(_PERIOD)
    found = delivery.kind == MODERATED and number.isdecimal()
    return work.session.get(Moderation, int(number)) if found else None


def _last(audit: Audit) -> Moderation | None:
    return next(reversed(moderations_of(audit)), None)
