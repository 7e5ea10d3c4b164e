"""What the Web API answers, where it is taken."""

import json
import time
import urllib.parse
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient
from websockets.sync.client import connect

from bot.workspace import PersonError, Workspace, WorkspaceServer
from tests.workspace.conftest import ADA, BEN, Bot, data, dm


def texts(answer: Any) -> list[str]:
    return [m["text"] for m in data(answer)["messages"]]


def test_history_is_paged_newest_first_and_bounded_by_time(ws: Workspace, client: WebClient) -> None:
    channel = dm(client)
    stamps = [data(client.chat_postMessage(channel=channel, text=str(n)))["ts"] for n in range(5)]
    assert stamps == sorted(set(stamps))
    pages = [texts(page) for page in client.conversations_history(channel=channel, limit=2)]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    after = client.conversations_history(channel=channel, oldest=stamps[2])
    at = client.conversations_history(channel=channel, oldest=stamps[2], latest=stamps[3], inclusive=True)
    assert (texts(after), texts(at)) == (["4", "3"], ["3", "2"])


def test_a_delivery_is_found_again_by_its_metadata_only_when_that_is_asked_for(
    ws: Workspace, client: WebClient
) -> None:
    channel, metadata = dm(client), {"event_type": "delivery", "event_payload": {"id": "row-7"}}
    client.chat_postMessage(channel=channel, text="x", metadata=metadata)
    plain = data(client.conversations_history(channel=channel))["messages"][0]
    full = data(client.conversations_history(channel=channel, include_all_metadata=True))["messages"][0]
    assert "metadata" not in plain and full["metadata"] == metadata
    assert full["bot_id"] == data(client.auth_test())["bot_id"]


def test_replies_stay_in_their_thread_and_private_words_in_neither(ws: Workspace, client: WebClient) -> None:
    channel = dm(client)
    parent = data(client.chat_postMessage(channel=channel, text="parent"))["ts"]
    client.chat_postMessage(channel=channel, text="reply", thread_ts=parent)
    client.chat_postMessage(channel=channel, text="loud reply", thread_ts=parent, reply_broadcast=True)
    client.chat_postEphemeral(channel=channel, user=ws.as_member(ADA).member.id, text="private")
    assert texts(client.conversations_history(channel=channel)) == ["loud reply", "parent"]
    assert texts(client.conversations_replies(channel=channel, ts=parent)) == [
        "parent",
        "reply",
        "loud reply",
    ]


def test_an_update_without_blocks_keeps_them_and_an_empty_list_removes_them(client: WebClient) -> None:
    channel = dm(client)
    blocks = [{"type": "divider", "block_id": "d"}]
    ts = data(client.chat_postMessage(channel=channel, text="x", blocks=blocks))["ts"]
    kept = data(client.chat_update(channel=channel, ts=ts, text="y"))["message"]
    gone = data(client.chat_update(channel=channel, ts=ts, text="z", blocks=[]))["message"]
    assert (kept["blocks"], kept["text"], "edited" in kept) == (blocks, "y", True)
    assert "blocks" not in gone


def test_ids_and_text_flags_are_filled_in_as_slack_does(client: WebClient) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "A & B"}}
    sent = [{"type": "actions", "elements": [button]}]
    block = data(client.chat_postMessage(channel=dm(client), text="x", blocks=sent))["message"]["blocks"][0]
    assert block["block_id"] and block["elements"][0]["action_id"]
    assert block["elements"][0]["text"] == {"type": "plain_text", "text": "A &amp; B", "emoji": True}


def test_a_form_json_and_a_token_field_all_work(ws: Workspace, server: WorkspaceServer) -> None:
    client = WebClient(token=ws.bot_token, base_url=server.api_url)
    channel = dm(client)
    client.api_call("chat.postMessage", json={"channel": channel, "text": "json"})
    form = urllib.parse.urlencode({"token": ws.bot_token, "channel": channel, "text": "form"}).encode()
    with urllib.request.urlopen(f"{server.api_url}chat.postMessage", form) as answer:
        assert json.load(answer)["ok"] is True
        assert "chat:write" in answer.headers["x-oauth-scopes"]
    assert texts(client.conversations_history(channel=channel)) == ["form", "json"]


def test_people_are_listed_in_pages_with_their_titles(ws: Workspace, client: WebClient) -> None:
    pages = [data(page)["members"] for page in client.users_list(limit=3)]
    assert [len(page) for page in pages] == [3, 1]
    by_email = {m["profile"].get("email"): m for page in pages for m in page}
    assert by_email[ADA]["profile"]["title"] == "Assistant Director"
    assert by_email[None]["is_bot"] is True


def test_direct_messages_are_opened_once_and_described(ws: Workspace, client: WebClient) -> None:
    channel, ada = dm(client), ws.as_member(ADA).member.id
    assert dm(client) == channel
    info = data(client.conversations_info(channel=channel))["channel"]
    members = data(client.conversations_members(channel=channel))["members"]
    assert (info["is_im"], info["user"]) == (True, ada) and set(members) == {ada, ws.state.bot.id}
    link = data(
        client.chat_getPermalink(
            channel=channel, message_ts=data(client.chat_postMessage(channel=channel, text="x"))["ts"]
        )
    )
    assert link["permalink"].startswith(ws.url)


def test_a_reaction_is_added_once(ws: Workspace, client: WebClient) -> None:
    ts = ws.as_member(ADA).say("thanks")
    client.reactions_add(channel=dm(client), timestamp=ts, name="+1")
    message = ws.as_member(ADA).messages()[0]
    assert message["reactions"] == [{"name": "+1", "users": [ws.state.bot.id], "count": 1}]


def receive(socket: Any, kind: str) -> dict[str, Any]:
    """The next envelope of this kind; all are acknowledged."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        envelope = json.loads(socket.recv(5))
        if "envelope_id" in envelope:
            socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
        if envelope["type"] == kind:
            return envelope
    raise AssertionError(f"no {kind}")


def test_the_bot_is_sent_its_own_messages_and_edits_as_slack_does(ws: Workspace, client: WebClient) -> None:
    """So that a bot which answers itself or answers edits is found out here."""
    channel, ada = dm(client), ws.as_member(ADA)
    with connect(ws.socket_url()) as socket:
        assert json.loads(socket.recv(5))["type"] == "hello"
        client.chat_postEphemeral(channel=channel, user=ada.member.id, text="never sent back")
        own = data(client.chat_postMessage(channel=channel, text="one"))["ts"]
        event = receive(socket, "events_api")["payload"]["event"]
        assert (event["bot_id"], event["ts"], event["channel_type"]) == (ws.state.bot_id, own, "im")
        client.chat_update(channel=channel, ts=own, text="two")
        event = receive(socket, "events_api")["payload"]["event"]
        assert (event["subtype"], event["message"]["text"], event["previous_message"]["text"]) == (
            "message_changed",
            "two",
            "one",
        )
        theirs = ada.say("three")
        assert receive(socket, "events_api")["payload"]["event"]["user"] == ada.member.id
        ada.edit(theirs, "four")
        assert receive(socket, "events_api")["payload"]["event"]["subtype"] == "message_changed"
        ada.delete(theirs)
        event = receive(socket, "events_api")["payload"]["event"]
        assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", theirs)
        with pytest.raises(PersonError):
            ada.edit(own, "not mine")


def test_what_is_said_in_a_channel_stays_there_unless_the_bot_is_named(
    ws: Workspace, client: WebClient
) -> None:
    with connect(ws.socket_url()) as socket:
        socket.recv(5)
        ben = ws.as_member(BEN)
        ben.say("nothing for the bot", channel="quality-assurance")
        ben.say("@auditbot and @Ada Director", channel="quality-assurance")
        event = receive(socket, "events_api")["payload"]["event"]
    ada = ws.as_member(ADA).member.id
    assert (event["type"], event["text"]) == ("app_mention", f"<@{ws.state.bot.id}> and <@{ada}>")
    assert len(ws.envelopes) == 1


def test_a_response_url_is_good_five_times_and_for_half_an_hour(
    ws: Workspace, server: WorkspaceServer
) -> None:
    now, ada = time.time(), ws.as_member(ADA)
    with ws.changing() as state:
        channel = state.direct(ada.member.id, now).id
        fresh = state.add_response_url(ada.member.id, channel, None, now + 1800).token
        old = state.add_response_url(ada.member.id, channel, None, now - 1).token
    answer = WebhookClient(f"{server.url}response/{fresh}")
    assert [answer.send(text=str(n)).status_code for n in range(6)] == [200] * 5 + [404]
    assert WebhookClient(f"{server.url}response/{old}").send(text="x").body == "expired_url"
    assert [m["text"] for m in ada.messages()] == ["0", "1", "2", "3", "4"]


def test_a_field_is_checked_before_a_modal_is_sent(ws: Workspace, bot: Bot) -> None:
    def field(kind: str, **more: Any) -> dict[str, Any]:
        element = {"type": kind, "action_id": "a", **more}
        label = {"type": "plain_text", "text": kind}
        return {"type": "input", "block_id": kind, "label": label, "element": element}

    blocks = [
        field("plain_text_input", min_length=3, max_length=5),
        field("email_text_input"),
        field("url_text_input"),
        field("number_input", is_decimal_allowed=False, min_value="1", max_value="4"),
    ]
    title = {"type": "plain_text", "text": "x"}
    view = {"type": "modal", "callback_id": "c", "title": title, "submit": title, "blocks": blocks}
    taken: list[Any] = []

    @bot.app.shortcut("go")
    def go(ack: Any, body: Any, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @bot.app.view("c")
    def submitted(ack: Any, view: Any) -> None:
        ack()
        taken.append(view["state"]["values"])

    bot.connect()
    ada = ws.as_member(ADA)
    ada.shortcut("go")
    ada.wait_for_view()
    wrong = {"plain_text_input": "xx", "email_text_input": "x", "url_text_input": "x", "number_input": "1.5"}
    assert set(ada.submit(wrong)) == set(wrong)
    assert set(ada.submit({"plain_text_input": "xxxxxx", "number_input": "5"})) == set(wrong)
    right = {
        "plain_text_input": "xxxxx",
        "email_text_input": "a@b.example",
        "url_text_input": "https://b.example",
        "number_input": "4",
    }
    with pytest.raises(PersonError, match="no field"):
        ada.submit({"grade": "2"})
    assert ada.submit(right) == {} and not ada.open_view()
    assert {block: value["a"]["value"] for block, value in taken[0].items()} == right
