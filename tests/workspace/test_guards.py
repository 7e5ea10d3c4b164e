"""Nobody but the page itself, on this machine, can drive the workspace."""

import socket

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from bot.workspace import Workspace, WorkspaceServer
from tests.workspace.conftest import ADA, BEN, Bot, data, dm


@pytest.fixture
def web(server: WorkspaceServer) -> httpx.Client:
    return httpx.Client(base_url=server.url)


def say(web: httpx.Client, headers: dict[str, str], text: str = "hello") -> int:
    state = web.get("/page/state", params={"as": ADA}).json()
    body = {"as": ADA, "conversation": state["direct"], "text": text}
    return web.post("/page/do/say", json=body, headers=headers).status_code


def test_the_page_itself_may_act_and_another_site_may_not(ws: Workspace, web: httpx.Client) -> None:
    own = str(web.base_url).rstrip("/")
    assert say(web, {"Origin": own}, "mine") == 200
    assert say(web, {"Origin": "https://elsewhere.example"}) == 403
    assert say(web, {"Origin": own, "Sec-Fetch-Site": "cross-site"}) == 403
    assert say(web, {"Origin": own.replace("127.0.0.1", "localhost")}) == 403
    assert say(web, {}) == 403
    assert [m["text"] for m in ws.as_member(ADA).messages()] == ["mine"]


def test_a_form_of_another_site_cannot_act(web: httpx.Client) -> None:
    own = str(web.base_url).rstrip("/")
    answer = web.post(
        "/page/do/say", content='{"as": "x"}', headers={"Origin": own, "Content-Type": "text/plain"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/", "/page/state", "/page/events", "/api/auth.test", "/page/do/say"])
def test_a_name_that_leads_here_from_elsewhere_is_refused(web: httpx.Client, path: str) -> None:
    assert web.get(path, headers={"Host": "rebound.example"}).status_code == 400


def test_another_site_reads_nothing(web: httpx.Client) -> None:
    for path in ("/page/state", "/page/events"):
        assert web.get(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert "access-control-allow-origin" not in web.get("/page/state").headers


def test_only_its_own_loopback_address_is_listened_on(server: WorkspaceServer) -> None:
    socket.create_connection(("127.0.0.1", server.port), 1).close()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", server.port), 1)


def test_a_socket_needs_a_ticket_that_was_not_used_and_no_browser(
    ws: Workspace, server: WorkspaceServer
) -> None:
    url = ws.socket_url()
    with pytest.raises(InvalidStatus):
        connect(url.partition("=")[0] + "=guessed")
    with pytest.raises(InvalidStatus):
        connect(url, origin=Origin("https://elsewhere.example"))
    with connect(url) as socket_:
        assert '"type": "hello"' in str(socket_.recv(5))
    with pytest.raises(InvalidStatus):
        connect(url)


def test_the_policy_of_the_page_allows_nothing_from_elsewhere(web: httpx.Client) -> None:
    policy = web.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_no_file_outside_the_page_is_served(web: httpx.Client) -> None:
    assert web.get("/page/app.js").status_code == 200
    for path in ("/page/..%2fserver.py", "/page/%2e%2e%2f%2e%2e%2fserver.py", "/page/server.py", "/page/.js"):
        assert web.get(path).status_code == 404


def test_a_file_is_not_given_to_somebody_outside_its_conversation(
    ws: Workspace, server: WorkspaceServer, web: httpx.Client
) -> None:
    client = Bot(ws, server.api_url).client
    uploaded = data(client.files_upload_v2(channel=dm(client), filename="a.txt", content="words"))["file"][
        "id"
    ]
    assert web.get(f"/page/files/{uploaded}", params={"as": ADA}).text == "words"
    assert web.get(f"/page/files/{uploaded}", params={"as": BEN}).status_code == 404


def test_nonsense_is_answered_with_words_and_not_with_a_fault(web: httpx.Client) -> None:
    own = str(web.base_url).rstrip("/")
    for body in ("", "[]", "{}", '{"as": 7}', f'{{"as": "{ADA}"}}', f'{{"as": "{ADA}", "place": []}}'):
        for action in ("say", "press", "submit", "close", "read", "shortcut", "nothing"):
            answer = web.post(
                f"/page/do/{action}",
                content=body,
                headers={"Origin": own, "Content-Type": "application/json"},
            )
            assert answer.status_code in (400, 404, 409) and answer.json()["error"], (action, body)


def test_the_server_stops_and_its_port_can_be_used_again(ws: Workspace) -> None:
    first = WorkspaceServer(ws).start()
    port = first.port
    with pytest.raises(OSError):
        WorkspaceServer(ws, port=port).start()
    first.stop()
    first.stop()
    with WorkspaceServer(ws, port=port) as second:
        assert httpx.get(second.url).status_code == 200
