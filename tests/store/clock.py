"""A clock that tests set."""

import datetime as dt

NOON = dt.datetime(2014, 1, 20, 12, tzinfo=dt.UTC)


class SettableClock:
    """A clock that stands still unless it is set."""

    def __init__(self, now: dt.datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass: `forward(minutes=5)`."""
        self.now += dt.timedelta(**by)
