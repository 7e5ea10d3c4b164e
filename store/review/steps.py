"""The steps of an item: added one after another, changed only as `ReviewStep` says."""

from typing import Any

from sqlalchemy import func, select

from store.tables import ReviewStep
from store.unit_of_work import UnitOfWork


def keep_step(
    work: UnitOfWork,
    message_id: int,
    who: str,
    what: str,
    *,
    audit_id: int | None = None,
    where: str = "",
    value: str = "",
    note: str = "",
    before: dict[str, Any] | None = None,
) -> int:
    """Keep a step and log it, without its words; its id, which is the item's version from now on."""
    step = ReviewStep(
        message_id=message_id,
        audit_id=audit_id,
        at=work.now,
        who=who,
        what=what,
        where=where,
        value=value,
        note=note,
        before=before or {},
    )
    work.session.add(step)
    work.session.flush()
    record = f"audit {audit_id}" if audit_id else f"message {message_id}"
    work.log.add(f"review-{what}", record, who=who, step=step.id)
    return step.id


def last_step_id(work: UnitOfWork, message_id: int) -> int:
    """The version of an item: the id of its last step, 0 if there is none."""
    last = select(func.max(ReviewStep.id)).where(ReviewStep.message_id == message_id)
    return work.session.scalar(last) or 0


def period_of(step_id: int) -> str:
    """The period of a delivery that is about a step."""
    return f"step-{step_id}"


def step_of(period: str | None) -> int | None:
    """The step that a delivery with that period is about; None if it is about something else."""
    name, _, number = (period or "").partition("-")
    return int(number) if name == "step" and number.isdecimal() else None
