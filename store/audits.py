"""Audits and their versions."""

import datetime as dt

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from framework.reading import Reading
from store.identity import Identity, identity_of
from store.tables import Audit


class Audits:
    """Every audit that was recorded or waits for a person."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def get(self, audit_id: int) -> Audit | None:
        """The audit with that id, or None."""
        return self._session.get(Audit, audit_id)

    def add(self, audit: Audit) -> None:
        """Keep an audit; it has its id afterwards."""
        self._session.add(audit)
        self._session.flush()

    def versions(self, identity: str) -> list[Audit]:
        """The recorded versions of an audit, first to last."""
        found = select(Audit).where(Audit.identity == identity, Audit.version.is_not(None))
        return list(self._session.scalars(found.order_by(Audit.version)))

    def versions_made_from(self, content_sha256: str) -> list[Audit]:
        """The versions of the audit that was made from a document with that content, first to last."""
        made = select(Audit.identity).where(
            Audit.content_sha256 == content_sha256, Audit.version.is_not(None)
        )
        identity = self._session.scalars(made.order_by(Audit.id.desc())).first()
        return self.versions(identity) if identity else []

    def key_of(self, identity: Identity) -> str:
        """The key under which an audit is kept: that of its first version, whoever the directory knew then."""
        recorded = select(Audit).where(Audit.subject == identity.subject, Audit.version.is_not(None))
        for audit in self._session.scalars(recorded.order_by(Audit.id)):
            if identity.same_auditor(identity_of_audit(audit)):
                return audit.identity
        return identity.key

    def of_unknown_auditors(self, identity: Identity) -> list[Audit]:
        """Recorded audits of the same tool, case and date, where it is not known that the auditor is another."""
        recorded = select(Audit).where(Audit.subject == identity.subject, Audit.version.is_not(None))
        return [
            audit
            for audit in self._session.scalars(recorded.order_by(Audit.id))
            if not (identity.auditor_email and audit.auditor_email)
        ]

    def in_review(self, content_sha256: str) -> Audit | None:
        """The same content, waiting for a person."""
        same = _WAITING.where(Audit.content_sha256 == content_sha256)
        return self._session.scalars(same).first()

    def waiting(self, form: str | None = None, case_id: str | None = None) -> list[Audit]:
        """Every audit that a person must look at, oldest first.

        With `form`, those of that audit tool only; with `case_id`, those of that case or of none that could be
        read.
        """
        found = _WAITING
        if form is not None:
            found = found.where(Audit.form == form)
        if case_id is not None:
            found = found.where(or_(Audit.case_id == case_id, Audit.case_id.is_(None)))
        return list(self._session.scalars(found))

    def superseded(self, audit: Audit) -> bool:
        """Whether it no longer stands: corrected or withdrawn since, or nobody need look at it any more."""
        if audit.version is None:
            return audit.replaced_by_id is not None or audit.status != "review"
        standing = select(func.max(Audit.version)).where(
            Audit.identity == audit.identity, Audit.withdrawn.is_(None)
        )
        return self._session.scalars(standing).one() != audit.version

    def stands_anew(self, audit: Audit) -> bool:
        """Whether a later version stands recorded."""
        return any(v.version > (audit.version or 0) for v in self.standing(audit.identity) if v.version)

    def standing(self, identity: str) -> list[Audit]:
        """The recorded versions of an audit that were not withdrawn, first to last."""
        return [version for version in self.versions(identity) if version.withdrawn is None]


_WAITING = select(Audit).where(Audit.status == "review", Audit.replaced_by_id.is_(None)).order_by(Audit.id)


def identity_of_audit(audit: Audit) -> Identity:
    """The identity of a kept audit."""
    return identity_of(Reading.model_validate(audit.reading), audit.auditor_email)
