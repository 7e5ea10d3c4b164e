"""The real bot, which kills itself (SIGKILL) at the n-th chance: before and after each commit and each post.

python -m tests.journeys.killed_bot SETTINGS N      # N = 0: never; leaves with 0 when nothing is left to do
"""

import os
import signal
import sys
import threading
import time
from itertools import count
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from bot.settings import load_settings
from bot.wiring import Bot, build_bot
from store.tables import Delivery, Message

_chances = count(1)


def _chance(point: int) -> None:
    if next(_chances) == point:
        os.kill(os.getpid(), signal.SIGKILL)


def _arm(point: int) -> None:
    """Only commits that wrote something and posts are chances; looking changes nothing."""
    wrote = threading.local()

    @event.listens_for(Engine, "before_cursor_execute")
    def executing(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            wrote.something = True

    @event.listens_for(Engine, "commit")
    def before(_connection: object) -> None:
        if getattr(wrote, "something", False):
            _chance(point)

    @event.listens_for(Session, "after_commit")
    def after(_session: object) -> None:
        if getattr(wrote, "something", False):
            wrote.something = False
            _chance(point)

    post = WebClient.chat_postMessage

    def posting(self: WebClient, **arguments: Any) -> Any:
        _chance(point)
        answer = post(self, **arguments)
        _chance(point)
        return answer

    WebClient.chat_postMessage = posting


def _idle(bot: Bot) -> bool:
    with bot.store.reading() as work:
        mails = work.session.scalar(
            select(func.count(Message.id)).where(Message.state.in_(("received", "failed")))
        )
        some = work.session.scalar(select(func.count(Message.id)))
        going = work.session.scalar(
            select(func.count(Delivery.id)).where(Delivery.state.in_(("waiting", "sending")))
        )
    return bool(some) and not mails and not going


def main() -> None:
    settings, point = load_settings(Path(sys.argv[1])), int(sys.argv[2])
    with build_bot(settings) as bot:
        _arm(point)
        bot.start()
        end = time.monotonic() + 40
        while not _idle(bot):
            if time.monotonic() > end:
                sys.exit(3)
            time.sleep(0.05)


if __name__ == "__main__":
    main()
