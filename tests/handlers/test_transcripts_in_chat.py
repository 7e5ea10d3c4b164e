"""Each audit tool from start to submit through Bolt, and the same record however the bot is disturbed meanwhile.

On SQLite, and on PostgreSQL, whose writers do not take turns: there every tool undisturbed, and two disturbed.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from handlers.slack.audits import names
from tests.handlers.conftest import Bench
from tests.handlers.disturbed import Bolt, Json, bolt
from tests.handlers.player import WORDS, Player
from tests.handlers.whole import FORMS, Record, held
from tests.servers.postgres import postgres_server

__all__ = ["postgres_server"]
_STRAIGHT: dict[str, Record] = {}


_ON_SQLITE = [(form, "sqlite") for form in FORMS]
_ON_POSTGRESQL = [(form, "postgresql") for form in FORMS]
_DISTURBED_ON_BOTH = ("tier1-generic", "observation")  # one person, and two


@pytest.fixture(
    params=[*_ON_SQLITE, *(each for each in _ON_POSTGRESQL if each[0] in _DISTURBED_ON_BOTH)], ids="-".join
)
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The audit tool and the engine."""
    return request.param


@pytest.fixture
def form(place: tuple[str, str]) -> str:
    return place[0]


@pytest.fixture
def bench(
    place: tuple[str, str], make_bench: Callable[..., Bench], request: pytest.FixtureRequest
) -> Iterator[Bench]:
    if place[1] == "sqlite":
        yield make_bench()
        return
    with request.getfixturevalue("postgres_server").database() as url:
        yield make_bench(url=url)


@pytest.fixture
def straight(form: str, make_bench: Callable[..., Bench]) -> Record:
    """The record of the audit that nobody disturbed, on SQLite; held once for all tests of a process."""
    if form not in _STRAIGHT:
        quiet = make_bench("straight.db")
        with bolt(quiet) as undisturbed:
            _STRAIGHT[form] = held(quiet, form, undisturbed)
    return _STRAIGHT[form]


@pytest.mark.parametrize("place", _ON_SQLITE, ids="-".join, indirect=True)
def test_an_audit_by_clicks_and_words_is_recorded_as_one_that_is_accepted(
    form: str, straight: Record
) -> None:
    source, status, version, overall, reading, *_ = straight
    assert (source, status, version) == ("chat", "accepted", 1)
    assert (overall == "good") is (form not in ("supervision", "observation"))
    assert WORDS in str(reading)


@pytest.mark.parametrize("place", _ON_POSTGRESQL, ids="-".join, indirect=True)
def test_the_same_audit_on_postgresql_would_come_to_another_record(
    form: str, straight: Record, bench: Bench
) -> None:
    with bolt(bench) as undisturbed:
        assert held(bench, form, undisturbed) == straight


def test_a_bot_begun_anew_between_every_two_turns_would_come_to_another_record(
    form: str, straight: Record, bench: Bench
) -> None:
    with bolt(bench, anew=True) as disturbed:
        assert held(bench, form, disturbed) == straight


def test_events_delivered_twice_would_come_to_another_record(
    form: str, straight: Record, bench: Bench
) -> None:
    with bolt(bench, times=2) as disturbed:
        assert held(bench, form, disturbed) == straight


def test_a_stale_button_before_every_other_click_would_come_to_another_record(
    form: str, straight: Record, bench: Bench
) -> None:
    def stale(disturbed: Bolt, player: Player) -> None:
        if player.turns % 2:
            disturbed.click_again(another)
            disturbed.settle()

    with bolt(bench) as disturbed:
        assert held(bench, form, disturbed, stale) == straight


def test_two_devices_at_once_would_come_to_another_record(form: str, straight: Record, bench: Bench) -> None:
    """The second device presses something else on the same screen before the first one's click is worked off.

    Which of two is first decides what counts, so the first is in its lane when the second is sent.
    """
    with bolt(bench) as disturbed:
        send = disturbed.send

        def twice(kind: str, payload: Json) -> Any:
            first = send(kind, payload)
            if kind == "interactive":
                first.result(30)
                disturbed.click_again(another)
            return first

        disturbed.send = twice
        assert held(bench, form, disturbed) == straight


def another(payload: Json) -> Json | None:
    """A click on another button of the same screen: another answer, else back.

    None after a page of the check was turned: that changes nothing, and its buttons are no old ones.
    """
    pressed = payload["actions"][0]
    rows = [block for block in payload.get("message", {}).get("blocks", []) if block["type"] == "actions"]
    others = [each for row in rows for each in row["elements"] if each["action_id"] != pressed["action_id"]]
    answers = [each for each in others if each["action_id"].startswith((names.GIVE, names.BACK))]
    if not answers or pressed["action_id"].startswith(names.PAGE):
        return None
    return {**payload, "actions": [{**pressed, **answers[-1]}]}
