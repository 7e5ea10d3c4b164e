"""Whole audits in chat, from the first question to the record, however the bot fares meanwhile."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import select

from store.tables import Audit, ConversationRow, Delivery
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, WORKER
from tests.handlers.player import Player

FORMS = ("tier1-generic", "tier1-plo", "tier2", "supervision", "observation")
Record = tuple[Any, ...]


class Settling(Protocol):
    """Whatever the bot runs in: `settle` waits until what somebody did is done with."""

    def settle(self) -> None: ...


Place = TypeVar("Place", bound=Settling)


def held(
    bench: Bench,
    form: str,
    place: Place,
    before: Callable[[Place, Player], None] = lambda _place, _player: None,
    player: type[Player] = Player,
) -> Record:
    """An audit with that tool from its first question to its record; an observation by two people."""

    def playing(email: str) -> Player:
        seat = bench.ws.as_member(email)
        return player(seat, lambda: screen(bench), place.settle, lambda playing: before(place, playing))

    seat = bench.ws.as_member(AUDITOR)
    seat.command("/audit", f"start {form}")
    place.settle()
    playing(AUDITOR).play()
    if form == "observation":
        seat = bench.ws.as_member(WORKER)
        seat.open_home()
        place.settle()
        seat.press_in_home("talk-come-back-1")
        place.settle()
        playing(WORKER).play()
    return record(bench)


def screen(bench: Bench) -> dict[str, Any]:
    """The message in which the audit stands."""
    with bench.store.reading() as work:
        row = work.session.scalars(select(ConversationRow)).one()
    seats = [bench.ws.as_member(email) for email in (AUDITOR, WORKER)]
    return next(each for seat in seats for each in seat.messages() if each["ts"] == row.screen_ts)


def record(bench: Bench) -> Record:
    """What the audit says and whom it tells."""
    with bench.store.reading() as work:
        audit = work.session.scalars(select(Audit)).one()
        told = work.session.scalars(select(Delivery)).all()
        kinds = sorted((each.kind, each.recipient) for each in told)
        return audit.source, audit.status, audit.version, audit.overall, audit.reading, audit.beside, kinds
