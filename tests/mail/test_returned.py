"""What we sent and a mail server brings back: nobody waits for an answer to what never arrived."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from mail.outgoing import new_message_id
from store.tables import Delivery, LogEntry
from tests.journeys.world import mail
from tests.mail.office import QUALITY, Office, believed
from tests.mail.test_replies import MAX, answer, asked, goes_out, items, step, without_a_grade


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.store.database.close()


def bounce(of: str, recipient: str = MAX, action: str = "failed") -> bytes:
    """What a mail server sends when it could not deliver our mail with that Message-ID."""
    return (
        b"From: Mail Delivery System <mailer-daemon@council.example>\r\nReturn-Path: <>\r\nMIME-Version: 1.0\r\n"
        b"To: auditbot@council.example\r\nSubject: Undelivered Mail\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.council.example\r\n\r\n"
        + f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: 5.1.1\r\n".encode()
        + b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        + f"From: auditbot@council.example\r\nMessage-ID: {of}\r\n\r\n--b--\r\n".encode()
    )


def told(office: Office, kind: str) -> list[tuple[str, str | None]]:
    """Recipient and period of what waits of that kind and is about a step or a delivery."""
    with office.store.reading() as work:
        rows = work.session.scalars(
            select(Delivery).where(Delivery.kind == kind, Delivery.period.is_not(None))
        )
        return [(row.recipient, row.period) for row in rows]


def test_the_desk_waits_for_ever_for_the_answer_to_a_question_that_never_arrived(office: Office) -> None:
    item, question = asked(office)
    row = office.take(bounce(question))
    assert (row["state"], row["kind"]) == ("ignored", "automatic")
    (found,) = items(office)
    assert (found.id, found.awaits) == (item, "undelivered")
    came_back = found.steps[-1]
    assert (came_back.what, came_back.value) == ("not-delivered", MAX)
    assert came_back.note == f"The question could not be delivered to {MAX}."
    assert told(office, "review") == [(QUALITY, f"step-{came_back.id}")]
    with office.store.reading() as work:
        asked_of = select(Delivery).where(Delivery.mail_id == question)
        assert "could not be delivered" in work.session.scalars(asked_of).one().error
        logged = set(work.session.scalars(select(LogEntry.what)))
    assert "delivery-came-back" in logged


def test_a_question_that_came_back_is_told_twice_or_cannot_be_asked_again(office: Office) -> None:
    item, question = asked(office)
    office.take(bounce(question))
    office.take(bounce(question, action="failed").replace(b"Sorry.", b"Sorry again."))
    assert [each.what for each in items(office)[0].steps] == ["ask", "not-delivered"]
    assert step(office, "ask", item, "Once more: which grade?").awaits == "sender"


def test_an_answer_after_all_is_not_heard(office: Office) -> None:
    item, question = asked(office)
    office.take(bounce(question))
    office.take(answer("I mean 3.", question))
    assert {each.id: each.awaits for each in items(office)} == {item: "person"}


@pytest.mark.parametrize("action", ["delayed", "delivered"])
def test_a_question_that_is_only_late_counts_as_lost(office: Office, action: str) -> None:
    item, question = asked(office)
    office.take(bounce(question, action=action))
    assert [(each.id, each.awaits, len(each.steps)) for each in items(office)] == [(item, "sender", 1)]


def test_somebody_elses_bounce_marks_our_question(office: Office) -> None:
    item, _ = asked(office)
    office.take(bounce(new_message_id("auditbot@council.example")))
    assert [(each.id, each.awaits) for each in items(office)] == [(item, "sender")]


def test_a_receipt_that_came_back_is_known_to_nobody(office: Office) -> None:
    row = office.take(believed(mail(without_a_grade())))
    receipt = goes_out(office, "receipt")
    office.take(bounce(receipt))
    (found,) = items(office)
    assert (found.id, found.awaits) == (row["id"], "")
    assert found.steps[-1].note == f"The receipt could not be delivered to {MAX}."
    with office.store.reading() as work:
        delivery = work.session.scalars(select(Delivery).where(Delivery.mail_id == receipt)).one()
    assert told(office, "exception") == [(QUALITY, f"delivery-{delivery.id}")]
