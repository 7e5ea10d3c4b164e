"""The ledger of duties over one transaction: what the calendar calls for is done once, whoever wakes it."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from framework.calendars import Occurrence
from store.holding import hold
from store.inserting import insert_all_once
from store.tables import DutyRun, DutyStart

DONE, PASSED_OVER, FAILED = "done", "passed-over", "failed"
_PAUSES = (60, 300, 900, 3600)  # seconds until what failed is tried again; the last for all later ones


class Ledger:
    """The ledger. Times come from `now`."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def hold(self, duty: str) -> None:
        """Keep other processes from that duty until the transaction ends."""
        hold(self._session, f"duty-{duty}")

    def begin(self, duties: Iterable[str], since: dt.datetime) -> None:
        """Keep these duties from `since` on, but for those that are kept already."""
        insert_all_once(self._session, DutyStart, [{"duty": duty, "since": since} for duty in duties])

    def since(self) -> dict[str, dt.datetime]:
        """For each duty that is kept: up to when all is settled: done, passed over, or before its start.

        What was done before its time settles nothing until then.
        """
        settled = (
            select(DutyRun.duty, func.max(DutyRun.due).label("due"))
            .where(DutyRun.state != FAILED, DutyRun.due <= self._now)
            .group_by(DutyRun.duty)
        )
        last = {row.duty: row.due for row in self._session.execute(settled)}
        starts = {start.duty: start.since for start in self._session.scalars(select(DutyStart))}
        return {duty: max(start, last.get(duty, start)) for duty, start in starts.items()}

    def run(self, duty: str, period: str) -> DutyRun | None:
        """What became of a duty for a period, if anything yet."""
        return self._session.get(DutyRun, (duty, period), populate_existing=True)

    def last_done(self) -> dict[str, DutyRun]:
        """For each duty the run that was done last, by the time it was done."""
        done = select(DutyRun).where(DutyRun.state == DONE).order_by(DutyRun.at, DutyRun.due)
        return {run.duty: run for run in self._session.scalars(done)}

    def failing(self) -> list[DutyRun]:
        """What failed and is tried again, the longest due first."""
        return list(
            self._session.scalars(select(DutyRun).where(DutyRun.state == FAILED).order_by(DutyRun.due))
        )

    def done(self, duty: str, occurrence: Occurrence, said: str) -> None:
        """It is done for that period; `said` is what came of it, without a word about a case."""
        run = self._settled(duty, occurrence, DONE)
        run.attempts, run.said = run.attempts + 1, said

    def pass_over(self, duty: str, occurrence: Occurrence, said: str) -> None:
        """It was missed, and a later period stands for it."""
        self._settled(duty, occurrence, PASSED_OVER).said = said

    def failed(self, duty: str, occurrence: Occurrence, error: str) -> None:
        """It could not be done; it is tried again after a while, a longer one each time. Nothing if it is done."""
        run = self._row(duty, occurrence)
        if run.state == FAILED:
            pause = _PAUSES[min(run.attempts, len(_PAUSES) - 1)]
            run.attempts, run.at, run.error = run.attempts + 1, self._now, error
            run.next_try = self._now + dt.timedelta(seconds=pause)

    def _settled(self, duty: str, occurrence: Occurrence, state: str) -> DutyRun:
        run = self._row(duty, occurrence)
        run.state, run.at, run.next_try, run.error = state, self._now, None, ""
        return run

    def _row(self, duty: str, occurrence: Occurrence) -> DutyRun:
        run = self.run(duty, occurrence.period)
        if run is None:
            run = DutyRun(
                duty=duty,
                period=occurrence.period,
                due=occurrence.due,
                state=FAILED,
                at=self._now,
                attempts=0,
                next_try=None,
                said="",
                error="",
            )
            self._session.add(run)
        return run
