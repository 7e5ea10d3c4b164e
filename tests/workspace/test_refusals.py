"""Calls and views that Slack refuses are refused here, with Slack's word for it."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace import Channel, Workspace, WorkspaceServer
from tests.workspace.conftest import ADA, GONE, Bot, data, dm, error_of, make_workspace
from tests.workspace.kit import Json, input_, modal, mrkdwn, plain, section

VIEW_LIMITS: list[tuple[str, Json, Json, str]] = [
    ("title", modal(title=plain("x" * 24)), modal(title=plain("x" * 25)), "title/text"),
    ("submit", modal(submit=plain("x" * 24)), modal(submit=plain("x" * 25)), "submit/text"),
    ("close", modal(close=plain("x" * 24)), modal(close=plain("x" * 25)), "close/text"),
    (
        "private_metadata",
        modal(private_metadata="x" * 3000),
        modal(private_metadata="x" * 3001),
        "private_metadata",
    ),
    ("callback_id", modal(callback_id="x" * 255), modal(callback_id="x" * 256), "callback_id"),
    ("external_id", modal(external_id="x" * 255), modal(external_id="x" * 256), "external_id"),
    ("blocks", modal(blocks=[section()] * 100), modal(blocks=[section()] * 101), "blocks"),
    (
        "a block inside",
        modal(blocks=[input_(label=plain("x" * 2000))]),
        modal(blocks=[input_(label=plain("x" * 2001))]),
        "blocks/0/label/text",
    ),
]


def trigger(ws: Workspace) -> str:
    with ws.changing() as state:
        member = state.member_by_email(ADA)
        assert member is not None
        return state.add_trigger(member.id, ws.now() + 3).id


@pytest.mark.parametrize(
    ("fits", "too_much", "where"), [c[1:] for c in VIEW_LIMITS], ids=[c[0] for c in VIEW_LIMITS]
)
def test_a_modal_at_its_limit_opens_and_one_over_it_is_refused_with_its_place(
    ws: Workspace, client: WebClient, fits: Json, too_much: Json, where: str
) -> None:
    assert client.views_open(trigger_id=trigger(ws), view=fits)["ok"]
    with pytest.raises(SlackApiError) as refused:
        client.views_open(trigger_id=trigger(ws), view=too_much)
    body = data(refused.value.response)
    assert body["error"] == "invalid_arguments"
    assert [m.endswith(f"[json-pointer:/view/{where}]") for m in body["response_metadata"]["messages"]] == [
        True
    ]


def test_a_modal_with_inputs_and_no_submit_is_refused(ws: Workspace, client: WebClient) -> None:
    view = modal(blocks=[input_()])
    del view["submit"]
    assert error_of(lambda: client.views_open(trigger_id=trigger(ws), view=view)) == "invalid_arguments"


def test_a_view_as_slack_gives_it_back_cannot_be_sent_again_as_it_is(
    ws: Workspace, client: WebClient
) -> None:
    opened = data(client.views_open(trigger_id=trigger(ws), view=modal()))["view"]
    assert error_of(lambda: client.views_update(view_id=opened["id"], view=opened)) == "invalid_arguments"


def test_home_refuses_a_modal_and_a_modal_refuses_home(ws: Workspace, client: WebClient) -> None:
    user = ws.as_member(ADA).member.id
    assert error_of(lambda: client.views_publish(user_id=user, view=modal())) == "invalid_arguments"
    home = {"type": "home", "blocks": []}
    assert error_of(lambda: client.views_open(trigger_id=trigger(ws), view=home)) == "invalid_arguments"


def test_a_trigger_opens_one_modal_and_only_for_three_seconds() -> None:
    now = [1_700_000_000.0]
    ws = make_workspace(clock=lambda: now[0])
    with WorkspaceServer(ws) as server:
        client = Bot(ws, server.api_url).client
        late, exact = trigger(ws), trigger(ws)
        now[0] += 3.0
        assert client.views_open(trigger_id=exact, view=modal())["ok"]
        now[0] += 0.1
        assert error_of(lambda: client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
        assert error_of(lambda: client.views_open(trigger_id=exact, view=modal())) == "exchanged_trigger_id"
        assert error_of(lambda: client.views_open(trigger_id="1.2.3", view=modal())) == "invalid_trigger_id"


def test_a_view_is_updated_by_either_id_and_refused_with_an_old_hash(
    ws: Workspace, client: WebClient
) -> None:
    view = data(client.views_open(trigger_id=trigger(ws), view=modal(external_id="mine")))["view"]
    client.views_update(external_id="mine", hash=view["hash"], view=modal(title=plain("two")))

    def update() -> Any:
        return client.views_update(view_id=view["id"], hash=view["hash"], view=modal())

    assert error_of(update) == "hash_conflict"
    assert error_of(lambda: client.views_update(view_id="V0", view=modal())) == "not_found"


MESSAGES: list[tuple[str, Json, str]] = [
    ("nothing in it", {}, "no_text"),
    ("only spaces", {"text": "  "}, "no_text"),
    ("a text too long", {"text": "x" * 40_001}, "msg_too_long"),
    ("blocks that are no list", {"text": "x", "blocks": "{}"}, "invalid_blocks_format"),
    (
        "too much text in all blocks",
        {"text": "x", "blocks": [section(text=mrkdwn("x" * 2201))] * 5},
        "msg_blocks_too_long",
    ),
    ("too many attachments", {"text": "x", "attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
    ("metadata without a type", {"text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_format"),
    (
        "metadata too large",
        {"text": "x", "metadata": {"event_type": "x", "event_payload": {"x": "x" * 16_000}}},
        "metadata_too_large",
    ),
    ("a thread that is not there", {"text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
]


@pytest.mark.parametrize(("content", "error"), [c[1:] for c in MESSAGES], ids=[c[0] for c in MESSAGES])
def test_a_message_that_slack_would_not_take_is_refused(shared: WebClient, content: Json, error: str) -> None:
    channel = dm(shared)
    assert (
        error_of(lambda: shared.api_call("chat.postMessage", json={"channel": channel, **content})) == error
    )


def test_a_text_of_40000_characters_and_50_blocks_are_taken(shared: WebClient) -> None:
    shared.chat_postMessage(channel=dm(shared), text="x" * 40_000, blocks=[section()] * 50)
    shared.chat_postMessage(channel=dm(shared), text="x", blocks=[section(text=mrkdwn("x" * 2200))] * 5)


def test_people_and_channels_that_are_not_there_are_refused(ws: Workspace, client: WebClient) -> None:
    ada, bot_user = ws.as_member(ADA).member.id, ws.state.bot.id
    gone = ws.as_member(GONE).member.id
    channel = dm(client)

    def post(where: str) -> Any:
        return client.chat_postMessage(channel=where, text="x")

    refused = {
        "users_not_found": lambda: client.users_lookupByEmail(email="nobody@council.example"),
        "user_not_found": lambda: client.users_info(user="U0"),
        "channel_not_found": lambda: post("C0"),
        "cannot_dm_bot": lambda: post(bot_user),
        "user_disabled": lambda: client.conversations_open(users=gone),
        "message_not_found": lambda: client.chat_update(channel=channel, ts="1.000000", text="x"),
        "user_not_in_channel": lambda: client.chat_postEphemeral(channel=channel, user=gone, text="x"),
        "invalid_cursor": lambda: client.conversations_history(channel=channel, cursor="nonsense"),
    }
    assert {name: error_of(call) for name, call in refused.items()} == {name: name for name in refused}
    assert error_of(lambda: client.users_lookupByEmail(email=GONE)) == "users_not_found"
    assert data(client.users_info(user=gone))["user"]["deleted"] is True
    assert data(client.users_lookupByEmail(email=ADA.upper()))["user"]["id"] == ada


def test_the_bot_writes_only_where_it_is_a_member_and_sees_no_private_channel_it_is_not_in() -> None:
    ws = Workspace(
        members=[],
        channels=[Channel("open", bot_is_member=False), Channel("closed", True, bot_is_member=False)],
    )
    with WorkspaceServer(ws) as server:
        client = Bot(ws, server.api_url).client
        assert error_of(lambda: client.chat_postMessage(channel="#open", text="x")) == "not_in_channel"
        assert error_of(lambda: client.chat_postMessage(channel="#closed", text="x")) == "channel_not_found"
        seen = data(client.conversations_list(types="public_channel,private_channel"))["channels"]
        assert [c["name"] for c in seen] == ["open"]
        assert error_of(lambda: client.conversations_history(channel=seen[0]["id"])) == "not_in_channel"
        client.conversations_join(channel=seen[0]["id"])
        assert data(client.conversations_history(channel=seen[0]["id"]))["messages"] == []
        client.chat_postMessage(channel="#open", text="x")


def test_the_bot_changes_and_deletes_its_own_messages_only(ws: Workspace, client: WebClient) -> None:
    channel, ada = dm(client), ws.as_member(ADA)
    theirs = ada.say("mine")
    assert error_of(lambda: client.chat_update(channel=channel, ts=theirs, text="x")) == "cant_update_message"
    assert error_of(lambda: client.chat_delete(channel=channel, ts=theirs)) == "cant_delete_message"
    own = data(client.chat_postMessage(channel=channel, text="x"))["ts"]
    client.chat_delete(channel=channel, ts=own)
    assert [m["text"] for m in ada.messages()] == ["mine"]


def test_a_missing_argument_is_named(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.api_call("chat.postMessage", params={"text": "x"})
    body = data(refused.value.response)
    assert body["error"] == "invalid_arguments"
    assert body["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]


def test_tokens_are_checked_before_anything_else(ws: Workspace, server: WorkspaceServer) -> None:
    def auth(token: str | None) -> str:
        return error_of(lambda: WebClient(token=token, base_url=server.api_url).auth_test())

    assert [auth(None), auth("xoxb-wrong"), auth(ws.app_token)] == [
        "not_authed",
        "invalid_auth",
        "not_allowed_token_type",
    ]
    bot_client = WebClient(token=ws.bot_token, base_url=server.api_url)
    opened = error_of(lambda: bot_client.apps_connections_open(app_token=ws.bot_token))
    assert opened == "not_allowed_token_type"


@pytest.mark.parametrize("ws", [{"scopes": ["chat:write", "im:write"]}], indirect=True)
def test_a_scope_that_was_not_granted_is_missed(ws: Workspace, client: WebClient) -> None:
    user = ws.as_member(ADA).member.id
    channel = data(client.conversations_open(users=user))["channel"]["id"]
    client.chat_postMessage(channel=channel, text="x")
    with pytest.raises(SlackApiError) as refused:
        client.conversations_history(channel=channel)
    body = data(refused.value.response)
    assert (body["error"], body["needed"], body["provided"]) == (
        "missing_scope",
        "im:history",
        "chat:write,im:write",
    )
    assert error_of(lambda: client.users_lookupByEmail(email=ADA)) == "missing_scope"
