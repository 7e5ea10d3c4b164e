"""The copy for the child's record says all that the audit says of the child, and nothing about staff (A-47)."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from framework.forms import Form
from framework.reviewing import Done, Review
from mail.reading import read_bytes
from mail.writing import left_out, written_audit
from store.replying import add_reply
from store.reviewing import add_review
from store.tables import Action, Audit
from store.unit_of_work import Store
from tests.databases import migrated
from tests.mail.test_writing_read_back import said
from tests.mail.writing_samples import PACK, TIERS, all_text, filled

BESIDE = {
    "strengths": "Seen every week, also when it was hard.",
    "practitioner_absent_because": "On leave that week",
    "child_asked_by": "The social worker",
    "child_said": "I like it that she comes.",
    "reflection": "I will write it down sooner.",
}
ABOUT_STAFF = ("On leave that week", "I will write it down sooner.")


def kept(form: Form, **changed: Any) -> Audit:
    """An audit as it stands in the database."""
    reading = filled(form)
    given = {"id": 42, "form": form.id, "reading": reading.model_dump(mode="json"), "beside": BESIDE}
    recorded = dt.datetime(2014, 7, 16, 13, 5, tzinfo=dt.UTC)
    return Audit(**(given | {"recorded": recorded} | changed))


def opened(audit: Audit, **how: bool) -> tuple[str, str]:
    document = Document(io.BytesIO(written_audit(audit, PACK, **how)))
    return all_text(document), document.sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize("form", TIERS)
def test_remarks_about_staff_stay_out_of_the_childs_record_and_in_the_quality_assurance_copy(
    form: Form,
) -> None:
    audit = kept(form)
    whole, of_quality = opened(audit)
    copy, of_record = opened(audit, for_the_record=True)
    for words in BESIDE.values():
        assert words in whole
        assert (words in copy) == (words not in ABOUT_STAFF)
    assert "What was said of managers_comments" not in copy
    assert ("What was said of managers_comments" in whole) == (form.id == "tier1-plo")
    assert "Quality assurance copy" in of_quality and "Record copy" not in of_quality
    assert "Record copy" in of_record and "2 answers about staff" in of_record


def test_the_time_of_the_audit_is_londons_and_not_that_of_the_computer() -> None:
    assert "16 July 2014 at 14:05" in opened(kept(PACK.form("tier2")))[1]


@pytest.mark.parametrize("form", TIERS)
def test_what_was_asked_beside_the_form_is_not_read_as_a_part_of_it(form: Form) -> None:
    audit = kept(form)
    readings = []
    for beside in ({}, BESIDE):
        audit.beside = beside
        (again,) = read_bytes(written_audit(audit, PACK), "record.docx", PACK, sent=dt.date(2014, 1, 16))
        readings.append(said(again))
    assert readings[0] == readings[1]


def test_what_was_left_out_is_said_by_what_was_asked_and_only_where_there_was_an_answer() -> None:
    plo = kept(PACK.form("tier1-plo"))
    assert left_out(plo, PACK)[0] == "Managers’ and Social Workers’ Comments"
    assert len(left_out(plo, PACK)) == 3
    assert left_out(kept(PACK.form("tier2"), beside={"strengths": "Visits."}), PACK) == ()


def test_what_supervision_found_and_the_practitioner_replied_is_missing_in_the_document(
    tmp_path: Path,
) -> None:
    store = Store(migrated(tmp_path / "auditbot.db"), lambda: dt.datetime(2014, 2, 3, 12, tzinfo=dt.UTC))
    form = PACK.form("tier1-generic")
    done = Review(dt.date(2014, 2, 3), Done.YES, "Seen at home.", "He sleeps.", "QQ", "q@council.example")
    with store.writing() as work:
        audit = kept(form, identity="i", subject="s", version=1, **_COLUMNS)
        audit.actions = [Action(number=1, action=filled(form).actions[0].action, who="x", timescale="")]
        work.audits.add(audit)
        add_review(work, audit.actions[0].id, done)
        add_reply(work, audit, "w@council.example", "I asked for the report twice.")
        whole, _ = opened(audit)
        copy, of_record = opened(audit, for_the_record=True)
    assert all(words in whole for words in ("Seen at home.", "He sleeps.", "3 February 2014", "QQ"))
    assert "He sleeps." in copy
    assert "I asked for the report twice." in whole and "I asked for the report twice." not in copy
    assert "about staff" in of_record
    store.database.close()


_COLUMNS: dict[str, Any] = {
    "pack": PACK.id,
    "status": "accepted",
    "content_sha256": "0" * 64,
    "source": "chat",
    "sent": dt.datetime(2014, 2, 3, 12, tzinfo=dt.UTC),
}
