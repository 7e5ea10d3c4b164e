"""Finding recorded audits: the newest of all, those that somebody did, those that somebody was told of."""

from functools import cache

from sqlalchemy import ColumnElement, Executable, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from framework.pack import Pack
from handlers.about import AuditLine
from store.tables import Audit, Recipient
from store.unit_of_work import UnitOfWork

_SHOWN = 10
_LINE = (Audit.id, Audit.form, Audit.version, Audit.case_id, Audit.date, Audit.auditor_email)


def latest(work: UnitOfWork, pack: Pack, limit: int = _SHOWN) -> tuple[AuditLine, ...]:
    """The newest of the central record."""
    return _lines(work, pack, _latest(), limit=limit)


def told_to(work: UnitOfWork, pack: Pack, email: str, limit: int = _SHOWN) -> tuple[AuditLine, ...]:
    """The newest that somebody was told of and did not do."""
    return _lines(work, pack, _told_to(), email=email, limit=limit)


def done_by(work: UnitOfWork, pack: Pack, email: str, limit: int = _SHOWN) -> tuple[AuditLine, ...]:
    """The newest that somebody did, those that still wait for a person among them."""
    return _lines(work, pack, _done_by(), email=email, limit=limit)


def count_done_by(work: UnitOfWork, email: str) -> int:
    """How many audits somebody did."""
    return work.session.execute(_count_done_by(), {"email": email}).scalar_one()


def _lines(work: UnitOfWork, pack: Pack, found: Executable, **given: object) -> tuple[AuditLine, ...]:
    rows = work.session.execute(found, given).all()
    told: dict[int, set[str]] = {}
    if rows:
        for audit_id, email in work.session.execute(_told(), {"ids": [row[0] for row in rows]}):
            told.setdefault(audit_id, set()).add(email.lower())
    return tuple(
        AuditLine(
            id=number,
            form=pack.form(form),
            version=version,
            case_id=case_id,
            date=date,
            auditor_email=auditor.lower() if auditor else None,
            told=frozenset(told.get(number, ())),
        )
        for number, form, version, case_id, date, auditor in rows
    )


# Made once: Home asks all of these whenever somebody looks


@cache
def _latest() -> Executable:
    return _newest(_stands())


@cache
def _told_to() -> Executable:
    email = bindparam("email")
    told = select(Recipient.audit_id).where(Recipient.email == email, Recipient.untold.is_(None))
    of_others = or_(Audit.auditor_email.is_(None), Audit.auditor_email != email)
    return _newest(_stands() & Audit.id.in_(told) & of_others)


@cache
def _done_by() -> Executable:
    return _newest(_theirs())


@cache
def _count_done_by() -> Executable:
    return select(func.count(Audit.id)).where(_theirs())


@cache
def _told() -> Executable:
    of_these = Recipient.audit_id.in_(bindparam("ids", expanding=True))
    told = Recipient.email.is_not(None) & Recipient.untold.is_(None)
    return select(Recipient.audit_id, Recipient.email).where(of_these, told)


def _newest(which: ColumnElement[bool]) -> Executable:
    return select(*_LINE).where(which).order_by(Audit.id.desc()).limit(bindparam("limit"))


def _theirs() -> ColumnElement[bool]:
    waits = (Audit.version.is_(None)) & (Audit.status == "review") & (Audit.replaced_by_id.is_(None))
    return (Audit.auditor_email == bindparam("email")) & or_(_stands(), waits)


def _stands() -> ColumnElement[bool]:
    later = aliased(Audit)
    superseded = (
        select(later.id)
        .where(later.identity == Audit.identity, later.version > Audit.version, later.withdrawn.is_(None))
        .exists()
    )
    return Audit.version.is_not(None) & Audit.withdrawn.is_(None) & ~superseded
