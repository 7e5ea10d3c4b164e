"""Submitting twice is once: two clicks, two devices, a click that Slack delivers again. And A-34 to the end."""

import threading
from collections.abc import Callable
from typing import Any

from conversations.moves import Submit, Typed
from handlers.auditing.moving import begin, move
from handlers.slack.audits.ended import message_of
from store.tables import Audit
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, SECRET
from tests.handlers.held import person, to_the_check
from tests.handlers.seats import wait_for


def screens(bench: Bench, number: int) -> list[str]:
    """The check of one audit, shown several times, as on two devices that have not caught up."""
    checked = to_the_check(bench)
    user = bench.slack.find_user(AUDITOR)
    assert user is not None
    channel = bench.slack.direct_message(user)
    return [bench.slack.say(channel, message_of(checked), conversation=checked.id) for _ in range(number)]


def recorded_once(bench: Bench) -> None:
    bench.deliver()
    with bench.store.reading() as work:
        assert [audit.version for audit in work.session.query(Audit).all()] == [1]
        assert len(work.duties.of(1)) == 3
    kinds = [row.kind for row in bench.deliveries() if row.audit_id == 1 and row.recipient == AUDITOR]
    assert sorted(kinds) == ["duties", "record-copy"]
    assert sum(bool(message.get("files")) for message in bench.inbox(AUDITOR)) == 1


def settled(bench: Bench, *tss: str) -> None:
    """Until every one of those messages says how it ended."""

    def asks() -> list[dict[str, Any]]:
        return [m for m in bench.inbox(AUDITOR) if m["ts"] in tss and "talk-submit" in str(m["blocks"])]

    wait_for(lambda: not asks())


def press_at_once(bench: Bench, *tss: str) -> None:
    seat = bench.ws.as_member(AUDITOR)
    clicks = [threading.Thread(target=seat.press, args=(ts, "talk-submit")) for ts in tss]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join(30)


def test_two_clicks_on_one_button_submit_once(bench: Bench) -> None:
    (ts,) = screens(bench, 1)
    with bench.chatting():
        press_at_once(bench, ts, ts)
        settled(bench, ts)
    recorded_once(bench)


def test_two_devices_at_once_submit_once_and_both_say_so(bench: Bench) -> None:
    with bench.chatting():  # a bot that starts leaves one screen
        first, second = screens(bench, 2)
        press_at_once(bench, first, second)
        settled(bench, first, second)
    recorded_once(bench)
    shown = str(bench.inbox(AUDITOR))
    assert "The audit is recorded" in shown and "You have submitted this audit already" in shown


def test_a_click_that_slack_delivers_again_submits_once(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(retry_interactions=True, ack_seconds=0.5)
    (ts,) = screens(bench, 1)
    with bench.chatting():
        bench.ws.faults.lose_ack(kind="interactive")
        seat = bench.ws.as_member(AUDITOR)
        seat.press(ts, "talk-submit")
        seat.wait_for_text("The audit is recorded")
    recorded_once(bench)


def test_nothing_of_a_record_of_supervision_stays_in_chat_and_none_of_it_is_sent(bench: Bench) -> None:
    by = person()
    moved = begin(bench.store, bench.pack, "supervision", by)
    said = ["Wanda Worker", "Mira Manager", "today", f"Strong on {SECRET}"]
    said += [f"yes: {SECRET}" for _ in range(9)] + [f"no: {SECRET}", f"Notes {SECRET}", "skip", "skip"]
    user = bench.slack.find_user(AUDITOR)
    assert user is not None
    channel = bench.slack.direct_message(user)
    for words in said:
        moved = move(bench.store, bench.pack, moved.id, Typed(words), by)
        bench.slack.say(channel, message_of(moved), conversation=moved.id)
    moved = move(bench.store, bench.pack, moved.id, Submit(), by)
    assert moved.audit_id is not None, moved.outcome
    assert SECRET not in str(message_of(moved)) and "no document of it" in str(message_of(moved))
    bench.deliver()
    bench.later(15)
    bench.deliver()
    with bench.ws.reading() as state:
        every = [message for where in state.conversations.values() for message in where.messages]
    assert every and SECRET not in str([(message.text, message.blocks) for message in every])
    assert not any(message.file_ids for message in every)
