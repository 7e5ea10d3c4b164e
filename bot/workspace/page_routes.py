"""What the page asks for: its own files, the state as one person sees it, its changes as they happen, its actions.

Only the page itself may ask: a request that changes something must come from the page's own origin, as JSON.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.workspace import clicking, modals, talking
from bot.workspace.clicking import Place
from bot.workspace.downloads import file_response
from bot.workspace.errors import PersonError
from bot.workspace.model import Json, Member
from bot.workspace.page_state import page_state
from bot.workspace.workspace import Workspace

PAGE = Path(__file__).parent / "page"
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_HEARTBEAT = 15.0


def page_routes(ws: Workspace, stopping: asyncio.Event) -> list[Route]:
    routes = _PageRoutes(ws, stopping)
    return [
        Route("/", routes.index),
        Route("/page/state", routes.state),
        Route("/page/events", routes.events),
        Route("/page/files/{file}", routes.file),
        Route("/page/do/{action}", routes.do, methods=["POST"]),
        Route("/page/{name}", routes.asset),
    ]


class _PageRoutes:
    def __init__(self, ws: Workspace, stopping: asyncio.Event) -> None:
        self._ws = ws
        self._stopping = stopping

    async def index(self, request: Request) -> Response:
        return FileResponse(PAGE / "index.html", media_type="text/html")

    async def asset(self, request: Request) -> Response:
        path = PAGE / request.path_params["name"]
        if path.parent != PAGE or path.suffix not in _KINDS or not path.is_file():
            return PlainTextResponse("not found", 404)
        return FileResponse(path, media_type=_KINDS[path.suffix])

    async def state(self, request: Request) -> Response:
        """Everything this person sees; `conversation` is the one whose messages are wanted."""
        if _foreign(request):
            return PlainTextResponse("not from here", 403)
        member = self._person(request.query_params.get("as", ""))
        return JSONResponse(page_state(self._ws, member, request.query_params.get("conversation", "")))

    async def events(self, request: Request) -> Response:
        if _foreign(request):
            return PlainTextResponse("not from here", 403)
        return StreamingResponse(self._changes(), media_type="text/event-stream")

    async def file(self, request: Request) -> Response:
        member = self._person(request.query_params.get("as", ""))
        file = self._ws.state.files.get(request.path_params["file"])
        with self._ws.reading() as state:
            mine = {c.id for c in state.visible_to(member.id)} if member else set()
        if _foreign(request) or file is None or file.content is None or not mine & set(file.channels):
            return PlainTextResponse("not found", 404)
        return file_response(file)

    async def do(self, request: Request) -> Response:
        """One action of one person: 200 with its result, 409 with words for the person."""
        own = f"{request.url.scheme}://{request.headers.get('host', '')}"
        is_json = request.headers.get("content-type", "").startswith("application/json")
        if request.headers.get("origin") != own or not is_json or _foreign(request):
            return JSONResponse({"error": "Only the page itself may do this."}, 403)
        action = _ACTIONS.get(request.path_params["action"])
        try:
            given = json.loads(await request.body())
            member = self._person(given.get("as", ""))
        except (ValueError, AttributeError):
            return JSONResponse({"error": "This was not understood."}, 400)
        if action is None or member is None:
            return JSONResponse({"error": "There is no such action or person."}, 404)
        try:
            result = await run_in_threadpool(action, self._ws, member, given)
        except PersonError as error:
            return JSONResponse({"error": str(error)}, 409)
        except (KeyError, TypeError):
            return JSONResponse({"error": "This was not understood."}, 400)
        return JSONResponse(result or {})

    def _person(self, email: str) -> Member | None:
        member = self._ws.state.member_by_email(email)
        return member if member and not member.deleted and not member.is_bot else None

    async def _changes(self) -> AsyncIterator[str]:
        """A line for every change, as Server-Sent Events."""
        loop, changed = asyncio.get_running_loop(), asyncio.Event()
        end_watch = self._ws.watch(lambda: _safely(loop, changed.set))
        try:
            yield f"retry: 1000\ndata: {self._ws.version}\n\n"
            while not self._stopping.is_set():
                try:
                    await asyncio.wait_for(changed.wait(), _HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                changed.clear()
                yield f"data: {self._ws.version}\n\n"
        finally:
            end_watch()


def _safely(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(call)


def _foreign(request: Request) -> bool:
    """Whether a browser says that another site made it ask."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def _place(given: Json) -> Place:
    return Place(given["place"]["kind"], given["place"]["id"], given["place"].get("conversation", ""))


def _say(ws: Workspace, member: Member, given: Json) -> None:
    text = given["text"]
    if text.startswith("/"):
        command, _, rest = text.partition(" ")
        talking.run_command(ws, member, given["conversation"], command.strip(), rest)
    else:
        talking.say(ws, member, given["conversation"], text, given.get("thread_ts"))


def _press(ws: Workspace, member: Member, given: Json) -> None:
    clicking.press(
        ws,
        member,
        _place(given),
        given["action_id"],
        given.get("value"),
        block_id=given["block_id"],
        given=given.get("values"),
    )


def _submit(ws: Workspace, member: Member, given: Json) -> Json:
    return {"errors": modals.submit(ws, member, given["view"], given["values"]).errors}


def _close(ws: Workspace, member: Member, given: Json) -> None:
    modals.close(ws, member, given["view"])


def _open(ws: Workspace, member: Member, given: Json) -> None:
    talking.open_home(ws, member, given.get("tab", "home"))


def _read(ws: Workspace, member: Member, given: Json) -> None:
    talking.mark_read(ws, member, given["conversation"])


def _shortcut(ws: Workspace, member: Member, given: Json) -> None:
    clicking.use_shortcut(ws, member, given["callback_id"], _place(given) if "place" in given else None)


_ACTIONS: dict[str, Callable[[Workspace, Member, Json], Any]] = {
    "say": _say,
    "press": _press,
    "submit": _submit,
    "close": _close,
    "open": _open,
    "read": _read,
    "shortcut": _shortcut,
}
