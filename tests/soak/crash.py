"""The crash test of one mailbox adapter: mail comes in, everything fails, and the bot is killed again and again."""

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.messages import DONE, PENDING
from store.outbox import OPEN
from store.tables import Delivery, Message, Placement
from tests.journeys.world import CASES, World, council
from tests.servers import smtp
from tests.servers.smtp import SmtpServer
from tests.soak.bots import Bots
from tests.soak.counting import Found, count
from tests.soak.delivering import Delivering
from tests.soak.places import Place, opened
from tests.soak.post import ADA, PostOffice

_log = logging.getLogger(__name__)
LEASE = 0.7
# the letters are dated 2014: listed anew, a mailbox first watched today would leave them alone
_NOTHING_IS_PAST = "first_days = 10000"
_QUIET_SECONDS = 1.5
_SMTP = """
[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "auditbot@council.example"
"""


@dataclass(frozen=True)
class Plan:
    """What is done to one adapter. `patience`: for how many seconds nothing may move when all is well again."""

    adapter: str
    mails: int = 1_000
    kills: int = 100
    seed: int = 1
    patience: float = 100.0


def crash(plan: Plan, folder: Path, started: Bots) -> Found:
    """Kill the bot so often while so many mails come, let it finish, and count."""
    began = time.monotonic()
    chance = random.Random(f"{plan.adapter} {plan.seed}")
    office = PostOffice(plan.seed)
    letters = office.letters(plan.mails)
    found = Found(plan.adapter, sum(letter.times for letter in letters))
    with (
        opened(plan.adapter, folder, plan.seed) as place,
        smtp.running() as post,
        council(
            folder,
            mailbox=f'name = "audits"\n{place.settings}\n{_NOTHING_IS_PAST}',
            lease=LEASE,
            without=(ADA,),
        ) as world,
    ):
        _complete(world, post, office.cases)
        delivering = Delivering(world, place, letters, random.Random(plan.seed))
        with delivering.running():
            with _troubles(world, post, place, random.Random(plan.seed)) as found.faults:
                for number in range(1, plan.kills + 1):
                    delivering.up_to(number / plan.kills)
                    ended = started.kill_after(world.config, _seconds(chance))
                    found.kills += ended == -9
                    found.problems += [f"a bot ended by itself ({ended})"] * (ended != -9)
                    found.struck += _at_work(world)
            with started.left_alone(world.config):
                stuck = _wait_for_quiet(world, delivering, plan.patience)
                found.problems += stuck
                if stuck:
                    _log.error("%s", started.said())
        count(found, letters, world, post, place)
    found.seconds = time.monotonic() - began
    return found


def _seconds(chance: random.Random) -> float:
    """How long a bot lives: half of them hardly begin, the others get something done."""
    return chance.choice((chance.uniform(0.03, 0.6), chance.uniform(0.6, 1.8)))


def _complete(world: World, post: SmtpServer, cases: range) -> None:
    """Outgoing mail, and every case in the directory."""
    settings = world.config.read_text() + _SMTP.format(port=post.port)
    world.config.write_text(settings)
    row = CASES.splitlines()[1]
    rows = [row.replace("900501", str(case)) for case in cases]
    (world.folder / "cases.csv").write_text("\n".join([*CASES.splitlines(), *rows, ""]))
    world.import_directory()


# What goes wrong


@contextmanager
def _troubles(world: World, post: SmtpServer, place: Place, chance: random.Random) -> Iterator[Counter[str]]:
    """Everything around the bot fails now and then while the block lasts; what happened is in the counter."""
    over = threading.Event()
    happened: Counter[str] = Counter()

    def fail() -> None:
        while not over.wait(chance.uniform(0.1, 0.6)):
            chance.choice((lambda: place.trouble(chance), slack, smtp_server))()

    def slack() -> None:
        faults, call = world.workspace.faults, "chat.postMessage"
        kind = chance.choice(("rate limit", "error", "answer lost", "slow"))
        match kind:
            case "rate limit":
                faults.rate_limit(call, retry_after=1)
            case "error":
                faults.fail(call)
            case "answer lost":
                faults.drop_answer(call)
            case _:
                faults.slow(call, chance.uniform(0.1, 0.8))
        happened[f"Slack: {kind}"] += 1

    def smtp_server() -> None:
        kind = chance.choice(("busy", "lost"))
        post.answers["DATA"] = "451 4.3.0 Busy" if kind == "busy" else "lost"
        over.wait(chance.uniform(0.1, 0.5))
        post.answers.clear()
        happened[f"SMTP: {kind}"] += 1

    thread = threading.Thread(target=fail, name="troubles", daemon=True)
    thread.start()
    try:
        yield happened
    finally:
        over.set()
        thread.join()
        world.workspace.faults.clear()
        place.calm()
        happened += place.faults


# What the bot is at


def _at_work(world: World) -> Counter[str]:
    """What was under way when the bot was killed."""
    with world.store.reading() as work:
        going = _going(work.session)
        now = work.now
        leased = select(func.count(Placement.id)).where(
            Placement.message_id.is_(None), Placement.gone.is_(None), Placement.next_try > now
        )
        begun = select(func.count(Message.id)).where(Message.state.in_(PENDING), Message.next_try > now)
        sending = select(func.count(Delivery.id)).where(Delivery.state == "sending")
        at_work = {
            "fetching": work.session.scalar(leased),
            "working": work.session.scalar(begun),
            "delivering": work.session.scalar(sending),
            "moving": going["moving"],
        }
    found = Counter(what for what, how_many in at_work.items() if how_many)
    return found or Counter({"nothing": 1})


def _going(session: Session) -> dict[str, int]:
    """What is not done yet: how many mails are to be fetched, worked through and moved, and to be told of."""
    unfetched = Placement.message_id.is_(None) & Placement.gone.is_(None)
    unmoved = select(func.count(Placement.id)).join(Message, Message.id == Placement.message_id)
    counts = {
        "fetching": select(func.count(Placement.id)).where(unfetched),
        "working": select(func.count(Message.id)).where(Message.state.in_(PENDING)),
        "delivering": select(func.count(Delivery.id)).where(Delivery.state.in_(OPEN)),
        "moving": unmoved.where(Message.state.in_(DONE), Placement.moved_as.is_(None)),
    }
    return {what: session.scalar(query) or 0 for what, query in counts.items()}


def _wait_for_quiet(world: World, delivering: Delivering, patience: float) -> list[str]:
    """Wait until nothing has been left to do for a while; what is left if nothing moves any more."""
    before: tuple[int, dict[str, int]] | None = None
    since = time.monotonic()
    while True:
        time.sleep(0.2)
        with world.store.reading() as work:
            now = delivering.left, _going(work.session)
        if now != before:
            before, since = now, time.monotonic()
        done = not any((now[0], *now[1].values()))
        if done and time.monotonic() - since > _QUIET_SECONDS:
            return []
        if time.monotonic() - since > patience:
            return [f"stuck, with {now[0]} mails still to be sent: {now[1]}"]
