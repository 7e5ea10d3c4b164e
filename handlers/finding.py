"""Finding recorded audits: the newest of all, those that somebody did, those that somebody was told of."""

from sqlalchemy import Select, func, or_, select

from store.standing import stands
from store.tables import Audit, Recipient
from store.unit_of_work import UnitOfWork


def latest(work: UnitOfWork, limit: int = 10) -> list[Audit]:
    """The newest of the central record."""
    return _rows(work, _standing(), limit)


def told_to(work: UnitOfWork, email: str, limit: int = 10) -> list[Audit]:
    """The newest that somebody was told of and did not do."""
    told = select(Recipient.audit_id).where(Recipient.email == email, Recipient.untold.is_(None))
    of_others = or_(Audit.auditor_email.is_(None), Audit.auditor_email != email)
    return _rows(work, _standing().where(Audit.id.in_(told), of_others), limit)


def done_by(work: UnitOfWork, email: str, limit: int = 10, *, after: int = 0) -> list[Audit]:
    """The newest that somebody did, those that still wait for a person among them; `after` so many of them."""
    return list(work.session.scalars(_done_by(email).order_by(Audit.id.desc()).offset(after).limit(limit)))


def count_done_by(work: UnitOfWork, email: str) -> int:
    """How many audits somebody did."""
    return work.session.scalars(select(func.count()).select_from(_done_by(email).subquery())).one()


def _rows(work: UnitOfWork, found: Select[Audit], limit: int) -> list[Audit]:
    return list(work.session.scalars(found.order_by(Audit.id.desc()).limit(limit)))


def _standing() -> Select[Audit]:
    return select(Audit).where(stands())


def _done_by(email: str) -> Select[Audit]:
    waits = (Audit.version.is_(None)) & (Audit.status == "review") & (Audit.replaced_by_id.is_(None))
    return select(Audit).where(Audit.auditor_email == email, or_(stands(), waits))
