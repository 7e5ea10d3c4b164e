"""Audits and their versions."""

import datetime as dt
import hashlib
import json

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from framework.reading import Reading
from store.tables import Audit

_CONTENT = (
    "form",
    "case_id",
    "completed_by",
    "social_worker",
    "date",
    "answers",
    "overall",
    "comments",
    "actions",
    "fields",
)


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

    def in_review(self, content_sha256: str) -> Audit | None:
        """The same content, waiting for a person."""
        found = select(Audit).where(Audit.content_sha256 == content_sha256, Audit.status == "review")
        return self._session.scalars(found.order_by(Audit.id)).first()

    def superseded(self, audit: Audit) -> bool:
        """Whether a corrected version has come since."""
        if audit.version is None:
            return False
        newest = select(func.max(Audit.version)).where(Audit.identity == audit.identity)
        return self._session.scalars(newest).one() != audit.version


def content_sha256(reading: Reading) -> str:
    """The hash of what an audit tool says, whatever mail or file it came in."""
    said = reading.model_dump(mode="json", include=set(_CONTENT))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def identity(reading: Reading, auditor: str) -> str:
    """Which audit this is a version of: the tool, the case or people it is about, who did it, and its date.

    `auditor` is the auditor's address if known, else the name as written.
    """
    about = reading.case_id or (reading.fields.get("supervisee") or reading.social_worker or "")
    parts = (
        reading.form or "",
        _plain(about),
        _plain(auditor),
        reading.date.isoformat() if reading.date else "",
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _plain(written: str) -> str:
    return " ".join(written.casefold().replace(".", " ").replace(",", " ").split())
