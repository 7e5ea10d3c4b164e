"""Feedback reaches the practitioner, and what they reply stays beside the audit, seen by those who may."""

from collections.abc import Iterator
from typing import Any

import pytest

from framework.reading import Reading
from framework.words import Judgement
from handlers.about import ReplyFacts
from handlers.notice import Notice
from handlers.notices import notice_of
from handlers.rendering import to_letter, to_slack
from handlers.slack.people.replying import open_reply, replied
from handlers.slack.people.reviewing import reviewed
from handlers.slack.visiting import Desk, Did
from store.export import export
from store.submitting import submit
from tests.handlers import council
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, HEAD, MANAGER, QA, SUPPORT, WORKER, audit, observation
from tests.handlers.noticed import NOON, about, facts
from tests.handlers.seats import filled_view, labels, wait_for

WELL = "He is seen weekly, and it shows."
WORDS = "I had asked for the report <!channel> twice.\nIt came late."


def submitted(bench: Bench, reading: Reading, amends: int | None = None, **beside: str) -> int:
    """An audit handed in by its auditor in chat."""
    auditor = next(person for person in council.people() if person.email == AUDITOR)
    reading = reading.model_copy(update={"date": bench.clock().date(), "actions": ()})
    with bench.store.writing() as work:
        before = work.audits.get(amends) if amends else None
        done = submit(work, reading, auditor=auditor, beside=beside, pack=bench.pack, amends=before)
        work.commit()
    assert done.audit is not None
    return done.audit.id


@pytest.fixture
def told(bench: Bench) -> Iterator[Bench]:
    """The practitioner was told of an audit of their work, and the bot is there."""
    with bench.chatting():
        submitted(bench, audit(bench.pack, Judgement.GOOD), strengths=WELL)
        bench.deliver()
        yield bench


def write(bench: Bench, words: str, email: str = WORKER) -> dict[str, str]:
    seat = bench.ws.as_member(email)
    message = bench.inbox(WORKER)[-1]
    seat.press(message["ts"], "audit-reply")
    seat.wait_for_view(title="Your reply")
    return seat.submit({"words": words})


def test_the_practitioner_hears_nothing_of_an_audit_of_their_work(told: Bench) -> None:
    (message,) = told.inbox(WORKER)
    text = str(message["blocks"])
    assert WELL in text and "Overall judgement: Good" in text and CASE in text
    assert labels(message) == ["Write a reply", "I have seen this"]
    assert message["text"] == "Feedback from an audit of your work"
    assert council.SECRET not in text  # what is said of each area is for the auditor to talk through


def test_what_was_found_stands_in_an_e_mail(bench: Bench) -> None:
    record = facts(audit(bench.pack, Judgement.GOOD), bench.pack, beside={"strengths": WELL})
    found = notice_of(about("shared", WORKER, audit=record))
    assert isinstance(found, Notice)
    letter = to_letter(found)
    assert WELL not in letter.text + letter.html and "Good" not in letter.text
    assert WELL in str(to_slack(found))


def test_a_reply_is_lost_or_overwritten_or_told_to_nobody(told: Bench) -> None:
    assert write(told, WORDS) == {}
    assert "kept beside the audit" in filled_view(told, WORKER)
    told.ws.as_member(WORKER).close_view()
    assert write(told, "And one thing more.") == {}
    told.deliver()
    for email in (AUDITOR, MANAGER):
        replies = [m for m in told.inbox(email) if "has replied" in str(m["blocks"])]
        assert len(replies) == 2
        assert all("report" not in str(m) for m in replies)
    assert [m for m in told.inbox(HEAD) if "replied" in str(m)] == []
    with told.store.reading() as work:
        (row,) = export(work, "audits", told.pack)
    assert [(each["by"], each["words"]) for each in row["replies"]] == [
        (WORKER, WORDS),
        (WORKER, "And one thing more."),
    ]


def test_the_reply_is_not_beside_the_audit_for_those_who_may_see_it(told: Bench) -> None:
    write(told, WORDS)
    told.deliver()
    message = told.inbox(MANAGER)[-1]
    told.ws.as_member(MANAGER).press(message["ts"], "audit-open")
    shown = filled_view(told, MANAGER)
    assert "What the practitioner replies" in shown and "&lt;!channel&gt; twice" in shown


def test_the_same_reply_sent_twice_is_two_replies(told: Bench) -> None:
    for _ in range(2):
        write(told, WORDS)
        told.ws.as_member(WORKER).close_view()
    with told.store.reading() as work:
        (row,) = export(work, "audits", told.pack)
    assert len(row["replies"]) == 1


def test_an_empty_reply_is_kept(told: Bench) -> None:
    assert write(told, "  ")["words"]
    with told.store.reading() as work:
        (row,) = export(work, "audits", told.pack)
    assert row["replies"] == []


def test_somebody_else_replies_in_the_practitioners_place(told: Bench) -> None:
    for email in (SUPPORT, MANAGER):
        seat = told.ws.as_member(email)
        before = len(told.inbox(email))
        assert seat.open_view() is None
        _pressed_elsewhere(told, email)
        wait_for(lambda email=email, before=before: len(told.inbox(email)) > before)
        assert "Only the practitioner" in str(told.inbox(email)[-1])


def _pressed_elsewhere(bench: Bench, email: str) -> None:
    """The practitioner's button, pressed by somebody who has it from somewhere."""
    user = next(m.id for m in bench.ws.state.members.values() if m.email == email)
    open_reply(Desk(bench.store, bench.pack, bench.slack), Did(key=f"x-{email}", user=user, value="1"))


def test_a_mailed_audit_is_shared_though_its_auditor_has_not_talked_it_over(bench: Bench) -> None:
    bench.record(audit(bench.pack))
    assert bench.deliveries(kind="shared") == []


def test_an_amended_audit_is_told_to_the_practitioner_only_where_its_judgement_has_changed(
    bench: Bench,
) -> None:
    first = submitted(bench, audit(bench.pack, Judgement.GOOD))
    bench.deliver()
    again = submitted(bench, audit(bench.pack, Judgement.GOOD, comments="Put right."), amends=first)
    submitted(bench, audit(bench.pack, Judgement.INADEQUATE, comments="Put right."), amends=again)
    bench.deliver()
    told = [str(message["blocks"]) for message in bench.inbox(WORKER)]
    assert len(told) == 2 and "was amended" in told[1] and "Inadequate" in told[1]


def test_the_practitioner_who_was_observed_has_no_right_of_reply(bench: Bench) -> None:
    with bench.chatting():
        submitted(bench, observation(bench.pack))
        bench.deliver()
        assert labels(bench.inbox(WORKER)[-1]) == ["Write a reply", "I have seen this"]
        assert labels(bench.inbox(MANAGER)[-1]) == ["I have seen this"]
        write(bench, WORDS)
        bench.deliver()
        last = str(bench.inbox(AUDITOR)[-1]["blocks"])
        assert "has replied" in last and "twice" not in last and "confidential" in last


def test_the_person_of_a_supervision_file_is_told_of_it(bench: Bench) -> None:
    submitted(bench, council.supervision(bench.pack))
    assert bench.deliveries(recipient=WORKER) == []


def test_somebody_who_may_not_see_the_audit_is_given_a_button_to_it(bench: Bench) -> None:
    record = facts(audit(bench.pack), bench.pack, recipients=())
    reply: Any = ReplyFacts("Wanda Worker", NOON, WORDS)
    for email, opens in ((MANAGER, False), (AUDITOR, True), (QA, True)):
        found = notice_of(about("reply", email, audit=record, reply=reply))
        assert isinstance(found, Notice)
        assert ("Open" in [button.label for button in found.buttons]) is opens
        assert WORDS not in str(found)


def test_a_window_that_slack_sends_twice_is_kept_twice(told: Bench) -> None:
    desk = Desk(told.store, told.pack, told.slack)
    user = next(m.id for m in told.ws.state.members.values() if m.email == WORKER)
    answers: list[dict[str, Any]] = []
    did = Did(key="once", user=user, context="1", given={"words": WORDS})
    for _ in range(2):
        replied(desk, did, lambda **answer: answers.append(answer))
    assert [bool(answer) for answer in answers] == [True, False]
    no_action = Did(key="other", user=user, context="4711", filled={"reviewed": "2026-01-01"})
    reviewed(desk, no_action, lambda **answer: answers.append(answer))
    assert answers[-1]["response_action"] == "errors"
    with told.store.reading() as work:
        (row,) = export(work, "audits", told.pack)
    assert len(row["replies"]) == 1
