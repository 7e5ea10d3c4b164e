"""What may be filed: nothing that may be an audit leaves the desk before a person has said that it is none."""

import pytest

from framework.reading import Problem
from store.review import NotYet, Refused
from store.tables import Attachment
from store.unit_of_work import UnitOfWork, in_one_transaction
from tests.store.council import Council, audit_tool, doubtful
from tests.store.desk import DeskOf


@pytest.fixture
def desk(council: Council) -> DeskOf:
    return DeskOf(council)


def unread(desk: DeskOf, kind: str = "other", content_type: str = "pdf") -> int:
    """A mail with an attachment that was not read, of a kind that only the machine said."""

    def attach(work: UnitOfWork, mail: int) -> None:
        message = work.messages.get(mail)
        message.kind = kind
        found = Attachment(path="scan.pdf", size=1, sha256="1" * 64, outcome="not-read")
        found.content_type = content_type
        work.messages.keep_attachments(message, [found])

    mail = desk.mail(name=f"A scan, {kind} {content_type}")
    in_one_transaction(desk.council.store, lambda work: attach(work, mail))
    return mail


@pytest.mark.parametrize("kind", ["other", "feedback", "audit"])
def test_an_audit_in_what_was_not_read_is_lost_by_filing_at_once(desk: DeskOf, kind: str) -> None:
    mail = unread(desk, kind)
    with pytest.raises(NotYet, match="key"):
        desk.take("file", mail)
    assert desk.item(mail).missing
    desk.take("say_kind", mail, "complaint")
    desk.take("take_back", mail)
    with pytest.raises(NotYet):
        desk.take("file", mail)
    desk.take("say_kind", mail, "complaint")
    assert desk.take("file", mail).state == "filed"


def test_what_only_a_machine_called_something_else_is_filed_without_a_look(desk: DeskOf) -> None:
    mail = desk.mail(name="Hello")
    with pytest.raises(NotYet, match="Say what it is"):
        desk.take("file", mail)
    desk.take("say_kind", mail, "other")
    assert desk.take("file", mail).state == "filed"


def test_an_audit_is_recorded_from_a_mail_that_is_said_to_be_none(desk: DeskOf) -> None:
    mail = desk.mail(
        audit_tool(2).with_problems(Problem(code="unplaced-text", message="Something is outside."))
    )
    audit = desk.audit_in(mail)
    desk.take("settle", mail, audit, "unplaced-text")
    desk.take("say_kind", mail, "feedback")
    with pytest.raises(NotYet, match="set it aside first"):
        desk.take("file", mail)
    desk.take("set_aside", mail, audit, "It is an example in a letter of thanks.")
    assert desk.take("file", mail).kind == "feedback"


def test_what_is_keyed_in_stays_something_else_than_an_audit(desk: DeskOf) -> None:
    mail = unread(desk)
    assert desk.take("key_in", mail, "tier2", "scan.pdf").kind == "audit"
    undone = desk.take("take_back", mail)
    assert (undone.kind, undone.kind_said) == ("other", False)
    with pytest.raises(NotYet, match="not read"):
        desk.take("file", mail)


def test_an_audit_keyed_in_and_taken_back_counts_as_one_that_came(desk: DeskOf) -> None:
    mail = desk.mail(name="See attached")
    desk.take("say_kind", mail, "audit")
    desk.take("key_in", mail, "supervision")
    assert desk.item(mail).confidential
    assert not desk.take("take_back", mail).confidential
    with pytest.raises(NotYet, match="No audit came of it"):
        desk.take("file", mail)


def beside(desk: DeskOf, *found: tuple[str, str, str]) -> tuple[int, int]:
    """A mail with a doubtful audit and what else is attached to it (path, kind, outcome); both ids."""
    mail = desk.mail(doubtful(audit_tool(2)))

    def attach(work: UnitOfWork) -> None:
        message = work.messages.get(mail)
        for path, kind, outcome in found:
            more = Attachment(path=path, content_type=kind, size=1, sha256="2" * 64, outcome=outcome)
            message.attachments.append(more)

    in_one_transaction(desk.council.store, attach)
    return mail, desk.audit_in(mail)


def outcomes(desk: DeskOf, mail: int) -> dict[str, str]:
    with desk.council.store.reading() as work:
        return {each.path: each.outcome for each in work.messages.get(mail).attachments}


SCAN, LINK, TOO_OLD = (
    ("scan.pdf", "pdf", "not-read"),
    ("link", "link", "not-read"),
    ("blank.docx", "docx", "rejected"),
)


def test_an_audit_beside_one_that_was_read_is_lost_by_filing_the_other(desk: DeskOf) -> None:
    mail, audit = beside(desk, SCAN, LINK, TOO_OLD)
    desk.take("correct", mail, audit, "answers.3.grade", "2")
    item = desk.item(mail)
    assert [each.path for each in item.unread] == ["scan.pdf", "link", "blank.docx"]
    assert len(item.missing) == 3
    for left in (2, 1, 0):
        with pytest.raises(NotYet, match=r"holds none|there is none"):
            desk.take("file", mail)
        item = desk.take("no_audit", mail, item.unread[0].id)
        assert len(item.missing) == len(item.unread) == left
    assert desk.take("file", mail).state == "filed"
    assert outcomes(desk, mail) == {
        "tier1.docx": "recorded",
        "scan.pdf": "no-audit",
        "link": "no-audit",
        "blank.docx": "no-audit",
    }


def test_what_is_no_document_is_asked_about(desk: DeskOf) -> None:
    mail, audit = beside(desk, ("logo.png", "png", "not-taken"), ("invite.ics", "calendar", "not-taken"))
    assert desk.item(mail).unread == ()
    with pytest.raises(Refused, match="Nobody need say"):
        desk.take("no_audit", mail, desk.item(mail).attachments[1].id)
    desk.take("correct", mail, audit, "answers.3.grade", "2")
    assert desk.take("file", mail).state == "filed"


def test_a_supervision_record_is_for_all_once_somebody_said_that_it_holds_no_audit(desk: DeskOf) -> None:
    mail, _ = beside(desk, ("notes.docx", "docx", "not-believed"))
    with desk.council.store.writing() as work:
        work.messages.get(mail).attachments[-1].reason = "Supervision file audit."
        work.commit()
    (unread,) = desk.item(mail).unread
    said = desk.take("no_audit", mail, unread.id)
    assert (said.unread, said.confidential) == ((), True)
    assert desk.do(lambda each: each.confidential()) == {mail}


def test_that_it_holds_no_audit_cannot_be_taken_back(desk: DeskOf) -> None:
    mail, _ = beside(desk, TOO_OLD)
    (unread,) = desk.item(mail).unread
    said = desk.take("no_audit", mail, unread.id, "An empty form.")
    assert [(step.what, step.where, step.note) for step in said.steps] == [
        ("no-audit", "blank.docx", "An empty form.")
    ]
    assert [each.outcome for each in desk.take("take_back", mail).unread] == ["rejected"]


def test_an_attachment_whose_audit_is_keyed_in_is_asked_about_still(desk: DeskOf) -> None:
    mail, audit = beside(desk, SCAN)
    desk.take("correct", mail, audit, "answers.3.grade", "2")
    keyed = desk.take("key_in", mail, "tier2", "scan.pdf")
    assert keyed.unread == ()
    desk.take("set_aside", mail, keyed.audits[-1].audit_id, "It is a copy of the other.")
    assert desk.take("file", mail).state == "filed"
    assert outcomes(desk, mail) == {"tier1.docx": "recorded", "scan.pdf": "set-aside"}
    assert outcomes(desk, desk.take("take_back", mail).id) == {"tier1.docx": "review", "scan.pdf": "not-read"}
    assert desk.item(mail).unread == ()


def test_an_attachment_of_a_rejected_mail_still_waits(desk: DeskOf) -> None:
    mail, _ = beside(desk, SCAN)
    desk.take("reject", mail, "A training example.")
    assert outcomes(desk, mail) == {"tier1.docx": "set-aside", "scan.pdf": "not-read"}
    desk.take("take_back", mail)
    assert outcomes(desk, mail) == {"tier1.docx": "review", "scan.pdf": "not-read"}


def test_an_attachment_still_waits_whose_audit_came_right_in_another_mail(desk: DeskOf) -> None:
    mail, _ = beside(desk)
    again = desk.mail(audit_tool(3), day=21, name="again")
    assert outcomes(desk, mail) == {"tier1.docx": "duplicate"}
    assert desk.message(mail).state == "filed"
    assert desk.message(again).state == "filed"
