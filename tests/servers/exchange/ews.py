"""Exchange Web Services on loopback, over a made-up Exchange: SOAP, two ways to log in, and what goes wrong."""

import asyncio
import base64
import itertools
import secrets
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import parse_qs

import uvicorn
from lxml import etree
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.servers.exchange.ews_operations import Element, Operations, named_item
from tests.servers.exchange.ews_xml import S, T, Wrong, answer, fault, success
from tests.servers.exchange.faults import Fault, Faults
from tests.servers.exchange.model import Exchange
from tests.servers.exchange.ntlm import NtlmLogins

PASSWORD = "made-up-for-tests"
CLIENT_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "council.example"
_SWITCHED_OFF = (
    "Exchange Web Services is not currently available for this request: the application's ID is not in "
    "EwsAllowedAppIDs of this organization."
)
_parser = etree.XMLParser(resolve_entities=False, huge_tree=True)


class EwsServer:
    """`with EwsServer(exchange) as server`: every mailbox's address logs in with PASSWORD, an app with CLIENT_ID.

    Faults are asked for by the operation's name ("SyncFolderItems", "token"; "GetItem MimeContent item-00000001").
    "dropped" breaks the connection off after the work was done, "away" before it; "replayed" and "lost-state" mean
    SyncFolderItems. `throttles_with` says in which of its ways a server asks for patience, `offers` how it lets
    people log in ("NTLM" as COUNCIL\\user only). `quiet` streams never tell anything. `certificate` (PEM, with its
    key) makes it https.
    """

    def __init__(self, exchange: Exchange, *, certificate: Path | None = None) -> None:
        self.exchange = exchange
        self.faults = Faults()
        self.operations = Operations(exchange)
        self.asked: Counter[str] = Counter()
        self.seen: list[tuple[str, str]] = []
        self.throttles_with: Literal["soap", 503, 429] = "soap"
        self.offers = 'Basic realm="127.0.0.1"'
        self._logins = NtlmLogins((address.partition("@")[0] for address in exchange.accounts), PASSWORD)
        self.switched_off = _SWITCHED_OFF
        self.only_version = ""
        self.client_secret = PASSWORD
        self.token_seconds = 3600.0
        self.quiet = False
        self.streams = 0
        self.port = 0
        self._certificate = certificate
        self._tokens: dict[str, float] = {}
        self._broken = itertools.count()
        self._transports: dict[Any, asyncio.Transport] = {}
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The endpoint."""
        return f"{self.authority_url}/EWS/Exchange.asmx"

    @property
    def authority_url(self) -> str:
        """Where tokens are given."""
        return f"http{'s' if self._certificate else ''}://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._transports)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Serves; again on the same port after `stop()`."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            Starlette(
                routes=[
                    Route("/EWS/Exchange.asmx", self._soap, methods=["POST"]),
                    Route("/{tenant}/oauth2/v2.0/token", self._token, methods=["POST"]),
                ]
            ),
            http=self._protocol(),
            lifespan="off",
            log_config=None,
            access_log=False,
            ssl_certfile=self._certificate,
            ssl_version=ssl.PROTOCOL_TLS_SERVER,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([listener],), name="ews", daemon=True)
        self._thread.start()
        until = time.monotonic() + 10
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.005)

    def stop(self) -> None:
        """Goes away, and every connection with it."""
        if self._server and self._thread:
            self._server.should_exit = True
            self.hang_up()
            self._thread.join(10)
        self._server = self._thread = None

    def hang_up(self) -> None:
        """Breaks off whatever is connected."""
        for transport in list(self._transports.values()):
            transport.abort()

    def forget_tokens(self) -> None:
        """No token given until now is good any more."""
        self._tokens.clear()

    async def _soap(self, request: Request) -> Response:
        body = etree.fromstring(await request.body(), _parser)
        asked = body.find(f"{S}Body")
        assert asked is not None
        operation = etree.QName(asked[0]).localname
        self.asked[operation] += 1
        went_wrong = await run_in_threadpool(self.faults.of, _name(operation, asked[0]))
        early = self._instead(request, went_wrong)
        if early is not None:
            return early
        user = self._who(request, body)
        if user is None:
            return Response(status_code=401, headers={"WWW-Authenticate": self._challenge(request)})
        self.operations.replay = went_wrong is not None and went_wrong.wrong == "replayed"
        self.operations.lose_state = went_wrong is not None and went_wrong.wrong == "lost-state"
        said = await run_in_threadpool(self._carried_out, operation, user, body, asked[0])
        if isinstance(said, bytes) and went_wrong and went_wrong.wrong == "broken":
            return self._garbled(said)
        if went_wrong and went_wrong.wrong == "dropped":
            self._abort(request)
        return said if isinstance(said, Response) else _xml(said)

    def _carried_out(self, operation: str, user: str, body: Element, asked: Element) -> bytes | Response:
        try:
            version = body.find(f"{S}Header/{T}RequestServerVersion")
            if self.only_version and (version is None or version.get("Version") != self.only_version):
                raise Wrong("ErrorInvalidServerVersion", whole=True)
            if operation == "GetStreamingEvents":
                return self._stream(asked)
            return self.operations.answer(operation, user, asked)
        except Wrong as wrong:
            return _xml(fault(wrong), 500)

    def _instead(self, request: Request, went_wrong: Fault | None) -> Response | None:
        """What is answered without looking at the request."""
        if not went_wrong:
            return None
        if went_wrong.wrong == "away":
            self._abort(request)
            return Response(status_code=503)
        if went_wrong.wrong == "throttled":
            if self.throttles_with == "soap":
                busy = Wrong("ErrorServerBusy", "The server cannot service this request right now.")
                busy.backoff = went_wrong.seconds
                return _xml(fault(busy), 500)
            head = {"Retry-After": str(round(went_wrong.seconds))}
            return Response(status_code=self.throttles_with, headers=head)
        if went_wrong.wrong == "refused":
            return Response(status_code=401, headers={"WWW-Authenticate": self.offers})
        if went_wrong.wrong == "switched-off":
            return Response(self.switched_off, status_code=403)
        return None

    def _garbled(self, said: bytes) -> Response:
        """By turns an answer that stops in the middle, and none at all."""
        if next(self._broken) % 2 == 0:
            return Response(said[: len(said) * 2 // 3], media_type="text/xml")
        return Response("<html><h1>Server Error in '/EWS' Application.</h1></html>", status_code=500)

    def _who(self, request: Request, body: Element) -> str | None:
        """The address of who asks, None if nobody known does."""
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        if kind == "Bearer" and self._tokens.get(given, 0) > time.monotonic():
            return body.findtext(f"{S}Header//{T}PrimarySmtpAddress") or "nobody"
        if kind == "Basic":
            user, _, password = base64.b64decode(given).decode().partition(":")
            self.seen.append((user, password))
            return user if password == PASSWORD and "@" in user and "Basic" in self.offers else None
        if self.offers == "NTLM":
            user = self._logins.user(request.client, given if kind == "NTLM" else "")
            return f"{user}@council.example" if user else None
        return None

    def _challenge(self, request: Request) -> str:
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        if kind == "NTLM" and self.offers == "NTLM" and len(given) < 100:  # the first of the three is short
            return self._logins.challenge(request.client, given)
        return self.offers

    async def _token(self, request: Request) -> Response:
        self.asked["token"] += 1
        early = self._instead(request, await run_in_threadpool(self.faults.of, "token"))
        if early is not None:
            return early
        form = parse_qs((await request.body()).decode())
        if (form["client_id"], form["client_secret"]) != ([CLIENT_ID], [self.client_secret]):
            said = b'{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret."}'
            return Response(said, status_code=401, media_type="application/json")
        token = secrets.token_urlsafe(20)
        self._tokens[token] = time.monotonic() + self.token_seconds
        said = f'{{"token_type":"Bearer","expires_in":{round(self.token_seconds)},"access_token":"{token}"}}'
        return Response(said, media_type="application/json")

    def _stream(self, asked: Element) -> Response:
        number = asked.findtext(f".//{T}SubscriptionId") or ""
        if number not in self.operations.subscriptions:
            raise Wrong("ErrorSubscriptionNotFound", whole=True)
        return StreamingResponse(self._events(number), media_type="text/xml")

    async def _events(self, number: str) -> AsyncIterator[bytes]:
        address, folder = self.operations.subscriptions[number]
        status = "<m:ConnectionStatus>OK</m:ConnectionStatus>"
        at = max((each[0] for each in self.exchange.since(address, folder, 0)), default=0)
        self.streams += 1
        try:
            yield answer("GetStreamingEvents", success("GetStreamingEvents", status))
            while self._server and not self._server.should_exit:
                await asyncio.sleep(0.02)
                news = self.exchange.since(address, folder, at)
                if news and not self.quiet:
                    at = news[-1][0]
                    event = f"<t:NewMailEvent><t:TimeStamp>{_now()}</t:TimeStamp></t:NewMailEvent>"
                    told = (
                        f"<m:Notifications><m:Notification><t:SubscriptionId>{number}</t:SubscriptionId>{event}"
                        "</m:Notification></m:Notifications>"
                    )
                    yield answer("GetStreamingEvents", success("GetStreamingEvents", told))
        finally:
            self.streams -= 1

    def _abort(self, request: Request) -> None:
        transport = self._transports.get(tuple(request.client or ()))
        if transport is not None:
            transport.abort()

    def _protocol(self) -> type[H11Protocol]:
        """uvicorn's, remembering the transports so that one can be broken off."""
        transports = self._transports

        class Breakable(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:
                transports[tuple(transport.get_extra_info("peername"))] = transport
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                transports.pop(tuple(self.transport.get_extra_info("peername")), None)
                super().connection_lost(exc)

        return Breakable


def _name(operation: str, asked: Element) -> str:
    """What is asked, for faults."""
    if operation != "GetItem":
        return operation
    fields = [each.get("FieldURI", "").rpartition(":")[2] for each in asked.iterfind(f".//{T}FieldURI")]
    items = [named_item(each.get("Id")) for each in asked.iterfind(f".//{T}ItemId")]
    return " ".join([operation, *fields, *items])


def _xml(said: bytes, status: int = 200) -> Response:
    return Response(said, status_code=status, media_type="text/xml")


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
