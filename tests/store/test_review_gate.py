"""What may be filed: nothing that may be an audit leaves the desk before a person has said that it is none."""

import pytest

from framework.reading import Problem
from store.review import NotYet
from store.tables import Attachment
from store.unit_of_work import UnitOfWork, in_one_transaction
from tests.store.council import Council, audit_tool
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
