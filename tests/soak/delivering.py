"""Mail comes in bursts beside the bot, and people tidy up in the mailbox while it is read."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import func, select

from store.messages import DONE
from store.outbox import OPEN
from store.tables import Delivery, Message
from tests.journeys.world import World
from tests.soak.places import Place
from tests.soak.post import Letter

_AT_ONCE = 6
_LOOK_EVERY = 0.5
_NOTICED = 0.4  # at the latest so many seconds after it came somebody has put a mail aside


class Delivering:
    """Delivers letters in their order, those that follow another when that one has been dealt with."""

    def __init__(self, world: World, place: Place, letters: Sequence[Letter], chance: random.Random) -> None:
        self._world, self._place, self._chance = world, place, chance
        self._left = _with_copies(letters, chance)
        self._total = len(self._left)
        self._held_back: list[Letter] = []
        self._look_again = 0.0
        self._may = 0
        self._stop = threading.Event()

    @property
    def left(self) -> int:
        """How many are still to be delivered."""
        return len(self._left) + len(self._held_back)

    def up_to(self, share: float) -> None:
        """So many of all may have been delivered by now."""
        self._may = round(share * self._total)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Letters are delivered while the block lasts."""
        thread = threading.Thread(target=self._run, name="post", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _run(self) -> None:
        while not self._stop.is_set() and self.left:
            if burst := self._burst():
                self._place.lay([letter.raw for letter in burst])
                for letter in burst:
                    if letter.fate:
                        self._stop.wait(self._chance.uniform(0, _NOTICED))
                        self._place.meddle(letter.raw, letter.fate)
            self._stop.wait(self._chance.uniform(0.02, 0.2))

    def _burst(self) -> list[Letter]:
        ready = self._no_longer_held_back()
        for _ in range(self._chance.randint(1, _AT_ONCE)):
            if self._left and self._total - len(self._left) < self._may:
                letter = self._left.pop(0)
                (self._held_back if letter.after else ready).append(letter)
        return ready

    def _no_longer_held_back(self) -> list[Letter]:
        if time.monotonic() < self._look_again:
            return []
        self._look_again = time.monotonic() + _LOOK_EVERY
        ready = [letter for letter in self._held_back if self._dealt_with(letter.after)]
        self._held_back = [letter for letter in self._held_back if letter not in ready]
        return ready

    def _dealt_with(self, sha256: str) -> bool:
        """Whether a mail has come to its end and everybody was told."""
        with self._world.store.reading() as work:
            mail = work.session.scalar(select(Message).where(Message.sha256 == sha256))
            if mail is None or mail.state not in DONE:
                return False
            about = Delivery.audit_id.in_([audit.id for audit in mail.audits])
            going = select(func.count(Delivery.id)).where(about, Delivery.state.in_(OPEN))
            return not work.session.scalar(going)


def _with_copies(letters: Sequence[Letter], chance: random.Random) -> list[Letter]:
    """What is delivered twice comes again a little later."""
    laid: list[Letter] = []
    again: list[Letter] = []
    for letter in letters:
        laid.append(letter)
        if again and chance.random() < 0.5:
            laid.append(again.pop())
        again += [letter] * (letter.times - 1)
    return laid + again
