"""The clock: it wakes what is to be done each hour or minute. Whether it is still to be done, that decides.

Times are those of London. What the clock wakes is done once for its day however often it is woken (its own records
say so), so that a bot which was stopped at the time makes up for it when it starts, once.
"""

from collections.abc import Callable

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from framework.london import LONDON

log = structlog.get_logger()
Duty = Callable[[], object]


class Clock:
    """Wakes duties in threads of its own, from `start` to `close`. A duty that fails is logged and woken again."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=LONDON, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def each_hour(self, name: str, duty: Duty) -> None:
        """Wake a duty at the start and each full hour."""
        wake = _guarded(name, duty)
        self._scheduler.add_job(wake, "cron", minute=0, id=name)
        self._scheduler.add_job(wake, id=f"{name}-at-start")

    def each_minute(self, name: str, duty: Duty) -> None:
        """Wake a duty at the start and each minute."""
        wake = _guarded(name, duty)
        self._scheduler.add_job(wake, "interval", minutes=1, id=name)
        self._scheduler.add_job(wake, id=f"{name}-at-start")

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def close(self) -> None:
        """Stop; what is under way finishes by itself."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _guarded(name: str, duty: Duty) -> Duty:
    def wake() -> None:
        try:
            duty()
        except Exception as error:
            log.error("duty-trouble", duty=name, error=type(error).__name__)

    return wake
