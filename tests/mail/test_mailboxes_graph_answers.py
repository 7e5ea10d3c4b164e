"""Single answers of Microsoft Graph and of Entra ID, as they come from Microsoft's own addresses."""

import datetime as dt
import time
from collections.abc import Iterator
from email.utils import format_datetime
from typing import Any

import httpx
import pytest
import respx

from mail import web
from mail.mailboxes.graph import GraphMailbox
from mail.mailboxes.port import MailboxError

LOGIN = "https://login.microsoftonline.com/made-up-tenant"
MAILBOX = "https://graph.microsoft.com/v1.0/users/audits%40council.example"
FOLDER = f"{MAILBOX}/mailFolders/folder-1"
Answers = respx.MockRouter


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """Microsoft, as far as a token and the watched folder."""
    monkeypatch.setattr(web, "_SHORTEST", 0.01)
    with respx.mock(assert_all_called=False) as router:
        router.get(f"{LOGIN}/v2.0/.well-known/openid-configuration").respond(
            json={
                "issuer": f"{LOGIN}/v2.0",
                "authorization_endpoint": f"{LOGIN}/oauth2/v2.0/authorize",
                "token_endpoint": f"{LOGIN}/oauth2/v2.0/token",
            }
        )
        router.post(f"{LOGIN}/oauth2/v2.0/token", name="token").respond(
            json={"token_type": "Bearer", "expires_in": 3599, "access_token": "made-up-token"}
        )
        router.get(f"{MAILBOX}/mailFolders/inbox").respond(json={"id": "folder-1", "totalItemCount": 3})
        router.get(FOLDER).respond(json={"id": "folder-1", "totalItemCount": 1234})
        yield router


def mailbox(**changed: Any) -> GraphMailbox:
    settings: dict[str, Any] = {
        "name": "audits",
        "address": "audits@council.example",
        "tenant": "made-up-tenant",
        "client_id": "made-up-application",
        "client_secret": "made-up-secret",
    }
    return GraphMailbox(**settings | changed)


def delta(graph: Answers) -> respx.Route:
    return graph.get(url__startswith=f"{FOLDER}/messages/delta")


def error(status: int, code: str = "", **headers: str) -> httpx.Response:
    body = {"error": {"code": code, "message": "Invented Child was mentioned here."}}
    return httpx.Response(status, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


def end(*messages: dict[str, Any]) -> httpx.Response:
    link = f"{FOLDER}/messages/delta?$deltatoken=abc"
    return httpx.Response(200, json={"value": list(messages), "@odata.deltaLink": link})


def test_the_token_would_be_asked_for_in_another_way_than_microsoft_gives_it(graph: Answers) -> None:
    assert "1,234 messages in Inbox" in mailbox().check()
    asked = graph["token"].calls.last.request.content.decode()
    assert "grant_type=client_credentials" in asked
    assert "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default" in asked
    assert graph.calls.last.request.headers["Authorization"] == "Bearer made-up-token"
    assert 'IdType="ImmutableId"' in graph.calls.last.request.headers["Prefer"]


def test_a_token_for_another_cloud_would_be_asked_for(graph: Answers) -> None:
    graph.get(url__startswith="https://graph.microsoft.us/").respond(
        json={"id": "folder-1", "totalItemCount": 0}
    )
    mailbox(api_url="https://graph.microsoft.us/v1.0").check()
    assert "graph.microsoft.us" in graph["token"].calls.last.request.content.decode()


def test_entries_of_another_kind_would_stop_the_listing(graph: Answers) -> None:
    route = delta(graph)
    route.side_effect = [
        end(
            {"id": "late", "receivedDateTime": "2014-01-15T09:00:00Z"},
            {"id": "early", "receivedDateTime": "2014-01-15T08:00:00+00:00"},
            {"id": "gone", "@removed": {"reason": "deleted"}},
            {"id": "undated", "receivedDateTime": "yesterday"},
            {"id": "bare"},
            {"receivedDateTime": "2014-01-15T09:00:00Z"},
        )
    ]
    (page,) = mailbox().list(None)
    assert [message.uid for message in page.messages] == ["early", "late", "undated", "bare"]
    assert page.messages[0].received == dt.datetime(2014, 1, 15, 8, tzinfo=dt.UTC)
    assert page.messages[2].received is None
    asked = route.calls.last.request
    assert asked.url.params["$select"] == "id,receivedDateTime"
    assert "odata.maxpagesize=" in asked.headers["Prefer"]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, html="<p>Log in to the guest network</p>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"value": []}),
        httpx.Response(200, json={"value": [], "@odata.deltaLink": "https://graph.microsoft.com/beta/x"}),
        httpx.Response(302, headers={"Location": "https://elsewhere.example/"}),
    ],
)
def test_an_answer_that_is_not_graphs_would_be_taken_for_an_empty_mailbox(
    graph: Answers, answer: httpx.Response
) -> None:
    delta(graph).side_effect = [answer, answer]
    with pytest.raises(MailboxError):
        list(mailbox().list(None))
    asked = {call.request.url.host for call in graph.calls}
    assert asked == {"graph.microsoft.com", "login.microsoftonline.com"}


@pytest.mark.parametrize(
    ("answer", "told", "lasting"),
    [
        (error(404, "ErrorInvalidUser"), "has no mailbox audits@council.example", True),
        (error(404, "MailboxNotEnabledForRESTAPI"), "has no mailbox", True),
        (error(404, "ResourceNotFound"), "has no mailbox", True),
        (error(403, "ErrorAccessDenied"), "Mail.ReadWrite", True),
        (error(403, "Authorization_RequestDenied"), "admin consent", True),
        (error(404, "ErrorItemNotFound"), "no such message or folder", True),
        (error(500), "is in trouble (500)", False),
        (error(503), "is in trouble (503)", False),
        (error(429, "TooManyRequests", Retry_After="300"), "left alone for 300 seconds", False),
        (error(503, "serviceNotAvailable", Retry_After="300"), "left alone", False),
    ],
)
def test_what_is_wrong_would_not_be_said_in_words(
    graph: Answers, answer: httpx.Response, told: str, lasting: bool
) -> None:
    graph.get(FOLDER).side_effect = [answer] * 5
    with pytest.raises(MailboxError) as caught:
        mailbox().check()
    assert told in str(caught.value)
    assert caught.value.lasting is lasting
    assert "Invented Child" not in str(caught.value)
    assert "made-up-token" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        error(410, "syncStateNotFound"),
        error(410, "resyncRequired", Location=f"{FOLDER}/messages/delta?$deltatoken="),
        error(410),
        error(400, "SyncStateInvalid"),
        error(400, "BadRequest"),
        error(404, "SyncStateNotFound"),
    ],
)
def test_a_forgotten_place_would_lose_mail(graph: Answers, answer: httpx.Response) -> None:
    delta(graph).side_effect = [end({"id": "one"}), answer, end({"id": "one"}, {"id": "two"})]
    box = mailbox()
    (before,) = box.list(None)
    (page,) = box.list(before.cursor)
    assert [message.uid for message in page.messages] == ["one", "two"]
    assert page.anew


def test_a_listing_that_graph_does_not_take_would_be_begun_anew_for_ever(graph: Answers) -> None:
    route = delta(graph)
    route.side_effect = [error(400, "BadRequest")] * 3
    with pytest.raises(MailboxError, match="does not take what was asked"):
        list(mailbox().list(None))
    assert route.call_count == 1


@pytest.mark.parametrize("said", ["0.05", "date", "nonsense", "-5", ""])
def test_a_wait_that_is_oddly_written_would_be_passed_over(
    graph: Answers, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "_UNSAID", 0.05)
    asked = format_datetime(dt.datetime.now(dt.UTC), usegmt=True) if said == "date" else said
    graph.get(FOLDER).side_effect = [
        error(429, Retry_After=asked),
        httpx.Response(200, json={"id": "folder-1", "totalItemCount": 1}),
    ]
    began = time.monotonic()
    assert "1 message in" in mailbox().check()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("answer", "told", "lasting"),
    [
        (
            {"error": "invalid_client", "error_description": "AADSTS7000222: ended made-up-secret"},
            "7000222",
            True,
        ),
        (
            {"error": "unauthorized_client", "error_description": "AADSTS700016: not there"},
            "client_id",
            True,
        ),
        ({"error": "temporarily_unavailable", "error_description": ""}, "tried again", False),
        ({}, "no reason given", True),
    ],
)
def test_a_token_that_is_not_given_would_not_be_explained(
    graph: Answers, answer: dict[str, str], told: str, lasting: bool
) -> None:
    graph["token"].respond(400, json=answer)
    with pytest.raises(MailboxError, match=told) as caught:
        mailbox().check()
    assert caught.value.lasting is lasting
    assert "made-up-secret" not in str(caught.value)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_login_server_in_trouble_would_be_a_wrong_tenant(graph: Answers, status: int) -> None:
    graph.get(f"{LOGIN}/v2.0/.well-known/openid-configuration").respond(status, html="<p>Sorry</p>")
    with pytest.raises(MailboxError, match="gives no tokens now") as caught:
        mailbox().check()
    assert not caught.value.lasting


def test_a_name_with_signs_in_it_would_ask_for_another_mailbox_or_folder(graph: Answers) -> None:
    route = graph.get(url__startswith="https://graph.microsoft.com/v1.0/users/o%27neil%2Baudits").respond(
        json={"value": [{"id": "a/b+c=", "displayName": "It's & #1"}], "id": "x", "totalItemCount": 0}
    )
    mailbox(address="o'neil+audits@council.example", folder="It's & #1").check()
    first, second = (call.request.url for call in route.calls)
    assert first.params["$filter"] == "displayName eq 'It''s & #1'"
    assert second.raw_path.decode().split("?")[0].endswith("/mailFolders/a%2Fb%2Bc%3D")
