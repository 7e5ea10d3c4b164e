"""Socket Mode: the connections of the bot, the envelopes sent over them, and their acknowledgements."""

import asyncio
import itertools
import json
import secrets
import uuid
from concurrent.futures import Future
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.errors import BotDidNotAnswerError, BotNotConnectedError
from bot.workspace.faults import EnvelopeKind
from bot.workspace.model import Json
from bot.workspace.workspace import Workspace

GOING_AWAY = 1001


@dataclass(eq=False)
class _Connection:
    socket: WebSocket
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    leaving: bool = False

    async def send(self, message: Json) -> None:
        try:
            await self.socket.send_text(json.dumps(message))
        except (RuntimeError, WebSocketDisconnect):
            self.closed.set()


class SocketGateway:
    """Lives on one event loop; `send`, `disconnect` and `drop` may be called from any thread."""

    def __init__(self, ws: Workspace, loop: asyncio.AbstractEventLoop) -> None:
        self._ws = ws
        self._loop = loop
        self._connections: list[_Connection] = []
        self._turn = itertools.count()
        self._tickets: set[str] = set()
        self._waiting: dict[str, tuple[EnvelopeKind, asyncio.Future[Json | None]]] = {}
        self._arrived = asyncio.Event()
        self._stopping = False

    # From any thread

    @property
    def connections(self) -> int:
        return len(self._open())

    def send(self, kind: EnvelopeKind, payload: Json) -> "Future[Json | None]":
        return asyncio.run_coroutine_threadsafe(self._deliver(kind, payload), self._loop)

    def disconnect(self, reason: str) -> None:
        asyncio.run_coroutine_threadsafe(self._say_goodbye(reason), self._loop).result(5)

    def drop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(self._open()), self._loop).result(5)

    def ticket(self) -> str:
        """Good for one connection."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return ticket

    # On the loop

    async def serve(self, socket: WebSocket) -> None:
        """One connection of the bot, from its ticket to its end."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets or "origin" in socket.headers:
            await socket.close(1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        connection = _Connection(socket)
        self._connections.append(connection)
        await connection.send(self._hello())
        self._arrived.set()
        self._ws.touch()
        try:
            while True:
                self._acknowledge(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):
            pass
        finally:
            connection.closed.set()
            self._connections.remove(connection)
            self._ws.touch()

    async def stop(self) -> None:
        self._stopping = True
        self._arrived.set()
        await self._hang_up(self._connections)

    def _open(self) -> list[_Connection]:
        return [c for c in self._connections if not c.leaving and not c.closed.is_set()]

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {"host": "127.0.0.1", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._ws.state.app_id},
        }

    async def _deliver(self, kind: EnvelopeKind, payload: Json) -> Json | None:
        config = self._ws.config
        again = config.retries if kind == "events_api" or config.retry_interactions else 0
        patience = config.connect_patience if kind == "events_api" else 0.0
        attempt, reason = 0, ""
        while True:
            connection = await self._connection(patience)
            answer = self._loop.create_future()
            envelope = self._envelope(kind, payload, attempt, reason)
            self._waiting[envelope["envelope_id"]] = (kind, answer)
            broke = await self._answered(connection, envelope, answer)
            if answer.done():
                return answer.result()
            attempt, reason = attempt + 1, "connection_failed" if broke else "timeout"
            if broke:
                patience = max(patience, config.ack_seconds)
            if attempt > max(again, 1 if broke else 0):
                raise BotDidNotAnswerError

    def _envelope(self, kind: EnvelopeKind, payload: Json, attempt: int, reason: str) -> Json:
        envelope: Json = {"envelope_id": str(uuid.uuid4()), "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api" or attempt:
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        return envelope

    async def _connection(self, patience: float) -> _Connection:
        """One of the open connections in turn, waiting for one up to `patience` seconds."""
        end = self._loop.time() + patience
        while not self._stopping:
            if ready := self._open():
                return ready[next(self._turn) % len(ready)]
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), max(end - self._loop.time(), 0.001))
            except TimeoutError:
                break
        raise BotNotConnectedError

    async def _answered(
        self, connection: _Connection, envelope: Json, answer: "asyncio.Future[Json | None]"
    ) -> bool:
        """Waits for the acknowledgement; whether the connection broke instead."""
        await connection.send(envelope)
        broken = self._loop.create_task(connection.closed.wait())
        await asyncio.wait(
            {answer, broken}, timeout=self._ws.config.ack_seconds, return_when=asyncio.FIRST_COMPLETED
        )
        self._waiting.pop(envelope["envelope_id"], None)
        broke = connection.closed.is_set()
        broken.cancel()
        return broke

    def _acknowledge(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        envelope_id = message.get("envelope_id") if isinstance(message, dict) else None
        kind, answer = self._waiting.get(str(envelope_id), (None, None))
        if kind is None or answer is None or answer.done() or self._ws.faults.take_lost_ack(kind):
            return
        answer.set_result(message.get("payload"))

    async def _say_goodbye(self, reason: str) -> None:
        leaving = self._open()
        for connection in leaving:
            connection.leaving = True
            await connection.send(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "127.0.0.1"}}
            )
        self._loop.call_later(1.0, lambda: self._loop.create_task(self._hang_up(leaving)))
        self._ws.touch()

    async def _hang_up(self, connections: list[_Connection]) -> None:
        for connection in list(connections):
            if not connection.closed.is_set():
                connection.closed.set()
                try:
                    await connection.socket.close(GOING_AWAY)
                except (RuntimeError, WebSocketDisconnect):
                    continue
