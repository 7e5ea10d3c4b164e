"""The unmodified Bolt app over Socket Mode, end to end."""

import threading
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace import Workspace
from tests.workspace.conftest import ADA, BEN, Bot, data, dm
from tests.workspace.kit import BUTTONS

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


def test_a_file_that_is_deleted_goes_out_of_the_message_and_its_words_stay(
    ws: Workspace, client: WebClient
) -> None:
    result = client.files_upload_v2(
        channel=dm(client), filename="report.csv", content="a,b\n", initial_comment="The report"
    )
    file = data(result)["file"]["id"]
    client.files_delete(file=file)
    assert "files" not in ws.as_member(ADA).wait_for_text("The report")
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_delete(file=file)
