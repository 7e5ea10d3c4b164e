"""Whatever is sent after an audit fits into what Slack takes, with every name and reason at its longest."""

import datetime as dt
from dataclasses import replace

import pytest

from conversations.moves import GoTo, Reopen
from conversations.turns import CHECK
from framework.pack import Pack
from handlers.about import About, DutyFacts, RecordFacts, VersionFacts
from handlers.auditing.moving import move
from handlers.notice import Notice
from handlers.notices.record import duties, duties_reminder, not_uploaded, record_copy
from handlers.rendering import to_slack
from handlers.slack.audits.amending import LONGEST_REASON
from handlers.slack.audits.ended import message_of
from handlers.slack.records.list_view import home_blocks, records_view
from handlers.slack.views import audit_view
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, audit
from tests.handlers.held import person, submitted
from tests.handlers.limits import hold_message, hold_view
from tests.handlers.noticed import facts

AT = dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC)
NAME = "Æ&" * 60
REASON = ("& because <!channel> " * 30)[:LONGEST_REASON]


def longest(pack: Pack, *, done: bool = False) -> RecordFacts:
    reading = audit(pack, form="tier1-plo", completed_by=NAME, case_id="9" * 20)
    asked = tuple(each.question for each in pack.asked if each.about_staff)
    at, by = (AT, NAME) if done else (None, "")
    return RecordFacts(
        facts(reading, pack),
        AT,
        tuple(DutyFacts(d.id, d.short, d.asks, at, by) for d in pack.duties_of("tier1-plo")),
        asked * 2,
    )


@pytest.mark.parametrize("done", [False, True])
def test_a_message_about_the_childs_record_is_refused_by_slack(pack: Pack, done: bool) -> None:
    records = (longest(pack, done=done),) * 40
    for notice in (duties, duties_reminder, record_copy):
        made = notice(About(1, "duties", AUDITOR, records=records))
        assert isinstance(made, Notice)
        for message in (*to_slack(made), *to_slack(not_uploaded(made, "Slack refused: " + "x" * 60))):
            hold_message(message)


def test_the_window_and_home_with_forty_audits_are_refused_by_slack(pack: Pack) -> None:
    records = [longest(pack)] * 40
    hold_view(records_view(records))
    hold_view({"type": "home", "blocks": list(home_blocks(records))})


def test_a_history_of_many_versions_is_refused_by_slack(pack: Pack) -> None:
    recorded = facts(audit(pack), pack)
    history = tuple(VersionFacts(number, AT, recorded.judgement, REASON) for number in range(1, 31))
    shown = hold_view(audit_view(replace(recorded, history=history)))
    assert REASON in shown


def test_a_screen_of_an_amendment_is_refused_by_slack(bench: Bench) -> None:
    first = submitted(bench, "tier1-plo")
    moved = move(bench.store, bench.pack, first.id, Reopen(REASON), person())
    for page in (1, 2, 3):
        hold_message(message_of(moved, page))
    for area in bench.pack.form("tier1-plo").areas:
        asked = move(bench.store, bench.pack, first.id, GoTo(f"areas.{area.id}"), person())
        assert REASON in hold_message(message_of(asked))
        move(bench.store, bench.pack, first.id, GoTo(CHECK), person())
