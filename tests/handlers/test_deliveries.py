"""How things go out: once, whatever Slack, the mail server and other workers do meanwhile."""

import datetime as dt
import threading
import time
from typing import Any

import pytest

from framework.reading import Problem
from framework.words import Judgement
from handlers.notices import KINDS
from store.tables import Audit, Delivery
from tests.handlers.conftest import Bench
from tests.handlers.council import (
    ASSISTANT,
    CASE,
    HEAD,
    IRO,
    MANAGER,
    QA,
    SECRET,
    audit,
)


def texts_of(message: dict[str, Any]) -> str:
    return str(message["blocks"])


def button_of(message: dict[str, Any], label: str) -> dict[str, Any]:
    elements = [e for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]
    return next(e for e in elements if e["text"]["text"] == label)


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


@pytest.mark.parametrize("method", ["users.lookupByEmail", "chat.postMessage"])
def test_a_slow_send_outlives_its_lease_and_is_sent_by_another(bench: Bench, method: str) -> None:
    """The lease is renewed for as long as the worker lives, so that the second leaves it alone."""
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.ws.faults.slow(method, 4.0)
    lease = dt.timedelta(seconds=1.5)
    first = threading.Thread(target=bench.worker(lease=lease).run_once)
    first.start()
    time.sleep(2.7)
    assert bench.deliver(lease=lease) == 0
    first.join()
    assert len(bench.inbox(MANAGER)) == 1


def test_what_a_dead_process_had_begun_is_never_sent(bench: Bench) -> None:
    bench.record(audit(bench.pack, Judgement.GOOD))
    with bench.store.writing() as work:
        assert len(work.outbox.claim(1, dt.timedelta(seconds=5))) == 1
        work.commit()
    assert bench.deliver() == 0
    bench.later(6)
    bench.deliver()
    assert len(bench.inbox(MANAGER)) == 1


def test_a_worker_that_lost_its_delivery_sends_it_all_the_same(bench: Bench) -> None:
    """It was asleep for longer than its lease, and wakes up in the middle of looking somebody up."""
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.ws.faults.slow("users.lookupByEmail", 1.0)
    first = threading.Thread(target=bench.worker().run_once)
    first.start()
    time.sleep(0.5)
    bench.later(31)
    assert bench.deliver() == 1
    first.join()
    (row,) = bench.deliveries()
    assert (row.state, row.attempts) == ("sent", 2)
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
    bench.later(60)
    bench.deliver()
    first, second = bench.postbag.to(ASSISTANT)
    assert first["Message-ID"] == second["Message-ID"]


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


def test_what_waits_for_a_channel_is_given_up_or_sent_twice(with_mail: Bench) -> None:
    """Longer than any service may be out of order; then [smtp] is added."""
    bench = with_mail
    bench.record(audit(bench.pack))
    people = {row.recipient for row in bench.deliveries()}
    for _ in range(65):
        bench.deliver(slack=None, smtp=None)
        bench.later(61)
    assert {(row.state, row.attempts) for row in bench.deliveries()} == {("waiting", 0)}
    assert "add [slack] or [smtp] to the settings" in bench.deliveries()[0].error
    assert {row.recipient for row in bench.deliveries()} == people
    for _ in range(2):
        bench.deliver(slack=None)
        bench.later(61)
    assert sorted(mail["To"] for mail in bench.postbag.mails) == sorted(people)
    assert {row.state for row in bench.deliveries()} == {"sent"}


def test_the_qa_team_is_told_of_a_gap_that_was_filled(with_mail: Bench) -> None:
    """Ada has no account; before anybody could tell the QA team, [smtp] is there."""
    bench = with_mail
    bench.record(audit(bench.pack))
    bench.ws.faults.fail("chat.postMessage", error="internal_error", times=9)
    bench.deliver(smtp=None)
    assert [row.recipient for row in bench.deliveries(kind="exception")] == [QA]
    bench.later(61)
    bench.deliver(senders=1)
    bench.later(4000)
    bench.deliver()
    assert len(bench.postbag.to(ASSISTANT)) == 1
    assert bench.inbox(QA) == []
    assert bench.deliveries(kind="exception")[0].state == "cancelled"


def test_a_long_message_that_slack_refuses_half_way_begins_anew_each_minute(bench: Bench) -> None:
    problems = [
        Problem(code="x", where=f"answers.{n}.grade", message=f"Doubt {n}. " + "x" * 2980) for n in range(9)
    ]
    bench.record(audit(bench.pack).with_problems(*problems))
    bench.ws.faults.slow("chat.postMessage", 0.0)
    bench.ws.faults.fail("chat.postMessage", error="restricted_action")
    for _ in range(3):
        bench.deliver()
        bench.later(61)
    (row,) = bench.deliveries(kind="review")
    assert row.state == "sent"
    posted = [m["metadata"]["event_payload"] for m in bench.inbox(QA)]
    parts = [one["part"] for one in posted if one["delivery"] == row.id]
    assert len(parts) > 2
    assert parts == list(range(1, len(parts) + 1))


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


def test_a_kind_that_the_outbox_has_is_never_told() -> None:
    assert set(KINDS) == {
        "escalation",
        "action-notice",
        "correction",
        "concern",
        "copy",
        "shared",
        "handed-over",
        "your-part",
        "moderation",
        "moderated",
        "unreached",
        "reply",
        "exception",
        "review",
        "receipt",
        "question",
        "settled",
        "reopened",
        "withdrawal",
        "desk-reminder",
        "trouble",
        "trouble-over",
        "difference",
        "duties",
        "duties-reminder",
        "record-copy",
    }
