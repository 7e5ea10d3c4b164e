"""Serves a workspace on 127.0.0.1 from a thread of its own."""

import asyncio
import logging
import socket
import threading
from types import TracebackType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.workspace.http import application
from bot.workspace.socketmode import SocketGateway
from bot.workspace.workspace import Workspace

_log = logging.getLogger(__name__)
START_SECONDS = 10.0


class WorkspaceServer:
    """`port` 0 takes any free one. A context manager; OSError when the port is taken."""

    def __init__(self, ws: Workspace, port: int = 0) -> None:
        self.ws = ws
        self._wanted_port = port
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._transports: dict[Any, asyncio.Transport] = {}

    @property
    def port(self) -> int:
        if self._listener is None:
            raise RuntimeError("the workspace server is not running")
        return self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def api_url(self) -> str:
        """The address of the Web API, for slack_sdk's `base_url`."""
        return f"{self.url}api/"

    def start(self) -> "WorkspaceServer":
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", self._wanted_port))
            listener.listen(128)
        except OSError:
            listener.close()
            raise
        self._listener = listener
        self.ws.url = self.url
        self._thread = threading.Thread(target=self._run, name="workspace", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise RuntimeError(f"the workspace did not start within {START_SECONDS:.0f} seconds")
        return self

    def stop(self) -> None:
        """Ends every connection and the thread; twice does no harm."""
        thread, self._thread = self._thread, None
        if thread is not None and self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            thread.join(10)
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def __enter__(self) -> "WorkspaceServer":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception:
            _log.exception("the workspace server broke off")

    async def _serve(self) -> None:
        assert self._listener is not None
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        gateway = SocketGateway(self.ws, self._loop)
        config = uvicorn.Config(
            application(self.ws, gateway, self._hang_up, self._stop),
            http=self._protocol(),
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[self._listener]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.005)
        self.ws.attach(gateway)
        self._ready.set()
        await asyncio.wait(
            {serving, asyncio.create_task(self._stop.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
        self._stop.set()
        self.ws.attach(None)
        await gateway.stop()
        server.should_exit = True
        await serving

    def _hang_up(self, client: Any) -> None:
        """Breaks a client's connection without an answer."""
        transport = self._transports.get(tuple(client))
        if transport is not None:
            transport.abort()

    def _protocol(self) -> type[H11Protocol]:
        """uvicorn's, remembering the transports so that one can be broken off."""
        transports = self._transports

        class Breakable(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:
                transports[transport.get_extra_info("peername")] = transport
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                transports.pop(self.transport.get_extra_info("peername"), None)
                super().connection_lost(exc)

        return Breakable
