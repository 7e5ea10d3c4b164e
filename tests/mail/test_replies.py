"""Answers to a question of the review desk come back to the item that was asked about, and only answers do."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from framework.reading import Reading
from framework.words import Judgement
from mail.outgoing import new_message_id
from mail.reading import read_bytes
from mail.writing import write
from store.review import Item, ReviewDesk, Turn
from store.tables import Delivery
from store.unit_of_work import in_one_transaction
from tests.journeys.world import PACK, SENT, audit_tool, mail
from tests.mail.golden.make import pasted
from tests.mail.office import QUALITY, Office, attached, believed, with_headers

MAX = "max.manager@council.example"
LATER = SENT + dt.timedelta(hours=2)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.store.database.close()


def without_a_grade() -> bytes:
    (reading,) = read_bytes(audit_tool(Judgement.REQUIRES_IMPROVEMENT), "audit.docx", PACK)
    answers = tuple(
        each.model_copy(update={"grade": None}) if each.number == 3 else each for each in reading.answers
    )
    return write(PACK.form("tier1-generic"), reading.model_copy(update={"answers": answers}), PACK)


def step(office: Office, name: str, item: int, *given: Any, **more: Any) -> Item:
    """A step at the desk on the item as it is."""

    def take(desk: ReviewDesk) -> Item:
        turn = Turn(item, desk.item(item).version, QUALITY)
        return getattr(desk, name)(turn, *given, **more)

    return in_one_transaction(office.store, lambda work: take(ReviewDesk(work, PACK)))


def items(office: Office) -> list[Item]:
    with office.store.reading() as work:
        return ReviewDesk(work, PACK).items()


def goes_out(office: Office, kind: str = "question") -> str:
    """What waits of that kind is sent by mail; the Message-ID of it."""
    with office.store.writing() as work:
        (delivery,) = work.session.scalars(select(Delivery).where(Delivery.kind == kind))
        mail_id = new_message_id("auditbot@council.example")
        work.outbox.sent(delivery, "email", mail_id=mail_id)
        work.commit()
    return mail_id


def asked(office: Office, raw: bytes | None = None) -> tuple[int, str]:
    """A mail that came without a grade, and whose sender was asked; its id, and the question's Message-ID."""
    row = office.take(believed(raw or mail(without_a_grade())))
    step(office, "ask", row["id"], "Which grade do you mean for area 3?")
    return row["id"], goes_out(office)


def answer(words: str, to: str, document: bytes | None = None, sender: str = MAX, **headers: str) -> bytes:
    raw = mail(
        document, sender=sender, subject="Re: A question", sent=LATER, message_id="<answer@council.example>"
    )
    raw = raw.replace(b"Please find it attached.\n", words.encode() + b"\n")
    return believed(raw, In_Reply_To=to, **headers)


def test_an_answer_comes_back_to_the_item_and_needs_nobody_itself(office: Office) -> None:
    office.take(believed(mail(None, subject="Older", message_id="<older@council.example>")))
    item, question = asked(office)
    row = office.take(answer("I mean 3.\n\nOn 16 January 2014 auditbot wrote:\n> Which grade?", question))
    assert (row["state"], row["answers"]) == ("filed", item)
    assert row["reason"] == f"An answer to a question about mail {item}."
    first = items(office)[0]
    assert (first.id, first.awaits) == (item, "person")
    assert (first.steps[-1].what, first.steps[-1].who, first.steps[-1].note) == ("answered", MAX, "I mean 3.")
    assert first.audits[0].reading.answers[2].grade is None
    with office.store.reading() as work:
        told = select(Delivery.period).where(Delivery.kind == "review", Delivery.recipient == QUALITY)
        assert f"step-{first.version}" in set(work.session.scalars(told))


def test_an_answer_that_quotes_the_reading_back_is_a_new_audit(office: Office) -> None:
    item, question = asked(office)
    quote = "".join(f"> {line}\n" for line in pasted(audit_tool()).decode().splitlines())
    row = office.take(answer(f"I mean 3.\n\nOn 16 January 2014 auditbot wrote:\n{quote}", question))
    assert (row["state"], row["answers"], office.audits()) == ("filed", item, 1)
    assert items(office)[0].steps[-1].note == "I mean 3."


def test_a_clean_audit_tool_in_the_answer_settles_the_item(office: Office) -> None:
    item, question = asked(office)
    row = office.take(answer("Here it is.", question, audit_tool(Judgement.REQUIRES_IMPROVEMENT)))
    assert (row["state"], row["kind"]) == ("filed", "audit")
    assert office.row(item)["state"] == "filed"
    assert f"mail {row['id']}" in office.row(item)["reason"]
    assert items(office) == []


def test_an_answer_with_another_doubtful_tool_is_an_item_of_its_own_and_answers_all_the_same(
    office: Office,
) -> None:
    item, question = asked(office)
    (reading,) = read_bytes(without_a_grade(), "audit.docx", PACK)
    other = write(PACK.form("tier1-generic"), reading.model_copy(update={"case_id": "900502"}), PACK)
    row = office.take(answer("And this one.", question, other))
    assert row["state"] == "review"
    assert {each.id: each.awaits for each in items(office)} == {item: "person", row["id"]: ""}


def test_an_out_of_office_reply_is_no_answer(office: Office) -> None:
    item, question = asked(office)
    row = office.take(answer("I am away.", question, Auto_Submitted="auto-replied"))
    assert (row["state"], row["kind"]) == ("ignored", "automatic")
    assert [(each.id, each.awaits) for each in items(office)] == [(item, "sender")]


def test_a_stranger_who_knows_the_number_of_the_question_is_not_heard(office: Office) -> None:
    item, question = asked(office)
    row = office.take(answer("Put 1.", question, sender="mallory@elsewhere.example"))
    assert row["state"] == "review"
    assert {each.id: each.awaits for each in items(office)} == {item: "sender", row["id"]: ""}


def test_a_stranger_who_was_asked_is_heard_and_still_not_believed(office: Office) -> None:
    partner = "partner@elsewhere.example"
    row = office.take(mail(audit_tool(), sender=partner))
    item = row["id"]
    step(office, "ask", item, "Who are you?", anyway=True)
    question = goes_out(office)
    reply = answer("The auditor.", question, audit_tool(Judgement.GOOD, grade=2), sender=partner)
    assert office.take(reply)["state"] == "review"
    assert office.audits() == 0
    first = items(office)[0]
    assert first.id == item
    assert first.steps[-1].note.startswith("Not confirmed: ")
    assert first.steps[-1].note.endswith("\n\nThe auditor.")


def test_an_answer_that_fails_the_check_of_its_domain_would_pass_for_that_of_the_person_asked(
    office: Office,
) -> None:
    item, question = asked(office)
    for number, results in enumerate(("mx.council.example; dmarc=fail header.from=council.example", "")):
        forged = with_headers(
            answer("Put 1.", question),
            Authentication_Results=results,
            Message_ID=f"<{number}@council.example>",
        )
        row = office.take(forged)
        assert (row["state"], row["answers"]) == ("review", item)
        assert row["reason"].endswith(f"An answer to a question about mail {item}.")
        assert not row["reason"].startswith("An answer")
        last = next(each for each in items(office) if each.id == item).steps[-1]
        assert last.what == "answered"
        assert last.note.startswith("Not confirmed: ")
        assert last.note.endswith("\n\nPut 1.")


def test_somebody_outside_who_was_asked_is_heard_once_their_own_domain_confirms_it(office: Office) -> None:
    partner = "partner@elsewhere.example"
    item = office.take(mail(audit_tool(), sender=partner))["id"]
    step(office, "ask", item, "Who are you?", anyway=True)
    question = goes_out(office)
    reply = answer("The auditor.", question, sender=partner)
    passed = "mx.council.example; dmarc=pass header.from=elsewhere.example"
    assert office.take(with_headers(reply, Authentication_Results=passed))["state"] == "filed"
    assert items(office)[0].steps[-1].note == "The auditor."


def test_an_answer_to_the_receipt_of_a_mail_that_waits_counts_too(office: Office) -> None:
    row = office.take(believed(mail(without_a_grade())))
    receipt = goes_out(office, "receipt")
    assert office.take(answer("Area 3 is a 3.", receipt))["state"] == "filed"
    assert items(office)[0].steps[-1].what == "answered"
    assert office.row(row["id"])["steps"] == 1


def test_an_answer_that_comes_once_all_is_settled_is_a_mail_for_a_person(office: Office) -> None:
    item, question = asked(office)
    step(office, "reject", item, "Nobody answered.")
    row = office.take(answer("Sorry, I was away.", question))
    assert row["state"] == "review"
    assert f"question about mail {item}" in row["reason"]


def test_a_mail_whose_sender_is_vouched_for_is_worked_through_again_and_believed(office: Office) -> None:
    row = office.take(mail(audit_tool(Judgement.INADEQUATE)))
    assert row["state"] == "review"
    step(office, "vouch", row["id"], "I called him.")
    office.intake.work_through()
    after = office.row(row["id"])
    assert (after["state"], after["trusted_by"]) == ("filed", QUALITY)
    assert office.audits() == 1
    assert ("escalation", "hal.east@council.example") in office.deliveries()
    assert ("receipt", MAX) in office.deliveries()


def test_a_stranger_who_is_vouched_for_hears_of_no_case_and_the_auditor_does(office: Office) -> None:
    row = office.take(mail(audit_tool(Judgement.INADEQUATE), sender="eve@elsewhere.example"))
    step(office, "vouch", row["id"], "I called her.")
    office.intake.work_through()
    told = {who for kind, who in office.deliveries() if kind in ("receipt", "settled")}
    assert told == {MAX}


def test_who_is_vouched_for_once_more_gets_the_receipt_that_was_called_off(office: Office) -> None:
    row = office.take(mail(audit_tool(Judgement.INADEQUATE)))
    for each in ("vouch", "take_back", "vouch"):
        step(office, each, row["id"])
        office.intake.work_through()
    with office.store.reading() as work:
        assert [each.state for each in work.outbox.receipts_of(row["id"])] == ["waiting"]


def test_a_kind_that_a_person_said_outlives_another_look(office: Office) -> None:
    row = office.take(mail(None, sender=MAX, subject="Hello"))
    step(office, "say_kind", row["id"], "complaint")
    step(office, "vouch", row["id"])
    office.intake.work_through()
    assert office.row(row["id"])["kind"] == "complaint"


def test_the_sender_of_the_first_form_hears_that_the_second_put_it_right(office: Office) -> None:
    first = office.take(believed(mail(without_a_grade(), sender="bo.support@council.example")))
    raw = mail(audit_tool(Judgement.REQUIRES_IMPROVEMENT), sent=LATER, message_id="<2@council.example>")
    office.take(believed(raw))
    assert office.row(first["id"])["state"] == "filed"
    assert ("settled", "bo.support@council.example") in office.deliveries()


def test_a_mail_with_an_unreadable_file_beside_what_came_right_stays_at_the_desk(office: Office) -> None:
    first = office.take(believed(attached(mail(without_a_grade()), (b"%PDF-1.7 nothing", "scan.pdf"))))
    raw = mail(audit_tool(Judgement.REQUIRES_IMPROVEMENT), sent=LATER, message_id="<2@council.example>")
    office.take(believed(raw))
    (item,) = items(office)
    assert (item.id, item.audits) == (first["id"], ())
    assert [each.outcome for each in item.attachments] == ["duplicate", "not-read"]


def test_a_supervision_record_is_confidential_though_its_sender_is_not_believed(office: Office) -> None:
    form = PACK.form("supervision")
    tool = write(form, Reading(form=form.id, completed_by="Max Manager", date=SENT.date()), PACK)
    office.take(mail(tool))
    office.take(mail(audit_tool(), message_id="<2@council.example>"))
    assert [item.confidential for item in items(office)] == [True, False]
