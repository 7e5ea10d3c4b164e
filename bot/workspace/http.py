"""What bots see over HTTP: Web API, uploads, downloads, response_url, the socket. And the guards before it all."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message as AsgiMessage
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from bot.workspace.api import answer
from bot.workspace.api.calling import need_scope
from bot.workspace.api.files import receive
from bot.workspace.api.posting import answer_url
from bot.workspace.downloads import file_response
from bot.workspace.errors import SlackError
from bot.workspace.faults import Fault
from bot.workspace.model import Json
from bot.workspace.page_routes import page_routes
from bot.workspace.socketmode import SocketGateway
from bot.workspace.workspace import Workspace

Hangup = Callable[[Any], None]
"""Breaks the connection of a client, given as ASGI's `client`."""

LOOPBACK = ["127.0.0.1", "localhost"]
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


def application(ws: Workspace, gateway: SocketGateway, hang_up: Hangup, stopping: asyncio.Event) -> Starlette:
    api = _BotRoutes(ws, hang_up)
    return Starlette(
        routes=[
            Route("/api/{method}", api.call, methods=["GET", "POST"]),
            Route("/upload/v1/{file}", api.upload, methods=["POST", "PUT"]),
            Route("/files/{file}/{name}", api.download),
            Route("/files/{file}/download/{name}", api.download),
            Route("/response/{token}", api.response_url, methods=["POST"]),
            WebSocketRoute("/socket", _socket(gateway)),
            *page_routes(ws, stopping),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK), Middleware(_Headers)],
    )


class _BotRoutes:
    def __init__(self, ws: Workspace, hang_up: Hangup) -> None:
        self._ws = ws
        self._hang_up = hang_up

    async def call(self, request: Request) -> Response:
        name = request.path_params["method"]
        try:
            given, token = _given(request, await request.body())
        except SlackError as error:
            return JSONResponse(error.body())
        self._ws.record(name, {k: v for k, v in given.items() if k != "token"})
        fault = await self._struck(name)
        if fault is not None and fault.kind == "rate_limit":
            return _rate_limited(fault)
        if fault is not None and fault.kind == "fail":
            return JSONResponse({"ok": False, "error": fault.error})
        body = answer(self._ws, name, token, given)
        if fault is not None:
            self._hang_up(request.client)
        scopes = ",".join(sorted(self._ws.config.scopes))
        return JSONResponse(body, headers={"x-oauth-scopes": scopes})

    async def upload(self, request: Request) -> Response:
        fault = await self._struck("upload")
        if fault is not None and fault.kind != "drop_answer":
            return PlainTextResponse("failed", 429 if fault.kind == "rate_limit" else 500)
        content = await request.body()
        try:
            receive(self._ws, request.path_params["file"], content)
        except SlackError as error:
            return PlainTextResponse(error.error, 404)
        if fault is not None:
            self._hang_up(request.client)
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(self, request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        file = self._ws.state.files.get(request.path_params["file"])
        if token != self._ws.bot_token or file is None or file.content is None:
            return PlainTextResponse("not found", 404)
        try:
            need_scope(self._ws, "files:read")
        except SlackError as error:
            return JSONResponse(error.body(), 403)
        return file_response(file)

    async def response_url(self, request: Request) -> Response:
        content = await _json_object(request)
        self._ws.record("response_url", content or {})
        fault = await self._struck("response_url")
        if fault is not None and fault.kind == "rate_limit":
            return _rate_limited(fault)
        if fault is not None and fault.kind == "fail":
            return PlainTextResponse(fault.error, 500)
        if content is None:
            return PlainTextResponse("invalid_payload", 400)
        try:
            answer_url(self._ws, request.path_params["token"], content)
        except SlackError as error:
            return PlainTextResponse(error.error, 404 if error.error in ("expired_url", "used_url") else 400)
        if fault is not None:
            self._hang_up(request.client)
        return PlainTextResponse("ok")

    async def _struck(self, method: str) -> Fault | None:
        """The fault for this call, after waiting where it is slowness (which is then over)."""
        fault = self._ws.faults.take(method)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            return None
        return fault


def _given(request: Request, body: bytes) -> tuple[Json, str | None]:
    """The arguments and the token of a call, from the query, a form or JSON."""
    given: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json" and body:
        try:
            parsed = json.loads(body)
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(parsed, dict):
            raise SlackError("json_not_object")
        given |= parsed
    elif kind == "application/x-www-form-urlencoded" or not body:
        given |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    else:
        raise SlackError("invalid_post_type")
    header = request.headers.get("authorization", "")
    token = header.removeprefix("Bearer ").strip() or given.get("token")
    return given, token


async def _json_object(request: Request) -> Json | None:
    try:
        content = json.loads(await request.body())
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _rate_limited(fault: Fault) -> Response:
    headers = {"Retry-After": str(fault.retry_after)}
    return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers=headers)


def _socket(gateway: SocketGateway) -> Callable[[WebSocket], Any]:
    async def serve(socket: WebSocket) -> None:
        await gateway.serve(socket)

    return serve


class _Headers:
    """Headers that keep the page to itself."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: AsgiMessage) -> None:
            if message["type"] == "http.response.start":
                added = {
                    "content-security-policy": _POLICY,
                    "x-content-type-options": "nosniff",
                    "referrer-policy": "no-referrer",
                    "cross-origin-resource-policy": "same-origin",
                    "cache-control": "no-store",
                }
                message["headers"] += [(k.encode(), v.encode()) for k, v in added.items()]
            await send(message)

        await self._app(scope, receive, with_headers)
