"""What goes out: to the right person, once, true at that moment, by the channel that reaches them."""

import datetime as dt
import threading
import time
from typing import Any

import pytest

from framework.reading import Problem, Status
from framework.words import Judgement
from handlers.notices import KINDS
from store.recording import Submission, record
from store.tables import Attachment, Audit, Delivery
from tests.handlers import council
from tests.handlers.conftest import Bench
from tests.handlers.council import (
    ASSISTANT,
    AUDITOR,
    CASE,
    HEAD,
    IRO,
    MANAGER,
    QA,
    SECRET,
    SENT,
    SUPPORT,
    WORKER,
    audit,
    observation,
    people,
)


def texts_of(message: dict[str, Any]) -> str:
    return str(message["blocks"])


def button_of(message: dict[str, Any], label: str) -> dict[str, Any]:
    elements = [e for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]
    return next(e for e in elements if e["text"]["text"] == label)


def without(email: str) -> list[Any]:
    return [p if p.email != email else p.model_copy(update={"active": False}) for p in people()]


def test_an_escalation_reaches_the_wrong_person_or_nobody(with_mail: Bench) -> None:
    bench = with_mail
    bench.record(audit(bench.pack, Judgement.INADEQUATE))
    bench.deliver()
    told = {p.email: bench.inbox(p.email) for p in people() if p.email != ASSISTANT}
    assert {email for email, inbox in told.items() if inbox} == {HEAD, MANAGER, IRO}
    (message,) = told[HEAD]
    assert message["text"] == "An audit needs your attention"
    for part in (
        "Inadequate",
        CASE,
        "Tier 1 audit",
        "Paula Auditor",
        "12 December 2013",
        "You are the Head of Service",
    ):
        assert part in texts_of(message)
    assert "action notice" not in texts_of(message)
    assert "beyond the framework" in texts_of(told[MANAGER][0])
    assert [m["To"] for m in bench.postbag.mails] == [ASSISTANT]
    assert {row.state for row in bench.deliveries()} == {"sent"}


def test_a_preview_or_a_subject_gives_a_case_away(with_mail: Bench) -> None:
    bench = with_mail
    bench.record(audit(bench.pack, Judgement.INADEQUATE))
    bench.deliver()
    bench.record(audit(bench.pack, Judgement.GOOD), SENT + dt.timedelta(hours=1))
    bench.later()
    bench.deliver()
    previews = [m["text"] for p in people() if p.email != ASSISTANT for m in bench.inbox(p.email)]
    previews += [str(mail["Subject"]) for mail in bench.postbag.mails]
    assert len(previews) == 8
    for preview in previews:
        for secret in (CASE, "Inadequate", "Good", "Paula", "Wanda"):
            assert secret not in preview


def test_what_somebody_wrote_leaves_the_record(with_mail: Bench) -> None:
    bench = with_mail
    for reading in (audit(bench.pack), observation(bench.pack)):
        bench.record(reading)
    bench.deliver()
    messages = [m for p in people() if p.email != ASSISTANT for m in bench.inbox(p.email)]
    assert len(messages) == 6
    assert all(SECRET not in str(message) for message in messages)
    assert all(SECRET not in mail.as_string() for mail in bench.postbag.mails)


def test_who_has_no_slack_account_is_not_told(with_mail: Bench) -> None:
    bench = with_mail
    bench.record(audit(bench.pack))
    bench.deliver()
    (mail,) = bench.postbag.to(ASSISTANT)
    (row,) = bench.deliveries(recipient=ASSISTANT)
    assert mail["Subject"] == "OFFICIAL-SENSITIVE: An audit needs your attention"
    body = mail.get_body(("plain",))
    assert body is not None
    assert f"ask the Quality Assurance team for audit {row.audit_id}" in body.get_content()
    assert mail.get_body(("html",)) is not None
    assert (row.state, row.channel) == ("sent", "email")


def test_a_guest_is_told_in_slack(with_mail: Bench) -> None:
    bench = with_mail
    guest = council.person("Guest Person", "guest@elsewhere.example", council.Role.HEAD_OF_SERVICE, team="")
    bench.people_are([p for p in people() if p.email != HEAD] + [guest])
    bench.record(audit(bench.pack))
    bench.deliver()
    assert bench.inbox("guest@elsewhere.example") == []
    assert len(bench.postbag.to("guest@elsewhere.example")) == 1


def test_who_cannot_be_reached_at_all_is_forgotten(bench: Bench) -> None:
    bench.record(audit(bench.pack))
    bench.deliver()
    (row,) = bench.deliveries(recipient=ASSISTANT)
    assert row.state == "failed"
    assert "no account" in row.error
    assert "[smtp]" in row.error
    message = bench.ws.as_member(QA).wait_for_text("Ada Assistant")
    assert ASSISTANT in texts_of(message)
    assert "tell them in another way" in texts_of(message)


def test_slack_refuses_and_nobody_is_told(with_mail: Bench) -> None:
    bench = with_mail
    bench.ws.faults.fail("chat.postMessage", error="restricted_action", times=3)
    bench.record(audit(bench.pack))
    bench.deliver(senders=1)
    assert len(bench.postbag.mails) == 4
    assert {row.channel for row in bench.deliveries()} == {"email"}


def test_a_rate_limit_loses_or_doubles_a_message(bench: Bench) -> None:
    bench.ws.faults.rate_limit("chat.postMessage", retry_after=7)
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.deliver()
    (row,) = bench.deliveries()
    assert (row.state, bench.inbox(MANAGER)) == ("waiting", [])
    assert 6 < (row.next_try - bench.clock()).total_seconds() <= 7
    bench.later(5)
    assert bench.deliver() == 0
    bench.later(3)
    bench.deliver()
    assert len(bench.inbox(MANAGER)) == 1
    bench.later(4000)
    assert bench.deliver() == 0


@pytest.mark.parametrize("method", ["users.lookupByEmail", "conversations.open", "chat.postMessage"])
def test_slack_out_of_order_loses_or_doubles_a_message(bench: Bench, method: str) -> None:
    bench.ws.faults.fail(method, error="internal_error")
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.deliver()
    assert bench.inbox(MANAGER) == []
    bench.later()
    bench.deliver()
    assert len(bench.inbox(MANAGER)) == 1


def test_a_lost_answer_sends_a_message_twice(bench: Bench) -> None:
    bench.ws.faults.drop_answer("chat.postMessage")
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.deliver()
    assert bench.deliveries()[0].state == "waiting"
    bench.later()
    bench.deliver()
    (message,) = bench.inbox(MANAGER)
    (row,) = bench.deliveries()
    assert (row.state, row.channel, row.posted_ts) == ("sent", "slack", message["ts"])
    assert message["metadata"] == {
        "event_type": "auditbot_delivery",
        "event_payload": {"delivery": row.id, "part": 1, "of": 1},
    }


def test_a_lost_answer_is_found_only_among_few_messages(bench: Bench) -> None:
    bench.ws.faults.drop_answer("chat.postMessage")
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.deliver()
    channel = bench.inbox(MANAGER)[0]["channel"]
    for number in range(450):
        bench.ws.as_member(MANAGER).say(f"Talk {number}")
    bench.later()
    bench.deliver()
    by_bot = [m for m in bench.inbox(MANAGER) if m["by_bot"]]
    assert len(by_bot) == 1
    assert by_bot[0]["channel"] == channel


def test_a_lost_answer_lets_an_outdated_message_count_as_never_sent(bench: Bench) -> None:
    bench.ws.faults.drop_answer("chat.postMessage")
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.deliver()
    bench.record(audit(bench.pack, Judgement.OUTSTANDING), SENT + dt.timedelta(hours=1))
    bench.deliver(smtp=None)
    bench.later()
    bench.deliver()
    bench.later()
    bench.deliver()
    first, second = bench.inbox(MANAGER)
    assert "Good: an audit for your attention" in texts_of(first)
    assert "Corrected from Good to Outstanding" in texts_of(second)


def test_two_workers_send_everything_twice(bench: Bench) -> None:
    for number in range(12):
        bench.record(audit(bench.pack, Judgement.GOOD, case_id=CASE, date=dt.date(2013, 12, number + 1)))
    bench.ws.faults.slow("chat.postMessage", 0.05, times=12)
    workers = [bench.worker(senders=3) for _ in range(2)]
    threads = [threading.Thread(target=worker.run_once) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(bench.inbox(MANAGER)) == 12
    assert {row.attempts for row in bench.deliveries()} == {1}


def test_a_slow_send_outlives_its_lease_and_is_sent_by_another(bench: Bench) -> None:
    """The lease is prolonged just before sending, so that the second worker leaves it alone."""
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.ws.faults.slow("chat.postMessage", 2.0)
    lease = dt.timedelta(seconds=0.3)
    first = threading.Thread(target=bench.worker(lease=lease).run_once)
    first.start()
    time.sleep(1.0)
    assert bench.deliver(lease=lease) == 0
    first.join()
    assert len(bench.inbox(MANAGER)) == 1


def test_a_worker_that_lost_its_lease_sends_all_the_same(bench: Bench) -> None:
    """While the first still looks the person up, a second takes the delivery over."""
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.ws.faults.slow("users.lookupByEmail", 1.5)
    lease = dt.timedelta(seconds=0.3)
    first = threading.Thread(target=bench.worker(lease=lease).run_once)
    first.start()
    time.sleep(0.7)
    assert bench.deliver(lease=lease) == 1
    first.join()
    assert len(bench.inbox(MANAGER)) == 1


def test_one_slow_delivery_holds_up_the_others(bench: Bench) -> None:
    bench.record(audit(bench.pack))
    bench.ws.faults.slow("chat.postMessage", 3.0)
    stop, wake = threading.Event(), threading.Event()
    running = threading.Thread(target=bench.worker().run, args=(stop, wake))
    running.start()
    try:
        begun = time.monotonic()
        while sum(bool(bench.inbox(e)) for e in (HEAD, MANAGER, IRO)) < 2 and time.monotonic() - begun < 2.5:
            time.sleep(0.05)
        assert time.monotonic() - begun < 2.5
    finally:
        stop.set()
        wake.set()
        running.join()


def test_waking_the_worker_changes_nothing(bench: Bench) -> None:
    stop, wake = threading.Event(), threading.Event()
    running = threading.Thread(target=bench.worker(poll_seconds=60.0).run, args=(stop, wake))
    running.start()
    try:
        time.sleep(0.3)
        bench.record(audit(bench.pack, Judgement.GOOD))
        wake.set()
        bench.ws.as_member(MANAGER).wait_for_messages(1)
    finally:
        stop.set()
        wake.set()
        running.join(10)
    assert not running.is_alive()


def test_who_left_is_still_told(bench: Bench) -> None:
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.people_are(without(MANAGER))
    bench.deliver()
    assert bench.inbox(MANAGER) == []
    (row,) = bench.deliveries(kind="escalation")
    assert (row.state, row.error) == ("cancelled", "the recipient is not active in the directory any more")
    message = bench.ws.as_member(QA).wait_for_messages(1)[0]
    assert "Mira Manager" in texts_of(message)
    assert "not active in the directory" in texts_of(message)


def test_the_only_one_who_could_be_asked_left(bench: Bench) -> None:
    """What the QA team is asked goes to whoever holds the post by then."""
    bench.record(audit(bench.pack, case_id="FR-9999", social_worker="Nobody Known"))
    assert {row.recipient for row in bench.deliveries(kind="exception")} == {QA}
    successor = council.person("Quentin Quality", "bess@council.example", council.Role.QA_TEAM, team="")
    bench.people_are([*without(QA), successor])
    bench.deliver()
    bench.deliver()
    assert bench.inbox(QA) == []
    assert "Not everybody could be told" in texts_of(bench.inbox(SUPPORT)[0])


def test_a_role_that_nobody_holds_is_forgotten(bench: Bench) -> None:
    bench.people_are([p for p in people() if p.email != QA])
    bench.record(audit(bench.pack, Judgement.GOOD, case_id="FR-9999", social_worker="Nobody Known"))
    (row,) = bench.deliveries(kind="exception")
    assert row.recipient == "qa-team"
    for _ in range(70):
        bench.deliver()
        bench.later(100)
    (row,) = bench.deliveries(kind="exception")
    assert (row.state, row.attempts) == ("waiting", 0)
    bench.people_are(people())
    bench.deliver()
    assert len(bench.inbox(QA)) == 1
    assert bench.deliveries(recipient="qa-team")[0].state == "cancelled"


def test_a_role_that_could_not_be_addressed_is_dropped(bench: Bench) -> None:
    bench.people_are([p for p in people() if p.email not in (HEAD, IRO)])
    bench.record(audit(bench.pack, Judgement.REQUIRES_IMPROVEMENT))
    bench.deliver()
    (message,) = bench.inbox(QA)
    said = texts_of(message)
    assert "Head of Service (escalation): " in said
    assert "Independent Reviewing Officer (escalation): " in said
    assert "bring the directory up to date" in said


def test_a_correction_does_not_say_from_what_to_what(bench: Bench) -> None:
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.deliver()
    bench.record(audit(bench.pack, Judgement.INADEQUATE), SENT + dt.timedelta(hours=1))
    bench.deliver(smtp=None)
    _, correction = bench.inbox(MANAGER)
    assert "Corrected from Good to Inadequate" in texts_of(correction)
    assert "was Good. The auditor has corrected it to Inadequate" in texts_of(correction)
    (escalation,) = bench.inbox(HEAD)
    assert "Inadequate: an audit for your attention" in texts_of(escalation)


def test_who_was_told_of_the_worse_judgement_is_not_told_of_the_better(bench: Bench) -> None:
    bench.record(audit(bench.pack, Judgement.INADEQUATE))
    bench.deliver()
    bench.record(audit(bench.pack, Judgement.GOOD), SENT + dt.timedelta(hours=1))
    bench.deliver()
    _, correction = bench.inbox(HEAD)
    assert "Corrected from Inadequate to Good" in texts_of(correction)
    assert "You are told because you had been told of the earlier version" in texts_of(correction)
    labels = [
        e["text"]["text"] for b in correction["blocks"] if b["type"] == "actions" for e in b["elements"]
    ]
    assert labels == ["I have seen this"]


def test_a_correction_that_keeps_the_judgement_says_what_was_written(bench: Bench) -> None:
    first = audit(bench.pack, Judgement.GOOD)
    bench.record(first)
    bench.deliver()
    answers = [a.model_copy(update={"grade": 2}) if a.number in (3, 5) else a for a in first.answers]
    answers[0] = answers[0].model_copy(update={"comment": f"Other {SECRET}"})
    changed = first.model_copy(update={"answers": tuple(answers), "actions": first.actions[:1]})
    bench.record(changed, SENT + dt.timedelta(hours=1))
    bench.deliver()
    _, correction = bench.inbox(MANAGER)
    said = texts_of(correction)
    assert "its judgement stands" in said
    assert "What changed: the grades of areas 3 and 5, the comment of area 1 and the actions." in said
    assert SECRET not in said


def test_somebody_is_corrected_about_what_they_never_heard(bench: Bench) -> None:
    """The first version never went out: it is not sent now, and the correction is the escalation that it is."""
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.record(audit(bench.pack, Judgement.INADEQUATE), SENT + dt.timedelta(hours=1))
    bench.deliver()
    (message,) = bench.inbox(HEAD)
    assert "Inadequate: an audit for your attention" in texts_of(message)
    (message,) = bench.inbox(MANAGER)
    assert "Inadequate: an action notice" in texts_of(message)
    assert "Corrected" not in texts_of(message)


def test_somebody_hears_of_a_judgement_only_to_hear_that_it_is_not_theirs(bench: Bench) -> None:
    bench.record(audit(bench.pack, Judgement.INADEQUATE))
    bench.record(audit(bench.pack, Judgement.GOOD), SENT + dt.timedelta(hours=1))
    bench.deliver()
    assert bench.inbox(HEAD) == []
    assert bench.inbox(IRO) == []
    assert len(bench.inbox(MANAGER)) == 1


def test_an_observation_shows_what_is_in_it(bench: Bench) -> None:
    bench.record(observation(bench.pack))
    bench.deliver()
    for email in (WORKER, MANAGER, QA):
        (message,) = bench.inbox(email)
        assert "Observation of practice: a copy is for you" in texts_of(message)
        assert SECRET not in str(message)
    assert bench.inbox(AUDITOR) == []


def test_an_inadequate_audit_in_doubt_waits_among_the_others(bench: Bench) -> None:
    doubtful = audit(bench.pack).with_problems(
        Problem(code="two-ticks", where="answers.3.grade", message="Area 3 has two ticks.")
    )
    assert doubtful.status is Status.REVIEW
    bench.record(doubtful)
    bench.deliver()
    (message,) = bench.inbox(QA)
    assert "Look at this first" in texts_of(message)
    assert "Area 3 has two ticks." in texts_of(message)
    assert "nobody has been told" in texts_of(message)
    assert bench.inbox(HEAD) == []


def test_one_that_cannot_be_put_together_is_in_the_way_of_the_others(bench: Bench) -> None:
    audit_id = bench.record_id(audit(bench.pack, Judgement.GOOD))
    with bench.store.writing() as work:
        row = work.session.get_one(Audit, audit_id)
        row.reading = {**row.reading, "unheard-of": SECRET}
        work.commit()
    bench.record(audit(bench.pack, Judgement.GOOD, date=dt.date(2013, 12, 13)))
    bench.deliver()
    assert len(bench.inbox(MANAGER)) == 1
    for _ in range(10):
        bench.later(3000)
        bench.deliver()
    (row,) = bench.deliveries(kind="escalation", audit_id=audit_id)
    assert (row.state, row.error) == ("failed", "It could not be put together (ValidationError).")


def test_a_fault_writes_what_somebody_wrote_into_the_log(
    bench: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    audit_id = bench.record_id(audit(bench.pack))
    with bench.store.writing() as work:
        row = work.session.get_one(Audit, audit_id)
        row.reading = {**row.reading, "unheard-of": SECRET}
        work.commit()
    bench.deliver()
    out, err = capfd.readouterr()
    assert "delivery-fault" in out + err
    for secret in (SECRET, CASE, "Wanda", HEAD):
        assert secret not in out + err


def test_the_mail_server_is_busy_and_a_mail_is_lost(with_mail: Bench) -> None:
    bench = with_mail
    bench.postbag.answers.append("451 later, please")
    bench.record(audit(bench.pack))
    bench.deliver()
    assert bench.postbag.mails == []
    bench.later()
    bench.deliver()
    assert len(bench.postbag.to(ASSISTANT)) == 1


def test_the_mail_server_refuses_and_nobody_knows(with_mail: Bench) -> None:
    bench = with_mail
    bench.postbag.answers.append("550 no such person")
    bench.record(audit(bench.pack))
    bench.deliver()
    (row,) = bench.deliveries(recipient=ASSISTANT)
    assert row.state == "failed"
    bench.ws.as_member(QA).wait_for_text("Ada Assistant")


def test_a_repeated_mail_cannot_be_told_to_be_one(with_mail: Bench) -> None:
    bench = with_mail
    bench.record(audit(bench.pack))
    bench.deliver()
    (row,) = bench.deliveries(recipient=ASSISTANT)
    with bench.store.writing() as work:
        again = work.session.get_one(Delivery, row.id)
        again.state, again.sent = "waiting", None
        work.commit()
    bench.later(200)
    bench.deliver()
    first, second = bench.postbag.to(ASSISTANT)
    assert first["Message-ID"] == second["Message-ID"]


def test_without_slack_nobody_is_told(with_mail: Bench) -> None:
    bench = with_mail
    bench.record(audit(bench.pack))
    bench.deliver(slack=None)
    assert {mail["To"] for mail in bench.postbag.mails} == {HEAD, ASSISTANT, MANAGER, IRO}


def test_a_wrong_token_loses_what_nobody_could_be_told(bench: Bench) -> None:
    bench.ws.faults.fail("users.lookupByEmail", error="token_revoked")
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.deliver()
    (row,) = bench.deliveries()
    assert row.state == "waiting"
    assert "Put the token and its scopes right" in row.error
    bench.later()
    bench.deliver()
    assert len(bench.inbox(MANAGER)) == 1


def test_a_long_message_is_refused_or_stands_there_in_part(bench: Bench) -> None:
    """The answer to its first part is lost: the retry posts the others only."""
    problems = [
        Problem(code="x", where=f"answers.{n}.grade", message=f"Doubt {n}. " + "x" * 2980) for n in range(9)
    ]
    bench.record(audit(bench.pack).with_problems(*problems))
    bench.ws.faults.drop_answer("chat.postMessage")
    bench.deliver()
    assert len(bench.inbox(QA)) == 1
    bench.later()
    bench.deliver()
    messages = bench.inbox(QA)
    (row,) = bench.deliveries(kind="review")
    assert row.error == ""
    assert [m["metadata"]["event_payload"]["part"] for m in messages] == list(range(1, len(messages) + 1))
    assert len(messages) > 2
    assert (row.state, row.posted_ts) == ("sent", messages[-1]["ts"])
    for number in range(9):
        assert sum(f"Doubt {number}." in texts_of(m) for m in messages) == 1
    button_of(messages[-1], "Open")


def test_a_sender_hears_nothing_or_too_much(bench: Bench) -> None:
    """Two people get a receipt for one mail: the auditor, and Business Support who forwarded it."""
    with bench.store.writing() as work:
        message = work.messages.get(work.messages.keep("audits", b"made up").id)
        message.sender, message.received, message.state = SUPPORT, SENT, "filed"
        work.messages.keep_attachments(
            message,
            [
                Attachment(
                    path="Jo Bloggs.pdf", size=1, sha256="0" * 64, outcome="rejected", reason="It is locked."
                )
            ],
        )
        record(work, audit(bench.pack), Submission("mail", SENT, message), bench.pack)
        for email in (AUDITOR, SUPPORT):
            work.outbox.add("receipt", email, message_id=message.id)
        work.commit()
    bench.deliver()
    (own,), (forwarded,) = bench.inbox(AUDITOR), bench.inbox(SUPPORT)
    assert "Judgement: Inadequate. Told of it: Hugo Head (Head of Service)" in texts_of(own)
    assert f"Tier 1 audit of case {CASE}: recorded." in texts_of(forwarded)
    assert "Inadequate" not in texts_of(forwarded)
    for message in (own, forwarded):
        assert "An attachment (.pdf): it could not be used. It is locked." in texts_of(message)
        assert "Bloggs" not in texts_of(message)
        assert CASE not in message["text"]


def test_a_kind_that_the_outbox_has_is_never_told() -> None:
    assert set(KINDS) == {
        "escalation",
        "action-notice",
        "correction",
        "copy",
        "exception",
        "review",
        "receipt",
    }
