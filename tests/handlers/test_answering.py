"""Mail that answers mail: in the sender's own thread, with a way back to us, and never to a machine."""

import pytest

from handlers.answering import Place, place_of
from mail.parts import parse
from store.tables import Delivery
from tests.handlers.conftest import SENDER, Bench
from tests.handlers.council import QA
from tests.mail.letters import letter, wire

WRITER = "w.riter@elsewhere.example"
MAILBOXES = {"audits": "audits@council.example", "voice": "voice@council.example"}
SUBJECT = "Invented Child, born 1 January 2010"


def arrived(bench: Bench, *, mailbox: str = "audits", kind: str = "other", **headers: str) -> int:
    """A mail of WRITER's that was worked through."""
    raw = wire(letter(SUBJECT, sender=f"W Riter <{WRITER}>", **headers))
    with bench.store.writing() as work:
        message = work.messages.get(work.messages.keep(mailbox, raw).id)
        mail = parse(raw)
        message.message_id, message.sender, message.subject = mail.message_id or None, WRITER, mail.subject
        message.kind = kind
        work.messages.end(message, "review", "There is no audit tool in this mail.")
        work.commit()
        return message.id


def answer(bench: Bench, message_id: int, *recipients: str, kind: str = "receipt") -> None:
    with bench.store.writing() as work:
        for recipient in recipients or (WRITER,):
            work.outbox.add(kind, recipient, message_id=message_id)
        work.commit()
    bench.deliver(slack=None, reply_to=MAILBOXES)


def test_an_answer_would_stand_outside_the_thread_of_what_it_answers(with_mail: Bench) -> None:
    answer(
        with_mail,
        arrived(with_mail, message_id="<second@elsewhere.example>", references="<first@elsewhere.example>"),
    )
    (mail,) = with_mail.postbag.to(WRITER)
    assert mail["In-Reply-To"] == "<second@elsewhere.example>"
    assert mail["References"] == "<first@elsewhere.example> <second@elsewhere.example>"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_the_subject_of_somebodys_mail_would_be_repeated_with_the_name_in_it(with_mail: Bench) -> None:
    answer(with_mail, arrived(with_mail, message_id="<second@elsewhere.example>"))
    (mail,) = with_mail.postbag.to(WRITER)
    assert mail["Subject"].startswith("OFFICIAL-SENSITIVE: ")
    assert "Invented Child" not in mail.as_string()


def test_an_answer_to_our_answer_would_not_be_known(with_mail: Bench) -> None:
    answer(with_mail, arrived(with_mail, message_id="<second@elsewhere.example>"))
    (mail,) = with_mail.postbag.to(WRITER)
    (row,) = with_mail.deliveries(recipient=WRITER)
    assert row.mail_id == mail["Message-ID"]
    assert (row.mail_id or "").startswith("<")


@pytest.mark.parametrize("mailbox", list(MAILBOXES))
def test_answers_would_go_to_an_address_that_nobody_watches(with_mail: Bench, mailbox: str) -> None:
    answer(with_mail, arrived(with_mail, mailbox=mailbox))
    assert [mail["Reply-To"] for mail in with_mail.postbag.to(WRITER)] == [MAILBOXES[mailbox]]


def test_an_answer_to_what_is_about_no_mail_would_be_lost(with_mail: Bench) -> None:
    with with_mail.store.writing() as work:
        work.outbox.add("desk-reminder", QA, period="2014-01-15")
        row = work.session.query(Delivery).one()
        assert place_of(work, row, MAILBOXES) == Place("audits@council.example")


def test_somebody_else_would_get_a_reply_in_a_thread_that_they_never_had(with_mail: Bench) -> None:
    message_id = arrived(with_mail, message_id="<second@elsewhere.example>")
    answer(with_mail, message_id, QA, kind="review")
    (mail,) = with_mail.postbag.to(QA)
    assert (mail["In-Reply-To"], mail["References"]) == (None, None)
    assert mail["Reply-To"] == "audits@council.example"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"message_id": "no id at all"},
        {"message_id": "<a b@c>", "references": "nonsense <x@y> \x01"},
        {
            "message_id": "<ok@elsewhere.example>",
            "references": " ".join(f"<{n}@e.example>" for n in range(999)),
        },
    ],
)
def test_a_mail_with_odd_ids_would_never_be_answered(with_mail: Bench, headers: dict[str, str]) -> None:
    answer(with_mail, arrived(with_mail, **headers))
    (mail,) = with_mail.postbag.to(WRITER)
    assert len((mail["References"] or "").split()) <= 22
    assert mail["In-Reply-To"] == (headers.get("message_id") if "ok" in str(headers) else None)


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "auto-generated; owner=made-up"},
        {"precedence": "bulk"},
        {"precedence": "list"},
        {"x_auto_response_suppress": "All"},
        {"return_path": "<>"},
        {"list_id": "made-up.council.example"},
    ],
)
def test_two_machines_would_answer_each_other(with_mail: Bench, headers: dict[str, str]) -> None:
    answer(with_mail, arrived(with_mail, **headers))
    assert with_mail.postbag.mails == []
    (row,) = with_mail.deliveries(recipient=WRITER)
    assert (row.state, row.error) == ("cancelled", "a machine sent the mail, and no machine is answered")


def test_our_own_mail_would_be_answered(with_mail: Bench) -> None:
    answer(with_mail, arrived(with_mail, kind="own"))
    assert with_mail.postbag.mails == []


def test_people_would_not_be_told_because_a_machine_brought_it(with_mail: Bench) -> None:
    answer(with_mail, arrived(with_mail, auto_submitted="auto-generated"), QA, kind="review")
    assert len(with_mail.postbag.to(QA)) == 1


def test_the_sender_address_would_stand_twice_in_the_head(with_mail: Bench) -> None:
    message_id = arrived(with_mail)
    with with_mail.store.writing() as work:
        work.outbox.add("receipt", WRITER, message_id=message_id)
        work.commit()
    with_mail.deliver(slack=None, reply_to={"audits": SENDER})
    assert [mail["Reply-To"] for mail in with_mail.postbag.to(WRITER)] == [None]
