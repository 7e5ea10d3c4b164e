"""Bots to be killed: forked from one process that has everything imported, killed by it after so many seconds.

For each line on standard input ("SECONDS SETTINGS") it starts the real bot, kills it (SIGKILL) so long after it
began to work, and answers how it ended; 0 seconds: never, it stops when the file "enough" is beside its settings.
Below 0: so too, but its process id is answered first, and whoever asked may kill it.
Pauses between tries are short, and no mail is given up because the bot ended over it too often, at which
tests/mail/test_poison.py looks. Documents are read in the process itself: that a reader's death harms nothing is
tested elsewhere.
"""

import faulthandler
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.building import open_store
from bot.logs import set_up_logs
from bot.settings import Settings, load_settings
from bot.settings.tables import DatabaseSettings, SlackSettings
from bot.wiring import Bot
from framework.pack import load_pack
from framework.words import Judgement
from mail import intake, web
from mail.reading import read_bytes
from store import messages, outbox, placements
from store.unit_of_work import Store
from tests.journeys.world import audit_tool

PACK = load_pack("rochdale-2013")
_TO_BEGIN = 60.0
_LONG = 80.0  # seconds after which a bot that is still at work says what it is at


class Bots:
    """Starts bots, one after another."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self._process, self._log = process, log

    def said(self) -> str:
        """The end of the log; where the bot left alone has been at work for long, also what each thread was at."""
        return self._log.read_text(errors="replace")[-12_000:]

    def kill_after(self, config: Path, seconds: float) -> int:
        """Run a bot and kill it so long after it began; how it ended, -9 when it was killed."""
        self._ask(config, seconds)
        return self._answer()

    @contextmanager
    def left_alone(self, config: Path) -> Iterator[None]:
        """A bot runs while the block lasts, and then stops as it should."""
        enough = _enough(config)
        enough.unlink(missing_ok=True)
        self._ask(config, 0)
        try:
            yield
        finally:
            enough.touch()
            ended = self._answer()
        if ended != 0:
            raise RuntimeError(f"The bot that was left alone ended with {ended}.")

    def begin(self, config: Path) -> int:
        """Start a bot that runs until somebody kills it, and then `ended` must be called; its process id."""
        _enough(config).unlink(missing_ok=True)
        self._ask(config, -1)
        return self._answer()

    def ended(self) -> int:
        """How the bot ended that was begun, once it has."""
        return self._answer()

    def _ask(self, config: Path, seconds: float) -> None:
        print(seconds, config, file=self._process.stdin, flush=True)

    def _answer(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline() or "99")


@contextmanager
def bots(log_file: Path) -> Iterator[Bots]:
    """Bots for as long as the block lasts, and what they log."""
    with (
        log_file.open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "tests.soak.bots"],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONPATH": "."},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        try:
            yield Bots(process, log_file)
        finally:
            process.stdin.close()


def _hurry() -> None:
    often = (0.3, 1.0, *[2.0] * 50)
    messages.RETRY_SECONDS = outbox.RETRY_SECONDS = placements.RETRY_SECONDS = often  # pyright: ignore
    intake.RETRY_SECONDS = often  # pyright: ignore[reportPrivateImportUsage]
    intake.MOST_TRIES = outbox.LAST_TRY = 10_000  # pyright: ignore
    web._SHORTEST = 0.05


def _enough(config: Path) -> Path:
    return config.with_name("enough")


def _bot(settings: Settings, store: Store) -> Bot:
    return Bot(settings, store, lambda content, name, sent: read_bytes(content, name, PACK, sent=sent), PACK)


def _get_ready() -> None:
    """Whatever is made or imported at the first time is there before the first fork; nothing is started."""
    set_up_logs()
    _hurry()
    read_bytes(audit_tool(Judgement.GOOD), "audit.docx", PACK)
    with tempfile.TemporaryDirectory() as directory:
        database = DatabaseSettings(url=f"sqlite:///{directory}/ready.db")
        slack = SlackSettings(
            bot_token=SecretStr("xoxb-none"), app_token=SecretStr("xapp-none"), api_url="http://127.0.0.1/"
        )  # pyright: ignore[reportCallIssue]
        settings = Settings(database=database, slack=slack)
        with open_store(settings) as store:
            _bot(settings, store)


def _run(config: Path, began: int) -> int:
    settings = load_settings(config)
    with open_store(settings) as store:
        bot = _bot(settings, store)
        bot.start()
        os.write(began, b".")
        faulthandler.dump_traceback_later(_LONG)
        while not _enough(config).exists():
            time.sleep(0.05)
        bot.close()
    return 0


def _live(config: Path, seconds: float) -> int:
    begins, began = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(_run(config, began))
    os.close(began)
    select.select([begins], [], [], _TO_BEGIN)
    os.close(begins)
    if seconds < 0:
        _say(child)
    if seconds > 0:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def main() -> None:
    """Fork for each line, and answer with how the fork ended."""
    _get_ready()
    for line in sys.stdin:
        seconds, config = line.rstrip("\n").split(" ", 1)
        _say(_live(Path(config), float(seconds)))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
