"""A practitioner without an account in Slack: the auditor learns it at once, and can keep their words for them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from framework.directory import Person
from framework.words import Judgement
from handlers.notice import Notice
from handlers.notices import notice_of
from handlers.notices.feedback import shared
from handlers.rendering import to_letter, to_slack
from handlers.slack.people.replying import open_reply
from handlers.slack.visiting import Desk, Did
from store.export import export
from store.replying import may_write_down
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, HEAD, MANAGER, QA, WORKER, audit, case, observation, people
from tests.handlers.limits import hold_message
from tests.handlers.noticed import about, facts
from tests.handlers.seats import filled_view, labels
from tests.handlers.test_replies import WELL, submitted

ELSEWHERE = "wanda.away@council.example"  # an address without an account
SAYS = "I had asked for the report twice."


def without_account(person: Person) -> Person:
    return person.model_copy(update={"email": ELSEWHERE}) if person.email == WORKER else person


@pytest.fixture
def away(bench: Bench) -> Iterator[Bench]:
    """The practitioner has no account; the bot is there."""
    bench.people_are([without_account(each) for each in people()])
    with bench.store.writing() as work:
        work.people.replace_cases([case().model_copy(update={"social_worker_email": ELSEWHERE})])
        work.commit()
    with bench.chatting():
        yield bench


def word(bench: Bench) -> dict[str, object]:
    bench.deliver()
    (found,) = [m for m in bench.inbox(AUDITOR) if "cannot be reached" in str(m["blocks"])]
    return found


def replies(bench: Bench) -> list[dict[str, str]]:
    with bench.store.reading() as work:
        (row,) = export(work, "audits", bench.pack)
    return row["replies"]


def test_the_auditor_never_learns_that_the_practitioner_is_not_reached(away: Bench) -> None:
    submitted(away, audit(away.pack, Judgement.GOOD), strengths=WELL)
    message = word(away)
    assert labels(message)[0] == "Write down what they say" and "Wanda Worker has not seen it" in str(message)
    away.later(120)
    assert word(away) == message
    assert away.deliveries(kind="shared")[0].sent is None


def test_findings_go_out_by_e_mail_or_the_auditor_is_left_to_think_that_they_were_seen(
    with_mail: Bench,
) -> None:
    with_mail.people_are([without_account(each) for each in people()])
    with with_mail.store.writing() as work:
        work.people.replace_cases([case().model_copy(update={"social_worker_email": ELSEWHERE})])
        work.commit()
    submitted(with_mail, audit(with_mail.pack, Judgement.GOOD), strengths=WELL)
    word(with_mail)
    letters = [letter for letter in with_mail.postbag.mails if ELSEWHERE in str(letter["To"])]
    assert len(letters) == 1
    body = letters[0].get_body(("plain",))
    said = body.get_content() if body else ""
    assert "right of reply" in " ".join(said.split())
    assert WELL not in said and "Good" not in said and "Good" not in str(letters[0]["Subject"])


def test_their_words_are_lost_or_taken_for_the_auditors(away: Bench) -> None:
    audit_id = submitted(away, audit(away.pack, Judgement.GOOD))
    message = word(away)
    seat = away.ws.as_member(AUDITOR)
    seat.press(str(message["ts"]), "audit-reply-for")
    view = seat.wait_for_view(title="What they say")
    assert "What does Wanda Worker say?" in str(view)
    assert seat.submit({"words": SAYS}) == {}
    assert "written down by you" in filled_view(away, AUDITOR)
    assert [(r["by"], r["written_by"], r["words"]) for r in replies(away)] == [(ELSEWHERE, AUDITOR, SAYS)]
    away.deliver()
    told = [m for m in away.inbox(MANAGER) if "has replied" in str(m["blocks"])]
    assert len(told) == 1 and "Paula Auditor" in str(told[0]) and SAYS not in str(told[0])
    assert all("has replied" not in str(m) for m in away.inbox(AUDITOR))
    seat.close_view()
    seat.press(str(message["ts"]), "audit-open")
    shown = filled_view(away, AUDITOR)
    assert "*Wanda Worker*, written down by Paula Auditor" in shown and SAYS in shown
    assert audit_id == 1


def test_a_practitioner_whom_the_directory_does_not_know_is_forgotten(bench: Bench) -> None:
    bench.people_are([each for each in people() if each.email != WORKER])
    with bench.chatting():
        submitted(bench, audit(bench.pack, Judgement.GOOD, social_worker="Wilf Willow"))
        message = word(bench)
        assert "Wilf Willow has not seen it" in str(message)
        seat = bench.ws.as_member(AUDITOR)
        seat.press(str(message["ts"]), "audit-reply-for")
        seat.wait_for_view(title="What they say")
        assert seat.submit({"words": SAYS}) == {}
    assert [r["by"] for r in replies(bench)] == ["Wilf Willow"]


def test_others_put_words_into_the_practitioners_mouth(away: Bench) -> None:
    submitted(away, audit(away.pack, Judgement.GOOD))
    word(away)
    desk = Desk(away.store, away.pack, away.slack)
    for email in (MANAGER, HEAD, QA):
        user = next(m.id for m in away.ws.state.members.values() if m.email == email)
        open_reply(desk, Did(key=f"x-{email}", user=user, value="1:for"))
        assert "Only the practitioner" in str(away.inbox(email)[-1])


def test_the_auditor_writes_for_somebody_who_was_reached(bench: Bench) -> None:
    with bench.chatting():
        submitted(bench, audit(bench.pack, Judgement.GOOD))
        bench.deliver()
        assert all("cannot be reached" not in str(m) for m in bench.inbox(AUDITOR))
    with bench.store.reading() as work:
        row = work.audits.get(1)
        assert row is not None and not may_write_down(work, row, AUDITOR)


def test_a_record_about_staff_brings_word_of_feedback(away: Bench) -> None:
    submitted(away, observation(away.pack))
    away.deliver()
    assert away.deliveries(kind="unreached") == []


def test_the_word_to_the_auditor_holds_what_was_found(bench: Bench) -> None:
    record = facts(audit(bench.pack, Judgement.INADEQUATE), bench.pack, beside={"strengths": WELL})
    notice = notice_of(about("unreached", AUDITOR, audit=record))
    assert isinstance(notice, Notice)
    letter = to_letter(notice)
    said = "".join(hold_message(each) for each in to_slack(notice))
    assert all(word not in said + letter.text + letter.html for word in (WELL, "Inadequate"))
    again = shared(about("shared", WORKER, audit=record))
    assert isinstance(again, Notice) and "can write your words down" in again.without_buttons
    assert not isinstance(
        notice_of(about("unreached", AUDITOR, audit=replace(record, superseded=True))), Notice
    )
