"""People in Slack: what they press, ask and see, over Socket Mode and the unmodified Bolt app."""

import datetime as dt
import logging
import time
from collections.abc import Callable

import pytest

from bot.workspace.talking import open_home
from framework.words import Judgement
from handlers.notice import LOOK
from handlers.rendering import SlackMessage
from handlers.slack.chat import check_slack
from handlers.slack.errors import Later
from handlers.slack.gateway import SlackGateway, web_client
from handlers.slack.listeners import LOADING, NOT_KNOWN, NOT_YOURS, Desk, Did, seen
from store.tables import Audit, Claim, Delivery
from tests.handlers.conftest import Bench, free_port
from tests.handlers.council import (
    CASE,
    HEAD,
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
from tests.handlers.seats import filled_view, labels, wait_for

STRANGER = "stranger@council.example"


@pytest.fixture
def told(bench: Bench) -> Bench:
    """The head of service has been told of an inadequate audit."""
    bench.record(audit(bench.pack))
    bench.deliver()
    return bench


def test_a_line_that_is_not_json_stands_among_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    api = f"http://127.0.0.1:{free_port()}/api/"
    assert check_slack("xoxb-made-up", "xapp-made-up", api_url=api)
    with pytest.raises(Later):
        SlackGateway(web_client("xoxb-made-up", api)).find_user(HEAD)
    assert caplog.records == []


def test_open_does_not_show_the_audit(told: Bench) -> None:
    with told.chatting():
        seat = told.ws.as_member(HEAD)
        seat.press(told.inbox(HEAD)[0]["ts"], "audit-open")
        text = filled_view(told, HEAD)
    for area in told.pack.form("tier1-generic").areas:
        assert f"Area {area.number} {SECRET}." in text
    assert "Requires improvement (3)" in text
    (entry,) = told.log("audit-opened")
    assert (entry.who, entry.record) == (HEAD, "audit 1")
    assert SECRET not in str(entry.detail)


def test_the_qa_team_opens_a_confidential_record_and_is_sent_to_the_qa_team(bench: Bench) -> None:
    bench.record(observation(bench.pack))
    with bench.chatting():
        seat = bench.ws.as_member(QA)
        seat.open_home()
        seat.wait_for_home("Observation")
        seat.press_in_home("audit-open")
        text = filled_view(bench, QA)
    assert "auditbot audits record 1 --config FILE --out record.docx" in text
    assert "Ask the Quality Assurance team" not in text


def test_a_slow_lookup_lets_the_trigger_expire(told: Bench) -> None:
    told.ws.faults.slow("users.info", 4.0)
    with told.chatting():
        seat = told.ws.as_member(HEAD)
        seat.press(told.inbox(HEAD)[0]["ts"], "audit-open")
        assert LOADING in str(seat.wait_for_view(2.0)["blocks"])
        assert SECRET in filled_view(told, HEAD)


def test_turning_a_page_loses_the_way(bench: Bench) -> None:
    bench.record(audit(bench.pack, form="tier2"))
    bench.deliver()
    with bench.chatting():
        seat = bench.ws.as_member(HEAD)
        seat.press(bench.inbox(HEAD)[0]["ts"], "audit-open")
        first = filled_view(bench, HEAD)
        assert f"Area 30 {SECRET}." not in first
        seat.press_in_view(f"{LOOK}-next")
        second = wait_for(lambda: (text := filled_view(bench, HEAD)) != first and text)
        assert f"Area 1 {SECRET}." in second
        seat.press_in_view(f"{LOOK}-next")
        third = wait_for(lambda: (text := filled_view(bench, HEAD)) != second and text)
        assert f"Area 30 {SECRET}." in third
        seat.press_in_view(f"{LOOK}-previous")
        assert wait_for(lambda: "Page 2 of" in filled_view(bench, HEAD))


def test_somebody_elses_audit_opens(told: Bench) -> None:
    """Buttons carry ids only, so the gate must hold whatever id comes in: here from a message of one's own."""
    with told.store.writing() as work:
        work.outbox.add("receipt", SUPPORT, audit_id=1, message_id=None)
        work.commit()
    with told.chatting() as chat:
        seat = told.ws.as_member(SUPPORT)
        user = chat.gateway.find_user(SUPPORT)
        assert user is not None
        forged = {"type": "button", "action_id": "audit-open", "value": "1", "text": _plain("Open")}
        blocks = ({"type": "actions", "elements": [forged]},)
        ts = chat.gateway.say(chat.gateway.direct_message(user), SlackMessage("x", blocks))
        seat.press(ts, "audit-open")
        text = filled_view(told, SUPPORT)
    assert NOT_YOURS in text
    assert SECRET not in text
    (entry,) = told.log("audit-refused")
    assert entry.who == SUPPORT


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def test_who_left_the_directory_still_opens_audits(told: Bench) -> None:
    told.people_are([p for p in people() if p.email != HEAD])
    with told.chatting():
        told.ws.as_member(HEAD).press(told.inbox(HEAD)[0]["ts"], "audit-open")
        text = filled_view(told, HEAD)
    assert NOT_KNOWN in text
    assert SECRET not in text


def test_the_correction_is_out_of_reach(told: Bench) -> None:
    told.record(audit(told.pack, Judgement.REQUIRES_IMPROVEMENT), SENT + dt.timedelta(hours=1))
    with told.chatting():
        seat = told.ws.as_member(HEAD)
        seat.press(told.inbox(HEAD)[0]["ts"], "audit-open")
        assert "no longer stands" in filled_view(told, HEAD)
        seat.press_in_view(f"{LOOK}-newer")
        assert wait_for(lambda: "no longer stands" not in filled_view(told, HEAD))
        assert "*Version:* 2" in filled_view(told, HEAD)


def test_seen_is_not_kept_or_kept_twice(told: Bench) -> None:
    ts = told.inbox(HEAD)[0]["ts"]
    with told.chatting():
        seat = told.ws.as_member(HEAD)
        seat.press(ts, "delivery-seen")
        seat.wait_for_text("You have seen this")
        (message,) = told.inbox(HEAD)
        assert labels(message) == ["Open"]
        assert message["text"] == "An audit needs your attention"
        assert "Inadequate" in str(message["blocks"])
    (row,) = told.deliveries(recipient=HEAD)
    assert row.seen is not None
    assert len(told.log("delivery-seen")) == 1


def test_a_second_click_moves_the_time(told: Bench) -> None:
    """From another device, where the button still showed."""
    message = told.inbox(HEAD)[0]
    with told.chatting() as chat:
        seat = told.ws.as_member(HEAD)
        seat.press(message["ts"], "delivery-seen")
        seat.wait_for_text("You have seen this")
        (row,) = told.deliveries(recipient=HEAD)
        first = row.seen
        told.later(3600)
        late = Did("late", seat.member.id, str(row.id), channel=message["channel"], message_ts=message["ts"])
        seen(Desk(told.store, told.pack, chat.gateway), late)
    assert first is not None
    assert told.deliveries(recipient=HEAD)[0].seen == first
    assert len(told.log("delivery-seen")) == 1
    assert len(told.inbox(HEAD)) == 1


def test_somebody_else_says_that_they_have_seen_it(told: Bench) -> None:
    (row,) = told.deliveries(recipient=HEAD)
    with told.chatting() as chat:
        user = chat.gateway.find_user(MANAGER)
        assert user is not None
        forged = {
            "type": "button",
            "action_id": "delivery-seen",
            "value": str(row.id),
            "text": _plain("Seen"),
        }
        blocks = ({"type": "actions", "elements": [forged]},)
        ts = chat.gateway.say(chat.gateway.direct_message(user), SlackMessage("x", blocks))
        seat = told.ws.as_member(MANAGER)
        seat.press(ts, "delivery-seen")
        seat.wait_for_text("only they can say")
    assert told.deliveries(recipient=HEAD)[0].seen is None
    assert [entry.who for entry in told.log("delivery-refused")] == [MANAGER]


def test_seen_after_a_correction_hides_what_was_said(told: Bench) -> None:
    told.record(audit(told.pack, Judgement.GOOD), SENT + dt.timedelta(hours=1))
    with told.chatting():
        seat = told.ws.as_member(HEAD)
        seat.press(told.inbox(HEAD)[0]["ts"], "delivery-seen")
        message = seat.wait_for_text("A correction has come since.")
    assert "Inadequate: an audit for your attention" in str(message["blocks"])


def test_help_does_not_help(bench: Bench) -> None:
    with bench.chatting():
        seat = bench.ws.as_member(HEAD)
        seat.command("/audit", "help")
        message = seat.wait_for_text("I file audit tools")
        assert message["ephemeral"]
        seat.command("/audit", "make me a report")
        seat.wait_for_text("I cannot do that yet")
        stranger = bench.ws.as_member(STRANGER)
        stranger.command("/audit", "help")
        stranger.wait_for_text(NOT_KNOWN[:40])


def test_what_is_written_to_the_bot_is_left_unanswered(bench: Bench) -> None:
    with bench.chatting():
        seat = bench.ws.as_member(HEAD)
        seat.say("Help!")
        seat.wait_for_text("I file audit tools")
        seat.say("Please audit something")
        seat.wait_for_text("I cannot do that yet")
        stranger = bench.ws.as_member(STRANGER)
        stranger.say("hello")
        stranger.wait_for_text(NOT_KNOWN[:40])


def test_an_event_that_comes_again_is_answered_again(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(ack_seconds=0.5)
    bench.ws.faults.lose_ack(kind="events_api", times=2)
    with bench.chatting():
        seat = bench.ws.as_member(HEAD)
        seat.say("help")
        seat.wait_for_text("I file audit tools")
        time.sleep(2.0)
        sent = [kind for kind, _ in bench.ws.envelopes]
    assert len([m for m in bench.inbox(HEAD) if m["by_bot"]]) == 1
    assert "events_api" in sent


def test_edits_guests_and_channels_are_answered(bench: Bench) -> None:
    with bench.chatting():
        guest = bench.ws.as_member("guest@elsewhere.example")
        guest.say("help")
        guest.command("/audit", "help")
        seat = bench.ws.as_member(HEAD)
        seat.say("help @auditbot", channel="quality-assurance")
        ts = seat.say("help")
        seat.wait_for_text("I file audit tools")
        seat.edit(ts, "help me")
        seat.say("help")
        seat.wait_for_messages(4)
        time.sleep(0.5)
    assert len([m for m in bench.inbox(HEAD) if m["by_bot"]]) == 2
    assert [m for m in bench.ws.as_member(HEAD).messages(channel="quality-assurance") if m["by_bot"]] == []
    answered = [m for m in bench.inbox("guest@elsewhere.example") if m["by_bot"]]
    assert [m["text"][:40] for m in answered] == [NOT_KNOWN[:40]]


def test_home_shows_audits_of_others(told: Bench) -> None:
    with told.chatting():
        shown = {}
        for email in (HEAD, QA, WORKER, STRANGER):
            seat = told.ws.as_member(email)
            open_home(told.ws, seat.member)
            shown[email] = str(wait_for(seat.home))
        told.ws.as_member(HEAD).press_in_home("audit-open")
        assert SECRET in filled_view(told, HEAD)
    for email in (HEAD, QA):
        assert CASE in shown[email]
        assert "Inadequate" not in shown[email]
    assert "Audits that I told you of" in shown[HEAD]
    assert "The latest audits" in shown[QA]
    assert "audit-open" not in shown[WORKER], "the actions that are theirs are shown, and no audit"
    assert "Welcome to auditbot" in shown[WORKER]
    assert NOT_KNOWN[:40] in shown[STRANGER].replace("\\'", "'")


def test_an_old_button_does_nothing_without_a_word(bench: Bench) -> None:
    with bench.chatting() as chat:
        user = chat.gateway.find_user(HEAD)
        assert user is not None
        old = {"type": "button", "action_id": "an-old-audit-open", "value": "1", "text": _plain("Old")}
        blocks = ({"type": "actions", "elements": [old]},)
        ts = chat.gateway.say(chat.gateway.direct_message(user), SlackMessage("x", blocks))
        seat = bench.ws.as_member(HEAD)
        seat.press(ts, "an-old-audit-open")
        seat.wait_for_text("This button is an old one")
        assert seat.open_view() is None


def test_a_fault_leaves_somebody_before_a_loading_window(
    told: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    with told.store.writing() as work:
        row = work.session.get_one(Audit, 1)
        row.reading = {**row.reading, "unheard-of": SECRET}
        work.commit()
    with told.chatting():
        told.ws.as_member(HEAD).press(told.inbox(HEAD)[0]["ts"], "audit-open")
        assert "something went wrong" in filled_view(told, HEAD)
    out, err = capfd.readouterr()
    assert "listener-trouble" in out + err
    for secret in (SECRET, CASE, HEAD, "Wanda"):
        assert secret not in out + err


def test_verbose_logging_writes_down_what_people_say(told: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with told.chatting():
        seat = told.ws.as_member(HEAD)
        seat.say(f"Something about {SECRET}")
        seat.wait_for_text("I cannot do that yet")
        seat.command("/audit", SECRET)
        ts = told.inbox(HEAD)[0]["ts"]
        seat.press(ts, "audit-open")
        assert SECRET in filled_view(told, HEAD)
        seat.press(ts, "delivery-seen")
        seat.wait_for_text("You have seen this")
    kept = [r.getMessage() for r in caplog.records if not r.name.startswith(("bot.workspace", "websockets"))]
    for secret in (SECRET, CASE, "Wanda"):
        assert not [message for message in kept if secret in message]


def test_claims_are_not_kept(bench: Bench) -> None:
    with bench.chatting():
        seat = bench.ws.as_member(HEAD)
        seat.say("help")
        seat.wait_for_text("I file audit tools")
    with bench.store.reading() as work:
        keys = [claim.key for claim in work.session.query(Claim).all()]
        assert work.session.query(Delivery).all() == []
    assert len(keys) == 1
    assert keys[0].startswith("slack:Ev")
