"""The connection to Slack: broken, down, with the wrong tokens or too few scopes."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import yaml
from slack_sdk.socket_mode.builtin.connection import Connection

from bot.workspace.talking import open_home
from handlers.slack.chat import SCOPES, check_slack
from tests.handlers.conftest import Bench
from tests.handlers.council import (
    HEAD,
    SECRET,
    audit,
)
from tests.handlers.seats import filled_view, wait_for


def test_a_connection_that_breaks_stays_broken(bench: Bench) -> None:
    with bench.chatting() as chat:
        assert wait_for(lambda: chat.health.connected)
        bench.ws.drop_clients()
        assert wait_for(lambda: not bench.ws.bot_connected, 5)
        assert wait_for(lambda: bench.ws.bot_connected, 40)
        seat = bench.ws.as_member(HEAD)
        seat.say("help")
        seat.wait_for_text("I file audit tools")
        heard = chat.health.heard_seconds_ago
        assert heard is not None
        assert heard < 30
    assert not chat.health.connected


def test_slack_being_down_at_the_start_stops_the_bot(bench: Bench) -> None:
    bench.ws.faults.fail("apps.connections.open", error="internal_error", times=1)
    with bench.chatting() as chat:
        assert wait_for(lambda: chat.health.connected)


def test_a_bot_that_is_stopped_stays_until_slack_has_something_to_say(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = partial(Connection, receive_timeout=60)  # far longer than `chatting` waits for the end
    monkeypatch.setattr("slack_sdk.socket_mode.builtin.client.Connection", patient)
    with bench.chatting() as chat:
        assert wait_for(lambda: chat.health.connected)
    assert not chat.health.connected


def test_more_scopes_are_needed_than_the_manifest_has(make_bench: Callable[..., Bench]) -> None:
    manifest = yaml.safe_load((Path(__file__).parents[2] / "docs" / "slack-manifest.yaml").read_text("utf-8"))
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert tuple(scopes) == SCOPES
    bench = make_bench(scopes=scopes, events=events, commands=["/audit"])
    bench.ws.faults.drop_answer("chat.postMessage")
    bench.record(audit(bench.pack))
    bench.deliver(senders=1)
    bench.later()
    bench.deliver()
    with bench.chatting():
        seat = bench.ws.as_member(HEAD)
        ts = bench.inbox(HEAD)[0]["ts"]
        seat.press(ts, "audit-open")
        assert SECRET in filled_view(bench, HEAD)
        seat.press(ts, "delivery-seen")
        seat.wait_for_text("You have seen this")
        open_home(bench.ws, seat.member)
        wait_for(seat.home)
        seat.command("/audit", "help")
        seat.wait_for_text("I file audit tools")
    assert len(bench.deliveries(channel="slack", state="sent")) >= 3


def test_wrong_tokens_pass_the_check(bench: Bench) -> None:
    ws = bench.ws
    assert check_slack(ws.bot_token, ws.app_token, api_url=bench.api_url) is None
    wrong = check_slack("xoxb-wrong", ws.app_token, api_url=bench.api_url)
    assert wrong is not None
    assert "invalid_auth" in wrong
    assert "xoxb-wrong" not in wrong
    wrong = check_slack(ws.bot_token, "xapp-wrong", api_url=bench.api_url)
    assert wrong is not None
    assert "app_token" in wrong
    assert "reached" in (check_slack("x", "x", api_url="http://127.0.0.1:9/api/") or "")
