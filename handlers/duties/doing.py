"""Doing what the calendar calls for: each duty once for its period, in one transaction with the ledger's entry."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from framework.calendars import Occurrence, between, latest
from framework.duties import Duty
from framework.london import LONDON, day
from framework.pack import Pack
from framework.working_days import WorkingDays
from store.ledger import DONE
from store.unit_of_work import Store, UnitOfWork, in_one_transaction

log = structlog.get_logger()


@dataclass(frozen=True)
class Turn:
    """What a duty is done with: its transaction, the pack, the council's working days, and the period it is for."""

    work: UnitOfWork
    pack: Pack
    days: WorkingDays
    occurrence: Occurrence

    @property
    def date(self) -> dt.date:
        """The day in London on which the calendar has it."""
        return day(self.occurrence.due)


Do = Callable[[Turn], str]
"""Does a duty and returns what came of it, in a sentence without a word about a case; raises NotYet."""


class NotYet(Exception):
    """Why a duty cannot be done yet, in a sentence that says what to do. It is tried again."""


class _Rehearsed(Exception):
    """Undoes a rehearsal."""

    def __init__(self, ran: "Ran") -> None:
        self.ran = ran


@dataclass(frozen=True)
class Ran:
    """What became of a duty that somebody asked for.

    `again`: it had been done for that period before, and nothing was done now. `told` are the recipients and kinds
    of what it has delivered.
    """

    occurrence: Occurrence
    said: str
    again: bool = False
    told: tuple[tuple[str, str], ...] = ()


class Duties:
    """The duties of a pack. `how` has what is done for each by its name; duties without are not kept here.

    Any number of processes may keep the same duties over one database.
    """

    def __init__(self, store: Store, pack: Pack, days: WorkingDays, how: Mapping[str, Do]) -> None:
        self._store = store
        self._pack = pack
        self._days = days
        self._how = how
        self.kept = {duty.name: duty for duty in pack.duties if duty.name in how}

    def begin(self) -> None:
        """Keep the duties from today on: what fell due before a duty was first kept is not made up for."""

        def start(work: UnitOfWork) -> None:
            midnight = dt.datetime.combine(day(work.now), dt.time(), LONDON)
            work.ledger.begin(self.kept, midnight)

        with self._store.reading() as work:
            known = work.ledger.since()
        if not known.keys() >= self.kept.keys():
            in_one_transaction(self._store, start)

    def wake(self) -> int:
        """Do whatever is due; how many duties were done. What fails is kept, told of and tried again later."""
        with self._store.reading() as work:
            due = [duty for duty in self.kept.values() if self._due(work, duty)]
        return sum(self._wake(duty) for duty in due)

    def run(self, name: str, at: dt.datetime, *, rehearse: bool = False) -> Ran | None:
        """Do a duty for the period that is due at `at`, unless it is done; None if none was due yet by then.

        `rehearse`: find out what would come of it, and undo that. KeyError if there is no such duty, NotYet if it
        cannot be done.
        """
        duty = self.kept[name]
        occurrence = latest(duty.calendar, at, self._days)
        if occurrence is None:
            return None

        def do(work: UnitOfWork) -> Ran:
            ran = self._run(work, duty, occurrence)
            if rehearse:
                raise _Rehearsed(ran)
            return ran

        try:
            return in_one_transaction(self._store, do)
        except _Rehearsed as rehearsed:
            return rehearsed.ran

    def _run(self, work: UnitOfWork, duty: Duty, occurrence: Occurrence) -> Ran:
        work.ledger.hold(duty.name)
        before = work.ledger.run(duty.name, occurrence.period)
        if before is not None and before.state == DONE:
            return Ran(occurrence, before.said, again=True)
        last = work.outbox.last_id()
        said = self._do(work, duty, occurrence)
        told = tuple((each.recipient, each.kind) for each in work.outbox.since(last))
        return Ran(occurrence, said, told=told)

    def _wake(self, duty: Duty) -> int:
        done = 0
        while self._next(duty):
            done += 1
        return done

    def _next(self, duty: Duty) -> bool:
        """Do one period of a duty, if one is due; whether it was done."""
        tried: list[Occurrence] = []

        def do(work: UnitOfWork) -> bool:
            work.ledger.hold(duty.name)
            due = self._due(work, duty)
            if not due:
                return False
            *missed, occurrence = due
            tried[:] = [occurrence]
            for each in missed:
                work.ledger.pass_over(duty.name, each, f"Missed; {occurrence.period} stands for it.")
            self._do(work, duty, occurrence)
            return True

        try:
            return in_one_transaction(self._store, do)
        except Exception as error:
            log.error("duty-trouble", duty=duty.name, error=type(error).__name__)
            for occurrence in tried:
                self._failed(duty, occurrence, error)
            return False

    def _due(self, work: UnitOfWork, duty: Duty) -> list[Occurrence]:
        """The period to do now, after those that it stands for; nothing while what failed is to wait."""
        since = work.ledger.since().get(duty.name)
        due = between(duty.calendar, since, work.now, self._days) if since is not None else []
        due = due[:1] if duty.missed == "each" else due
        before = work.ledger.run(duty.name, due[-1].period) if due else None
        waits = before is not None and before.next_try is not None and before.next_try > work.now
        return [] if waits else due

    def _do(self, work: UnitOfWork, duty: Duty, occurrence: Occurrence) -> str:
        said = self._how[duty.name](Turn(work, self._pack, self._days, occurrence))
        work.ledger.done(duty.name, occurrence, said)
        work.troubles.end(_trouble(duty))
        return said

    def _failed(self, duty: Duty, occurrence: Occurrence, error: Exception) -> None:
        why = str(error) if isinstance(error, NotYet) else f"It went wrong ({type(error).__name__})."

        def note(work: UnitOfWork) -> None:
            work.ledger.hold(duty.name)
            work.ledger.failed(duty.name, occurrence, why)
            work.troubles.begin(
                _trouble(duty), f"{duty.title} ({occurrence.period}): {why} It is tried again."
            )

        in_one_transaction(self._store, note)


def _trouble(duty: Duty) -> str:
    return f"duty {duty.name}"
