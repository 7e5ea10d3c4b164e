"""Documents that go with a delivery: made at the moment of sending, from what is true then."""

from dataclasses import dataclass

from framework.pack import Pack
from mail.writing import written_audit
from store.record_duties import RECORD_COPY
from store.tables import Delivery
from store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Paper:
    """A file to put beside a message. `name` says nothing of the case, and is that of this delivery alone."""

    name: str
    content: bytes


def paper_of(work: UnitOfWork, delivery: Delivery, pack: Pack) -> Paper | None:
    """The document that a delivery carries, or None where it carries none."""
    audit = work.audits.get(delivery.audit_id) if delivery.audit_id is not None else None
    if delivery.kind != RECORD_COPY or audit is None:
        return None
    return Paper(paper_name(delivery), written_audit(audit, pack, for_the_record=True))


def paper_name(delivery: Delivery) -> str:
    """By which it is found again in Slack, which keeps nothing else with a file."""
    return f"record-copy-audit-{delivery.audit_id}-{delivery.id}.docx"
