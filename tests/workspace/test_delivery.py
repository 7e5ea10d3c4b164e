"""When Slack is slow, refuses, falls silent or hangs up: what the unmodified Bolt app and slack_sdk then see."""

import threading
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.workspace import BotDidNotAnswerError, BotNotConnectedError, Workspace, WorkspaceServer
from tests.workspace.conftest import ADA, Bot, dm
from tests.workspace.kit import BUTTONS


def test_a_rate_limited_call_is_tried_again_by_slack_sdks_handler_and_not_without_it(
    ws: Workspace, server: WorkspaceServer, client: WebClient
) -> None:
    channel = dm(client)
    ws.faults.rate_limit("chat.postMessage", times=2, retry_after=1)
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=channel, text="lost")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    patient = WebClient(token=ws.bot_token, base_url=server.api_url)
    patient.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    began = time.monotonic()
    patient.chat_postMessage(channel=channel, text="arrived")
    assert time.monotonic() - began >= 1
    assert [m["text"] for m in ws.as_member(ADA).messages()] == ["arrived"]


def test_a_post_whose_answer_is_lost_appears_twice_when_the_client_tries_again(
    ws: Workspace, client: WebClient
) -> None:
    channel = dm(client)
    ws.faults.drop_answer("chat.postMessage", times=1)
    client.chat_postMessage(channel=channel, text="sent")
    assert [m["text"] for m in ws.as_member(ADA).messages()] == ["sent", "sent"]
    client.retry_handlers.clear()
    ws.faults.drop_answer("chat.postMessage", times=1)
    with pytest.raises(OSError):
        client.chat_postMessage(channel=channel, text="once more")
    assert [m["text"] for m in ws.as_member(ADA).messages()] == ["sent", "sent", "once more"]


def test_a_call_fails_or_dawdles_on_demand(ws: Workspace, client: WebClient) -> None:
    channel = dm(client)
    ws.faults.fail("chat.postMessage", error="channel_not_found", times=1)
    ws.faults.slow("chat.postMessage", 0.5, times=1)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.chat_postMessage(channel=channel, text="refused")
    began = time.monotonic()
    client.chat_postMessage(channel=channel, text="slow")
    assert time.monotonic() - began >= 0.5
    assert [m["text"] for m in ws.as_member(ADA).messages()] == ["slow"]


def test_what_the_bot_called_is_recorded_without_its_token(ws: Workspace, client: WebClient) -> None:
    channel = dm(client)
    client.chat_postMessage(channel=channel, blocks=BUTTONS, text="x")
    method, args = ws.calls[-1]
    assert method == "chat.postMessage" and args["blocks"] == BUTTONS
    assert ws.bot_token not in str(ws.calls)


@pytest.mark.parametrize("ws", [{"ack_seconds": 0.5}], indirect=True)
def test_an_event_whose_acknowledgement_is_lost_comes_again_as_a_retry(ws: Workspace, bot: Bot) -> None:
    got: list[tuple[str, Any]] = []

    @bot.app.event("message")
    def hear(body: Any, request: Any) -> None:
        got.append((body["event_id"], request.headers.get("x-slack-retry-num")))

    bot.connect()
    ws.faults.lose_ack(kind="events_api", times=2)
    ws.as_member(ADA).say("hello")
    deadline = time.monotonic() + 5
    while len(got) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [retry for _, retry in got] == [["0"], ["1"], ["2"]]
    assert len({event_id for event_id, _ in got}) == 1
    time.sleep(0.7)
    assert len(got) == 3


@pytest.mark.parametrize("ws", [{"ack_seconds": 0.5}], indirect=True)
def test_a_press_that_the_bot_does_not_acknowledge_is_reported_to_the_person(ws: Workspace, bot: Bot) -> None:
    bot.connect()
    bot.client.chat_postMessage(channel=dm(bot.client), text="x", blocks=BUTTONS)
    ada = ws.as_member(ADA)
    ts = ada.wait_for_messages(1)[0]["ts"]
    with pytest.raises(BotDidNotAnswerError):
        ada.press(ts, "start")


def test_with_no_bot_connected_a_press_is_refused_and_a_message_waits_for_it(ws: Workspace, bot: Bot) -> None:
    heard = threading.Event()

    @bot.app.event("message")
    def hear() -> None:
        heard.set()

    ada = ws.as_member(ADA)
    bot.client.chat_postMessage(channel=dm(bot.client), text="x", blocks=BUTTONS)
    with pytest.raises(BotNotConnectedError):
        ada.press(ada.messages()[0]["ts"], "start")
    ada.say("are you there?")
    assert ws.bot_connected is False
    bot.connect()
    assert heard.wait(5) and ws.bot_connected


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
def test_the_bot_comes_back_when_it_is_told_to_reconnect(ws: Workspace, bot: Bot, reason: str) -> None:
    heard: list[str] = []

    @bot.app.event("message")
    def hear(event: Any) -> None:
        heard.append(event["text"])

    bot.connect()
    assert ws.wait_for_bot()
    ws.disconnect_clients(reason)
    assert ws.wait_for_bot(10)
    ws.as_member(ADA).say("again")
    deadline = time.monotonic() + 10
    while not heard and time.monotonic() < deadline:
        time.sleep(0.05)
    assert heard == ["again"]


def test_the_bot_comes_back_after_its_connection_broke(ws: Workspace, bot: Bot) -> None:
    bot.connect()
    assert ws.wait_for_bot()
    ws.drop_clients()
    assert ws.wait_until(lambda _: not ws.bot_connected, 5) or ws.bot_connected
    assert ws.wait_for_bot(15)


def test_two_connections_share_the_envelopes(ws: Workspace, bot: Bot, server: WorkspaceServer) -> None:
    got: dict[str, list[str]] = {"one": [], "two": []}
    other = Bot(ws, server.api_url)

    @bot.app.event("message")
    def hear(event: Any) -> None:
        got["one"].append(event["text"])

    @other.app.event("message")
    def hear_too(event: Any) -> None:
        got["two"].append(event["text"])

    bot.connect()
    other.connect()
    assert ws.wait_until(lambda _: ws.connections == 2, 5)
    ada = ws.as_member(ADA)
    for number in range(6):
        ada.say(str(number))
    deadline = time.monotonic() + 10
    while sum(map(len, got.values())) < 6 and time.monotonic() < deadline:
        time.sleep(0.05)
    one, two = list(got["one"]), list(got["two"])
    other.close()
    assert sorted(one + two) == list("012345")
    assert one and two


def test_a_message_as_large_as_slack_allows_can_be_pressed(ws: Workspace, bot: Bot) -> None:
    pressed = threading.Event()

    @bot.app.action("start")
    def start(ack: Any, body: Any) -> None:
        ack()
        assert len(body["message"]["blocks"]) == 50
        pressed.set()

    bot.connect()
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "é" * 224}}
    bot.client.chat_postMessage(channel=dm(bot.client), text="é" * 40_000, blocks=[long] * 49 + [BUTTONS[1]])
    ada = ws.as_member(ADA)
    ada.press(ada.messages()[0]["ts"], "start")
    assert pressed.is_set()


def test_stopping_takes_no_time_with_a_page_and_a_bot_connected(ws: Workspace, bot: Bot) -> None:
    server = WorkspaceServer(ws).start()
    connected = Bot(ws, server.api_url)
    connected.connect()
    with urllib.request.urlopen(f"{server.url}page/events") as events:
        assert events.readline()
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 1.5
    connected.close()
