"""Microsoft Graph as its documentation describes it, for one made-up Exchange, on a port of this machine."""

import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.servers.exchange.faults import Faults
from tests.servers.exchange.graph_answers import Answers, Refusal, is_immutable
from tests.servers.exchange.model import Account, Exchange

TENANT, CLIENT_ID, SECRET = "made-up-tenant", "made-up-application", "made-up-secret"
_MOST_AT_ONCE = 4


@dataclass
class Calls:
    """What was seen of the client: what it asked, how many calls at once, and what it forgot."""

    asked: list[str] = field(default_factory=list)
    most_at_once: int = 0
    too_many: int = 0
    without_preference: list[str] = field(default_factory=list)
    tokens: int = 0


class GraphServer:
    """`with GraphServer(exchange) as server:` serves `server.url` (api) and `server.authority_url` (tokens).

    Faults are asked for by names such as "GET delta", "GET value item-00000001", "POST move", "GET message",
    "GET messages", "GET folders", "POST folders", "POST sendMail" and "POST token". "dropped" breaks the connection
    off after the work was done, "away" before. `token_seconds`: how long a token is good. `forbidden`: addresses
    that the application may not use.
    """

    def __init__(self, exchange: Exchange, port: int = 0) -> None:
        self.exchange = exchange
        self.faults = Faults()
        self.calls = Calls()
        self.token_seconds = 3599.0
        self.forbidden: set[str] = set()
        self.answers = Answers(exchange)
        self._port = port
        self._tokens: dict[str, float] = {}
        self._busy: dict[str, int] = {}
        self._lock = threading.Lock()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    # Running

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1.0"

    @property
    def authority_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> Self:
        """Begin, on the same port as before if it was stopped."""
        listener = socket.socket(proto=socket.IPPROTO_TCP)  # asyncio sends at once only where this is said
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app(), log_config=None, lifespan="off", timeout_graceful_shutdown=1, access_log=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        return self

    def stop(self) -> None:
        """Go away, with all connections."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(10)
        self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def end_tokens(self) -> None:
        """No token that was given is good any more, whatever was said of its time."""
        self._tokens.clear()

    def _app(self) -> Starlette:
        user, folder = "/v1.0/users/{address}", "/v1.0/users/{address}/mailFolders/{folder}"
        routes = [
            Route("/{tenant}/oauth2/v2.0/token", self._token, methods=["POST"]),
            Route(f"{folder}/messages/delta", self._call("delta", self.answers.delta)),
            Route(f"{folder}/messages", self._call("messages", self.answers.messages)),
            Route(
                f"{user}/mailFolders", self._call("folders", self.answers.folders), methods=["GET", "POST"]
            ),
            Route(folder, self._call("folder", self.answers.folder)),
            Route(f"{user}/messages/{{id:path}}/$value", self._call("value", self.answers.value)),
            Route(
                f"{user}/messages/{{id:path}}/move", self._call("move", self.answers.move), methods=["POST"]
            ),
            Route(f"{user}/messages/{{id:path}}", self._call("message", self.answers.message)),
            Route(f"{user}/sendMail", self._call("sendMail", self.answers.send), methods=["POST"]),
        ]
        return Starlette(routes=routes)

    # Tokens

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        fault = self.faults.of("POST token")
        if fault and fault.wrong in ("dropped", "away"):
            return BrokenOff()
        if fault and fault.wrong in ("broken", "throttled"):
            return Response("", 503 if fault.wrong == "broken" else 429)
        if request.path_params["tenant"] != TENANT:
            return _no_token("invalid_request", "AADSTS90002: Tenant not found.", 400)
        if form.get("client_id") != CLIENT_ID:
            return _no_token("unauthorized_client", "AADSTS700016: Application not found.", 400)
        if form.get("client_secret") != SECRET or (fault and fault.wrong == "refused"):
            return _no_token("invalid_client", "AADSTS7000215: Invalid client secret provided.", 401)
        if form.get("grant_type") != "client_credentials" or "/.default" not in form.get("scope", ""):
            return _no_token("invalid_scope", "AADSTS1002012: The scope is not valid.", 400)
        token = secrets.token_urlsafe(24)
        self._tokens[token] = time.monotonic() + self.token_seconds
        self.calls.tokens += 1
        return JSONResponse(
            {"token_type": "Bearer", "expires_in": int(self.token_seconds), "access_token": token}
        )

    # Every call

    def _call(self, what: str, answer: Callable[[Account, Request, bytes], Response]) -> Callable[..., Any]:
        """An endpoint: what goes wrong goes wrong first, then who asks and how often is looked at."""

        def serve(request: Request, body: bytes) -> Response:
            asked = f"{request.method} {what} {request.path_params.get('id', '')}".strip()
            self.calls.asked.append(asked)
            try:
                with self._counted(request.path_params["address"]):
                    self._admit(request, asked)
                    fault = self.faults.of(asked)
                    wrong = fault.wrong if fault else ""
                    if wrong == "away":
                        return BrokenOff()
                    if wrong == "throttled" and fault:
                        raise Refusal(429, "TooManyRequests", **{"Retry-After": f"{fault.seconds:g}"})
                    if wrong == "broken":
                        raise Refusal(500, "InternalServerError")
                    if wrong == "refused":
                        raise Refusal(403, "ErrorAccessDenied")
                    if wrong == "lost-state" and what == "delta":
                        raise Refusal(410, "syncStateNotFound")
                    request.state.replayed = wrong == "replayed"
                    with self._account(request) as account:
                        given = answer(account, request, body)
                    return BrokenOff(given) if wrong == "dropped" else given
            except Refusal as refusal:
                error = {"error": {"code": refusal.code, "message": "A made-up explanation."}}
                return JSONResponse(error, refusal.status, refusal.headers)

        async def endpoint(request: Request) -> Response:
            return await run_in_threadpool(serve, request, await request.body())

        return endpoint

    @contextmanager
    def _counted(self, address: str) -> Any:
        with self._lock:
            busy = self._busy[address] = self._busy.get(address, 0) + 1
            self.calls.most_at_once = max(self.calls.most_at_once, busy)
            self.calls.too_many += busy > _MOST_AT_ONCE
        try:
            if busy > _MOST_AT_ONCE:
                raise Refusal(429, "ApplicationThrottled", **{"Retry-After": "1"})
            yield
        finally:
            with self._lock:
                self._busy[address] -= 1

    def _admit(self, request: Request, asked: str) -> None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self._tokens.get(token, 0.0) < time.monotonic():
            raise Refusal(401, "InvalidAuthenticationToken")
        if not is_immutable(request):
            self.calls.without_preference.append(asked)

    @contextmanager
    def _account(self, request: Request) -> Any:
        address = request.path_params["address"]
        if address in self.forbidden:
            raise Refusal(403, "ErrorAccessDenied")
        if address not in self.exchange.accounts:
            raise Refusal(404, "ErrorInvalidUser")
        with self.exchange.at(address) as account:
            yield account


class BrokenOff(Response):
    """An answer of which the beginning comes, and then the connection is gone."""

    def __init__(self, given: Response | None = None) -> None:
        super().__init__(bytes(given.body) if given is not None else b"", given.status_code if given else 200)
        self.headers["Content-Length"] = str(len(self.body) + 100)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send(
            {"type": "http.response.body", "body": self.body[: len(self.body) // 2], "more_body": True}
        )
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _no_token(error: str, description: str, status: int) -> Response:
    return JSONResponse({"error": error, "error_description": f"{description} Trace ID: made-up"}, status)
