"""The same audit tool, however it comes and however often, is one audit; each sender hears what became of it."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from framework.words import Judgement
from handlers.gathering import about
from handlers.notice import Notice
from handlers.notices import notice_of
from mail.reading import read_bytes
from mail.writing import RecordNote, write
from store.export import export
from store.tables import Delivery
from tests.journeys.world import PACK, SENT, audit_tool, mail
from tests.mail.office import Office, attached, believed

MAX, BO = "max.manager@council.example", "bo.support@council.example"
FIRST = audit_tool(Judgement.GOOD, grade=2)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.store.database.close()


def zipped(document: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("audit.docx", document)
    return packed.getvalue()


def laid_out_anew(document: bytes) -> bytes:
    """Another document that says the same: other bytes, another layout."""
    (reading,) = read_bytes(document, "audit.docx", PACK)
    return write(PACK.form("tier1-generic"), reading, PACK, record=RecordNote(audit_id=7, recorded=SENT))


def versions(office: Office) -> list[int | None]:
    with office.store.reading() as work:
        return [row["version"] for row in export(work, "audits", PACK)]


def receipts(office: Office) -> dict[str, list[str]]:
    """What each sender is told of each of their mails."""
    said: dict[str, list[str]] = {}
    with office.store.reading() as work:
        for delivery in work.session.query(Delivery).filter(Delivery.kind == "receipt").order_by(Delivery.id):
            notice = notice_of(about(work, delivery, PACK))
            if isinstance(notice, Notice):
                said.setdefault(delivery.recipient, []).append(" ".join(notice.paragraphs))
    return said


@pytest.mark.parametrize("how", ["as it was", "zipped", "laid out anew"])
def test_the_same_audit_tool_from_two_senders_is_one_audit_and_both_hear_of_it(
    office: Office, how: str
) -> None:
    office.take(believed(mail(FIRST)))
    second = {"as it was": FIRST, "zipped": zipped(FIRST), "laid out anew": laid_out_anew(FIRST)}[how]
    raw = mail(None, sender=BO, message_id="<2@council.example>")
    row = office.take(believed(attached(raw, (second, "audit.zip" if how == "zipped" else "audit2.docx"))))
    assert (row["state"], versions(office)) == ("filed", [1])
    said = receipts(office)
    assert "recorded. Judgement: Good." in said[MAX][0]
    assert "had been recorded before" in said[BO][0]
    assert len(said[MAX]) == 1


def test_a_corrected_tool_supersedes_the_first_and_an_old_copy_of_it_asks_a_person(office: Office) -> None:
    office.take(believed(mail(FIRST)))
    corrected = audit_tool(Judgement.REQUIRES_IMPROVEMENT, grade=3)
    later = SENT.replace(hour=11)
    row = office.take(believed(mail(corrected, sent=later, message_id="<2@council.example>")))
    assert (row["state"], versions(office)) == ("filed", [1, 2])
    assert "recorded as a correction (version 2)" in receipts(office)[MAX][1]
    copy = mail(FIRST, sender=BO, sent=later.replace(hour=12), message_id="<3@council.example>")
    again = office.take(believed(copy))
    assert (again["state"], versions(office)) == ("review", [1, 2, None])
    assert "not recorded yet" in receipts(office)[BO][0]


def test_the_same_bytes_twice_in_one_mail_are_one_audit(office: Office) -> None:
    row = office.take(believed(attached(mail(FIRST), (FIRST, "copy of audit.docx"))))
    assert (row["state"], versions(office)) == ("filed", [1])
