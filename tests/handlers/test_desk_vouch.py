"""Vouching for a stranger at the review desk: nobody does it without knowing what would go out then."""

import datetime as dt
from email.message import EmailMessage

import pytest

from framework.reading import Answer, Reading
from framework.words import Judgement
from handlers.slack.desk import names
from handlers.slack.desk.vouching import what_would_come
from handlers.slack.visiting import Desk
from mail.intake import Intake, Trust
from mail.parts import Limits
from mail.reading import read_bytes
from mail.writing import write
from store.tables import Audit
from tests.handlers.at_desk import Seat, item
from tests.handlers.conftest import Bench
from tests.handlers.council import CASE, HEAD, QA, SUPPORT, audit, people, supervision

STRANGER = "someone@elsewhere.example"


def intake(bench: Bench) -> Intake:
    def read(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
        return read_bytes(content, name, bench.pack, sent=sent)

    return Intake(bench.store, bench.pack, read, Trust(domains=("council.example",)))


def from_a_stranger(bench: Bench, *readings: Reading) -> int:
    """A mail with these audit tools, as the intake leaves it: at the desk, unheard."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = STRANGER, "audits@council.example", "Audit"
    message["Date"] = dt.datetime(2014, 1, 15, 9, 30, tzinfo=dt.UTC)
    message.set_content("Attached.")
    for number, reading in enumerate(readings):
        tool = write(bench.pack.form(reading.form or ""), reading, bench.pack)
        message.add_attachment(
            tool, maintype="application", subtype="octet-stream", filename=f"audit-{number}.docx"
        )
    with bench.store.writing() as work:
        kept = work.messages.keep("audits", message.as_bytes())
        work.commit()
    assert intake(bench).work_through() == 1
    assert item(bench, kept.id).state == "review"
    return kept.id


def recorded(bench: Bench) -> int:
    with bench.store.reading() as work:
        return work.session.query(Audit).count()


def poor(bench: Bench, judgement: Judgement = Judgement.INADEQUATE) -> Reading:
    answers = tuple(
        Answer(number=area.number, grade=4 if area.number == 2 else 1, comment="Seen in the file.")
        for area in bench.pack.form("tier1-generic").areas
    )
    return audit(bench.pack, judgement, answers=answers)


def test_an_escalation_goes_out_that_nobody_saw_coming(bench: Bench) -> None:
    mail, before = from_a_stranger(bench, poor(bench)), bench.deliveries()
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.press(names.VOUCH)
        text = bess.shows("If you vouch for them")
        assert f"*Case:* {CASE}" in text
        assert "*Judgement:* Inadequate" in text
        assert "2. Appropriate consideration and analysis of risk: inadequate (4)" in text
        assert "Voice/wishes" not in text
        assert "an escalation to Hugo Head (Head of Service)" in text
        assert "would go out at once" in text
        assert (item(bench, mail).steps, len(bench.deliveries()), recorded(bench)) == ((), len(before), 0)
        assert bess.seat.submit({names.WRITTEN: "I telephoned them."}) == {}
        bess.shows("goes through again")
    (step,) = item(bench, mail).steps
    assert (step.what, step.note) == ("vouch", "I telephoned them.")
    bench.later()
    intake(bench).work_through()
    assert item(bench, mail).state == "filed"
    escalated = {each.recipient for each in bench.deliveries(kind="escalation")}
    named = {person.email for person in people() if person.name in text}
    assert HEAD in escalated
    assert escalated <= named


def test_the_window_promises_what_does_not_happen(bench: Bench) -> None:
    """What has a doubt in it waits at the desk, believed or not; what is known already tells nobody again."""
    doubtful = poor(bench).model_copy(update={"case_id": None})
    mail = from_a_stranger(bench, doubtful, audit(bench.pack, Judgement.GOOD, "tier2"))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.press(names.VOUCH)
        text = bess.shows("If you vouch for them")
    assert "It would wait at the review desk: Case ID" in text
    assert "*Judgement:* Good" in text
    assert "Hugo Head" not in text


def test_a_supervision_record_is_shown_by_vouching(bench: Bench) -> None:
    mail = from_a_stranger(bench, supervision(bench.pack))
    with bench.chatting():
        quinn = Seat(bench, QA)
        quinn.open(str(mail))
        assert names.VOUCH not in quinn.actions()


@pytest.mark.parametrize("sure", [True, False])
def test_a_look_is_taken_for_the_word(bench: Bench, sure: bool) -> None:
    mail = from_a_stranger(bench, poor(bench))
    with bench.chatting():
        bess = Seat(bench, SUPPORT)
        bess.open(str(mail))
        bess.press(names.VOUCH)
        bess.shows("If you vouch for them")
        if sure:
            assert bess.seat.submit() == {}
            bess.shows("goes through again")
        else:
            bess.seat.close_view()
    assert item(bench, mail).trusted_by == (SUPPORT if sure else None)


def test_what_vouching_would_set_off_is_said_of_more_than_the_council_unpacks(bench: Bench) -> None:
    mail = from_a_stranger(bench, poor(bench))
    shown = item(bench, mail)
    with bench.store.reading() as work:
        raw = work.messages.raw(work.messages.get(mail))
    for limits, tools in ((Limits(), 1), (Limits(part=1_000), 0)):
        desk = Desk(bench.store, bench.pack, bench.slack, limits=limits)
        assert len(what_would_come(desk, shown, raw)) == tools
