"""The real bot, which kills itself (SIGKILL) at the n-th chance: before and after each commit and each post.

Started once, it forks for each line on standard input ("SETTINGS N"; N = 0: never) and answers with how the fork
ended: 0 when nothing was left to do, -9 when it was killed. Documents are read in the process itself: that a
reader's death harms nothing is tested elsewhere.
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

from bot.building import open_store
from bot.logs import set_up_logs
from bot.settings import load_settings
from bot.wiring import Bot
from framework.pack import load_pack
from mail.reading import read_bytes
from store.tables import Delivery, Message

PACK = load_pack("rochdale-2013")
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


def _run(config: Path, point: int) -> int:
    settings = load_settings(config)
    with open_store(settings) as store:
        bot = Bot(
            settings, store, lambda content, name, sent: read_bytes(content, name, PACK, sent=sent), PACK
        )
        _arm(point)
        bot.start()
        end = time.monotonic() + 40
        while not _idle(bot):
            if time.monotonic() > end:
                return 3
            time.sleep(0.02)
    return 0


def main() -> None:
    """Fork for each line, and answer with how the fork ended."""
    set_up_logs()
    for line in sys.stdin:
        config, point = line.rsplit(maxsplit=1)
        child = os.fork()
        if child == 0:
            os._exit(_run(Path(config), int(point)))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
