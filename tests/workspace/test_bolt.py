"""The unmodified Bolt app over Socket Mode, end to end."""

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
from tests.workspace.conftest import ADA, BEN, Bot, data, dm

BUTTONS: list[dict[str, Any]] = [
    {"type": "section", "block_id": "words", "text": {"type": "mrkdwn", "text": "*An audit* is due"}},
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            {
                "type": "button",
                "action_id": "start",
                "value": "audit-1",
                "text": {"type": "plain_text", "text": "Start"},
            },
            {
                "type": "button",
                "action_id": "later",
                "value": "audit-1",
                "text": {"type": "plain_text", "text": "Later"},
            },
        ],
    },
]
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "comment",
    "title": {"type": "plain_text", "text": "A comment"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "comment",
            "label": {"type": "plain_text", "text": "Comment"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}


def test_a_message_with_buttons_is_pressed_answered_in_a_modal_and_updated_in_place(
    ws: Workspace, bot: Bot
) -> None:
    seen: dict[str, Any] = {}

    @bot.app.action("start")
    def start(ack: Any, body: Any, client: WebClient) -> None:
        ack()
        seen["action"] = body
        client.views_open(
            trigger_id=body["trigger_id"], view={**MODAL, "private_metadata": body["message"]["ts"]}
        )

    @bot.app.view("comment")
    def submitted(ack: Any, body: Any, view: Any, client: WebClient) -> None:
        text = view["state"]["values"]["comment"]["text"]["value"]
        if "grade" not in text:
            ack(response_action="errors", errors={"comment": "Say which grade."})
            return
        ack()
        client.chat_update(channel=dm(client), ts=view["private_metadata"], text=f"Done: {text}", blocks=[])

    bot.connect()
    posted = bot.client.chat_postMessage(
        channel=dm(bot.client),
        text="An audit is due",
        blocks=BUTTONS,
        metadata={"event_type": "delivery", "event_payload": {"id": 7}},
    )
    ada = ws.as_member(ADA)
    message = ada.wait_for_messages(1)[0]
    assert message["metadata"] == {"event_type": "delivery", "event_payload": {"id": 7}}
    ada.press(message["ts"], "start")
    view = ada.wait_for_view(callback_id="comment")
    assert view["title"]["text"] == "A comment"
    assert ada.submit({}) == {"comment": "Please complete this required field."}
    assert ada.submit({"comment": "too short"}) == {"comment": "Say which grade."}
    assert ada.submit({"text": "the grade & why"}) == {}
    assert ada.open_view() is None
    changed = ada.wait_for_text("Done: the grade & why")
    assert changed["ts"] == posted["ts"] and changed["blocks"] == []
    assert len(ada.messages()) == 1
    body = seen["action"]
    assert body["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": posted["channel"],
        "is_ephemeral": False,
    }
    assert body["actions"][0]["value"] == "audit-1" and body["actions"][0]["block_id"] == "choices"
    assert body["user"]["id"] == ada.member.id and body["team"]["id"] == ws.state.team_id


def test_a_direct_message_reaches_the_bot_once_and_its_own_words_do_not_come_back_to_it(
    ws: Workspace, bot: Bot
) -> None:
    heard: list[str] = []

    @bot.app.message()
    def hear(message: Any, say: Any) -> None:
        heard.append(message["text"])
        say(f"You wrote {message['text']}")

    bot.connect()
    ada = ws.as_member(ADA)
    ada.say("1 < 2 & 3")
    assert ada.wait_for_messages(2)[1]["text"] == "You wrote 1 &lt; 2 &amp; 3"
    time.sleep(0.3)
    assert heard == ["1 &lt; 2 &amp; 3"]


def test_a_mention_in_a_channel_reaches_the_bot_and_ordinary_words_there_do_not(
    ws: Workspace, bot: Bot
) -> None:
    mentions: list[Any] = []

    @bot.app.event("app_mention")
    def mentioned(event: Any, client: WebClient) -> None:
        mentions.append(event)
        client.chat_postEphemeral(channel=event["channel"], user=event["user"], text="Only for you")

    bot.connect()
    ada, ben = ws.as_member(ADA), ws.as_member(BEN)
    ada.say("nothing for you", channel="quality-assurance")
    ada.say("@auditbot help", channel="quality-assurance")
    private = ada.wait_for_text("Only for you", channel="quality-assurance")
    assert private["ephemeral"] is True
    assert [m["text"] for m in mentions] == [f"<@{ws.state.bot.id}> help"]
    assert not [m for m in ben.messages(channel="quality-assurance") if m["ephemeral"]]


def test_home_is_published_when_it_is_opened(ws: Workspace, bot: Bot) -> None:
    @bot.app.event("app_home_opened")
    def opened(event: Any, client: WebClient) -> None:
        section = {"type": "section", "text": {"type": "mrkdwn", "text": f"Welcome to {event['tab']}"}}
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section, BUTTONS[1]]})

    pressed = threading.Event()

    @bot.app.action("later")
    def later(ack: Any, body: Any) -> None:
        ack()
        assert body["container"]["type"] == "view" and body["view"]["type"] == "home"
        pressed.set()

    bot.connect()
    ada = ws.as_member(ADA)
    assert ada.home() is None
    ada.open_home()
    ada.wait_for_home("Welcome to home")
    ada.press_in_home("later")
    assert pressed.wait(5)


def test_a_slash_command_is_answered_in_its_acknowledgement_and_under_its_response_url(
    ws: Workspace, bot: Bot
) -> None:
    @bot.app.command("/audit")
    def audit(ack: Any, command: Any, respond: Any) -> None:
        ack(f"Looking for {command['text']}")
        respond(text="Here it is", response_type="in_channel")

    bot.connect()
    ada = ws.as_member(ADA)
    ada.command("/audit", "A & B", channel="quality-assurance")
    assert ada.wait_for_text("Looking for A &amp; B", channel="quality-assurance")["ephemeral"] is True
    assert ws.as_member(BEN).wait_for_text("Here it is", channel="quality-assurance")["ephemeral"] is False


def test_an_ephemeral_message_is_replaced_and_deleted_under_its_response_url(ws: Workspace, bot: Bot) -> None:
    @bot.app.action("start")
    def start(ack: Any, respond: Any, body: Any) -> None:
        ack()
        assert "message" not in body and body["container"]["is_ephemeral"] is True
        respond(replace_original=True, text="Replaced", blocks=[BUTTONS[1]])

    @bot.app.action("later")
    def later(ack: Any, respond: Any) -> None:
        ack()
        respond(delete_original=True)

    bot.connect()
    ada = ws.as_member(ADA)
    bot.client.chat_postEphemeral(channel=dm(bot.client), user=ada.member.id, text="Private", blocks=BUTTONS)
    first = ada.wait_for_messages(1)[0]
    ada.press(first["ts"], "start")
    replaced = ada.wait_for_text("Replaced")
    assert replaced["ts"] == first["ts"] and len(ada.messages()) == 1
    ada.press(first["ts"], "later")
    assert ws.wait_until(lambda _: not ada.messages(), 5)


def test_modals_are_stacked_updated_and_cleared(ws: Workspace, bot: Bot) -> None:
    def titled(title: str, **more: Any) -> dict[str, Any]:
        return {**MODAL, "title": {"type": "plain_text", "text": title}, **more}

    button = {**BUTTONS[1]["elements"][0], "action_id": "deeper"}
    with_button = [*MODAL["blocks"], {"type": "actions", "elements": [button]}]
    failures: list[str] = []
    closed: list[Any] = []

    @bot.app.shortcut("begin")
    def begin(ack: Any, body: Any, client: WebClient) -> None:
        ack()
        client.views_open(
            trigger_id=body["trigger_id"], view=titled("One", blocks=with_button, notify_on_close=True)
        )

    @bot.app.action("deeper")
    def deeper(ack: Any, body: Any, client: WebClient) -> None:
        ack()
        try:
            client.views_push(trigger_id=body["trigger_id"], view=titled("Next", blocks=with_button))
        except SlackApiError as error:
            failures.append(error.response["error"])

    @bot.app.view("comment")
    def submitted(ack: Any, view: Any) -> None:
        text = view["state"]["values"]["comment"]["text"]["value"]
        if text == "update":
            ack(response_action="update", view=titled("Updated"))
        elif text == "clear":
            ack(response_action="clear")
        else:
            ack()

    @bot.app.view_closed("comment")
    def view_closed(ack: Any, body: Any) -> None:
        ack()
        closed.append(body)

    bot.connect()
    ada = ws.as_member(ADA)
    ada.shortcut("begin")
    ada.wait_for_view(title="One")
    ada.press_in_view("deeper", given={"comment": "kept"})
    second = ada.wait_for_view(title="Next")
    ada.press_in_view("deeper")
    ws.wait_until(lambda s: len(s.modals[ada.member.id]) == 3, 5)
    ada.press_in_view("deeper")
    ws.wait_until(lambda _: failures, 5)
    assert failures == ["push_limit_reached"]
    assert ada.submit({"comment": "just this"}) == {}
    assert ada.wait_for_view()["id"] == second["id"]
    ada.close_view()
    first = ada.wait_for_view(title="One")
    assert first["state"]["values"]["comment"]["text"]["value"] == "kept"
    ada.submit({"comment": "update"})
    updated = ada.wait_for_view(title="Updated")
    assert updated["id"] == first["id"] and updated["hash"] != first["hash"]
    ada.submit({"comment": "clear"})
    ada.wait_for_no_view()
    ada.shortcut("begin")
    ada.wait_for_view(title="One")
    ada.close_view()
    assert ws.wait_until(lambda _: closed, 5)
    assert closed[0]["is_cleared"] is False and closed[0]["view"]["callback_id"] == "comment"


def test_a_file_is_uploaded_shared_and_can_be_fetched_with_the_token_alone(
    ws: Workspace, client: WebClient
) -> None:
    result = client.files_upload_v2(
        channel=dm(client), filename="report.csv", content="a,b\n1,2\n", initial_comment="The report"
    )
    info = data(client.files_info(file=data(result)["file"]["id"]))["file"]
    message = ws.as_member(ADA).wait_for_text("The report")
    assert message["files"][0]["name"] == "report.csv" and info["size"] == 8
    request = urllib.request.Request(
        info["url_private_download"], headers={"Authorization": f"Bearer {ws.bot_token}"}
    )
    assert urllib.request.urlopen(request).read() == b"a,b\n1,2\n"
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(info["url_private_download"])


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
    ada = ws.as_member(ADA)
    for number in range(6):
        ada.say(str(number))
    deadline = time.monotonic() + 10
    while sum(map(len, got.values())) < 6 and time.monotonic() < deadline:
        time.sleep(0.05)
    other.close()
    assert sorted(got["one"] + got["two"]) == list("012345")
    assert got["one"] and got["two"]


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
