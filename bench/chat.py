"""From a click to the screen updated: two hundred managers auditing at once, on one process and SQLite.

The managers sit in the local workspace, which is a process of its own; the bot is the unmodified `Chat` in another,
its database a file on the disk. A turn is whatever an audit asks: a click with what was filled in beside it, or
words written. Timed from just before the workspace sends it until the workspace has taken the new screen; an
acknowledgement until the workspace has it. Beside it, in the same run, what cannot be less: an app of nothing but
Bolt, whose one listener puts the same blocks into the message again.

`make bench ARGS=chat` for 200 managers; `ARGS="chat 50"` for so many.
"""

import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path

from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk import WebClient

from bench.chat_managers import Managers, Took
from bot.building import now
from bot.workspace import WorkspaceServer
from framework.pack import load_pack
from handlers.slack.chat import Chat
from store.database import connect
from store.unit_of_work import Store

MANAGERS = 200
THINKING = 10.0  # seconds on average between two turns; who reads a case file takes far longer
SECONDS = 60.0
AT_SATURATION = 20.0
MEDIAN, P99, ACKNOWLEDGED = 0.050, 0.250, 1.0  # seconds: the targets
_PACK = "rochdale-2013"


@dataclass(frozen=True)
class Where:
    """What a bot needs to find the workspace and its database."""

    bot_token: str
    app_token: str
    api_url: str
    database: str


def main(managers: int = MANAGERS) -> dict[str, float]:
    """Print the table; seconds by what was measured."""
    with tempfile.TemporaryDirectory(dir=_on_a_disk()) as folder, Managers(managers) as people:
        ws = people.workspace
        with WorkspaceServer(ws) as server:
            where = Where(ws.bot_token, ws.app_token, server.api_url, f"sqlite:///{folder}/auditbot.db")
            people.import_into(where.database)
            with _running(_bot, where, people) as cpu:
                people.begin()
                thinking = people.audit(SECONDS, THINKING)
                used = cpu() / max(len(thinking.turns), 1)
                at_once = people.audit(AT_SATURATION, 0.0)
            with _running(_echo, where, people):
                bare = people.press_again(SECONDS / 2, THINKING)
                bare_at_once = people.press_again(AT_SATURATION, 0.0)
    print(f"{managers} managers, each thinking {THINKING:.0f} s on average between two turns:")
    _row("bare Bolt, the same blocks again", bare)
    _row("audits, from start to submit", thinking, bare)
    _acknowledged(thinking)
    print(
        f"{used * 1000:40.1f} ms of processor a turn; target: median {MEDIAN * 1000:.0f}, 99th {P99 * 1000:.0f} ms"
    )
    print("back to back, nobody thinking (saturation):")
    _row("bare Bolt, the same blocks again", bare_at_once)
    _row("audits, from start to submit", at_once, bare_at_once)
    _acknowledged(at_once)
    return {"median": thinking.median, "p99": thinking.p99, "acknowledged": max(thinking.acks + at_once.acks)}


def _row(name: str, took: Took, bare: Took | None = None) -> None:
    ratio = f"   {took.median / bare.median:4.1f} times bare Bolt" if bare else ""
    print(
        f"{name:>40}: median {took.median * 1000:6.1f} ms, 99th percentile {took.p99 * 1000:6.1f} ms, "
        f"{took.rate:6.1f} turns a second{ratio}",
        flush=True,
    )


def _acknowledged(took: Took) -> None:
    last = max(took.acks)
    met = "met" if last < ACKNOWLEDGED else "NOT MET"
    print(f"{'acknowledged':>40}: at the latest after {last * 1000:.0f} ms ({met})", flush=True)


def _on_a_disk() -> Path | None:
    """Not in memory: a commit that waits for no disk would flatter."""
    return Path("/var/tmp") if os.access("/var/tmp", os.W_OK) else None


@contextmanager
def _running(
    bot: Callable[[Where, Event], None], where: Where, people: Managers
) -> Iterator[Callable[[], float]]:
    """A bot in a process of its own; gives the seconds of processor that it used since."""
    spawn = multiprocessing.get_context("spawn")
    stop = spawn.Event()
    process = spawn.Process(target=bot, args=(where, stop))
    process.start()
    if not people.workspace.wait_for_bot(30):
        raise RuntimeError("the bot did not connect")
    before = _processor(process.pid)
    try:
        yield lambda: _processor(process.pid) - before
    finally:
        stop.set()
        process.join(30)
        people.workspace.wait_until(lambda _: not people.workspace.bot_connected, 10)


def _processor(pid: int | None) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _bot(where: Where, stop: Event) -> None:
    database = connect(where.database)
    chat = Chat(
        Store(database, now), load_pack(_PACK), where.bot_token, where.app_token, api_url=where.api_url
    )
    ending = threading.Event()
    threading.Thread(target=lambda: (stop.wait(), ending.set()), daemon=True).start()
    chat.run(ending)
    database.close()


def _echo(where: Where, stop: Event) -> None:
    client = WebClient(where.bot_token, base_url=where.api_url)
    app = App(client=client, token_verification_enabled=False)

    @app.action("talk-again")
    def again(ack: Ack, body: dict, client: WebClient) -> None:  # pyright: ignore[reportUnusedFunction, reportMissingTypeArgument]
        ack()
        message = body["message"]
        client.chat_update(
            channel=body["channel"]["id"], ts=message["ts"], text=message["text"], blocks=message["blocks"]
        )

    handler = SocketModeHandler(app, where.app_token)
    handler.connect()
    stop.wait()
    handler.close()
    time.sleep(0.1)


if __name__ == "__main__":
    main()
