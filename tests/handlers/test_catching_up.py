"""A bot that died between keeping an answer and showing the next question leaves no screen behind that misleads."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from conversations.moves import Typed
from handlers.auditing.moving import begin, move
from handlers.slack.audits.catching_up import catch_up
from handlers.slack.audits.ended import message_of
from handlers.slack.errors import Later
from handlers.slack.gateway import SlackGateway, web_client
from handlers.slack.lanes import Lanes
from handlers.slack.visiting import Desk
from store.tables import ConversationRow
from tests.handlers import council
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR
from tests.handlers.disturbed import bolt
from tests.handlers.whole import screen

PAULA = next(person for person in council.people() if person.email == AUDITOR)


@pytest.fixture
def desk(bench: Bench) -> Iterator[Desk]:
    """That of a bot that was started just now."""
    desk = Desk(bench.store, bench.pack, bench.slack, lanes=Lanes(1))
    yield desk
    desk.lanes.close()


def started(bench: Bench) -> int:
    """An audit that is shown; its number."""
    with bolt(bench) as quiet:
        bench.ws.as_member(AUDITOR).command("/audit", "start tier1-generic")
        quiet.settle()
    with bench.store.reading() as work:
        return work.session.scalars(select(ConversationRow)).one().id


def asked(bench: Bench) -> str:
    return str(screen(bench)["blocks"])


def test_the_next_question_would_never_be_shown_to_somebody_whose_answer_was_kept(
    bench: Bench, desk: Desk
) -> None:
    number = started(bench)
    move(bench.store, bench.pack, number, Typed(council.CASE), PAULA)
    assert "Which case is it?" in asked(bench)
    catch_up(desk)
    desk.lanes.finish()
    assert "social worker" in asked(bench)
    assert len(bench.inbox(AUDITOR)) == 1


def test_an_audit_that_was_begun_and_not_shown_would_stay_out_of_sight(bench: Bench, desk: Desk) -> None:
    begin(bench.store, bench.pack, "tier1-generic", PAULA)
    catch_up(desk)
    desk.lanes.finish()
    assert "Which case is it?" in asked(bench)


def test_two_screens_of_one_audit_would_both_ask(bench: Bench, desk: Desk) -> None:
    """Words were answered in a new message, and the bot died before it knew of it."""
    number = started(bench)
    moved = move(bench.store, bench.pack, number, Typed(council.CASE), PAULA)
    channel, _ = moved.screen or ("", "")
    newest = bench.slack.say(channel, message_of(moved), conversation=number)
    catch_up(desk)
    desk.lanes.finish()
    before, now = bench.inbox(AUDITOR)
    assert "goes on below" in str(before["blocks"])
    assert (now["ts"], screen(bench)["ts"]) == (newest, newest)


def test_an_audit_that_rested_long_before_would_be_drawn_anew_at_every_start(
    bench: Bench, desk: Desk
) -> None:
    started(bench)
    bench.clock.forward(600)
    other = begin(bench.store, bench.pack, "tier1-generic", PAULA)
    move(bench.store, bench.pack, other.id, Typed(council.CASE), PAULA)
    before = len(bench.ws.calls)
    catch_up(desk)
    desk.lanes.finish()
    assert "chat.update" not in [method for method, _ in bench.ws.calls[before:]]


def test_a_bot_that_starts_while_slack_is_away_would_forget_what_it_left_behind(bench: Bench) -> None:
    started(bench)
    nowhere = SlackGateway(web_client(bench.ws.bot_token, "http://127.0.0.1:9/api/"))
    with pytest.raises(Later):
        catch_up(Desk(bench.store, bench.pack, nowhere))
