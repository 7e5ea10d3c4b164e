"""Which step is the next to be taken back: one, or those that were taken together as a page of values."""

from dataclasses import dataclass

from sqlalchemy import select

from store.review.steps import period_of
from store.tables import Audit, Delivery, Message, ReviewStep
from store.unit_of_work import UnitOfWork

_NOT_STEPS = ("take-back", "answered", "not-delivered", "try-again")  # nobody's to take back
_OF_A_VALUE = ("correct", "settle")
GONE_OUT = "A question has gone out and is not taken back: ask again, or go on without the answer."


@dataclass(frozen=True)
class ToUndo:
    """The steps that taking back undoes, first to last; none if there is nothing to undo.

    `gone_out`: a question after them has gone out, which nothing takes back. `past` are the audits that wait no
    more, so that what was given in them stays.
    """

    steps: tuple[ReviewStep, ...] = ()
    gone_out: bool = False
    past: tuple[int, ...] = ()


def to_undo(work: UnitOfWork, message: Message) -> ToUndo:
    """What taking back would undo in an item, as it is now."""
    found = select(ReviewStep).where(
        ReviewStep.message_id == message.id,
        ReviewStep.undone.is_(None),
        ReviewStep.what.not_in(_NOT_STEPS),
    )
    rows = list(work.session.scalars(found.order_by(ReviewStep.id.desc())))
    gone_out, past = False, dict[int, None]()
    for step in rows:
        if step.what == "ask" and _has_gone_out(work, message, step):
            gone_out = True
        elif step.what in _OF_A_VALUE and step.audit_id and not _waits(work, step.audit_id):
            past[step.audit_id] = None
        else:
            return ToUndo(_together(step, rows), gone_out, tuple(past))
    return ToUndo((), gone_out, tuple(past))


def left_by(last: ToUndo) -> list[str]:
    """What taking back passes over, a sentence each."""
    past = [f"Audit {audit} does not wait any more: what was given in it stays." for audit in last.past]
    return [*([GONE_OUT] if last.gone_out else []), *past]


def first_of(step: ReviewStep) -> int:
    """The first of the steps that were taken together with this one; itself if it was taken alone."""
    return step.before.get("together") or step.id


def _together(step: ReviewStep, rows: list[ReviewStep]) -> tuple[ReviewStep, ...]:
    return tuple(reversed([row for row in rows if first_of(row) == first_of(step)]))


def _waits(work: UnitOfWork, audit_id: int) -> bool:
    audit = work.session.get_one(Audit, audit_id)
    return audit.status == "review" and audit.replaced_by_id is None


def _has_gone_out(work: UnitOfWork, message: Message, step: ReviewStep) -> bool:
    """Whether somebody may have had the question."""
    about = select(Delivery.id).where(
        Delivery.message_id == message.id,
        Delivery.period == period_of(step.id),
        Delivery.state != "cancelled",
        Delivery.attempts > 0,
    )
    return work.session.scalars(about.limit(1)).first() is not None
