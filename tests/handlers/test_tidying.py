"""Slack is no record: what has served there is taken away, also by a bot that died in between."""

from typing import Any

from conversations.moves import Cancel, Submit
from handlers.auditing.moving import move
from handlers.slack.audits.ended import message_of
from handlers.tidying import ENDED
from store.record_duties import take_documents_away
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, SECRET
from tests.handlers.held import amended, person, submitted, to_the_check
from tests.handlers.seats import wait_for


def put_screen(bench: Bench, moved: Any) -> str:
    """A screen of an audit in the auditor's direct messages, as if the bot had died right after showing it."""
    user = bench.slack.find_user(AUDITOR)
    assert user is not None
    channel = bench.slack.direct_message(user)
    return bench.slack.say(channel, message_of(moved), conversation=moved.id)


def body(bench: Bench) -> str:
    return str([message["blocks"] for message in bench.inbox(AUDITOR)])


def with_files(bench: Bench) -> list[dict[str, Any]]:
    return [message for message in bench.inbox(AUDITOR) if message.get("files")]


def tidied(bench: Bench) -> None:
    bench.deliver()
    bench.later(15)
    bench.deliver()


def test_no_screen_with_answers_stays_behind_once_an_audit_is_handed_in(bench: Bench) -> None:
    checked = to_the_check(bench)
    for _ in range(2):
        put_screen(bench, checked)
    assert body(bench).count(SECRET) > 2
    move(bench.store, bench.pack, checked.id, Submit(), person())
    tidied(bench)
    assert SECRET not in body(bench)
    assert body(bench).count(ENDED) == 2
    assert [row.state for row in bench.deliveries(kind="screens-away")] == ["sent"]


def test_no_screen_with_answers_stays_behind_once_an_audit_is_cancelled(bench: Bench) -> None:
    checked = to_the_check(bench)
    put_screen(bench, checked)
    move(bench.store, bench.pack, checked.id, Cancel(sure=True), person())
    tidied(bench)
    assert SECRET not in body(bench)


def test_the_screens_of_another_audit_and_of_one_that_is_gone_on_with_stay(bench: Bench) -> None:
    first, other = to_the_check(bench), to_the_check(bench, "tier1-plo")
    put_screen(bench, other)
    done = move(bench.store, bench.pack, first.id, Submit(), person())
    tidied(bench)
    assert ENDED not in body(bench)
    amended(bench, done, child_not_asked_because="In hospital")
    assert "Check your answers" in body(bench)


def test_the_end_that_is_shown_at_once_is_not_written_over(bench: Bench) -> None:
    checked = to_the_check(bench)
    with bench.chatting():
        seat = bench.ws.as_member(AUDITOR)
        ts = put_screen(bench, checked)
        seat.press(ts, "talk-submit")
        seat.wait_for_text("The audit is recorded")
    tidied(bench)
    assert "The audit is recorded" in body(bench) and ENDED not in body(bench)
    assert SECRET not in body(bench)


def test_the_document_goes_out_of_slack_once_it_is_in_the_childs_record(bench: Bench) -> None:
    submitted(bench)
    bench.deliver()
    assert len(with_files(bench)) == 1
    (asking,) = [m for m in bench.inbox(AUDITOR) if "record-done-upload" in str(m["blocks"])]
    with bench.chatting():
        bench.ws.as_member(AUDITOR).press(asking["ts"], "record-done-upload")
        wait_for(lambda: bench.deliveries(kind="copy-away"))
    bench.deliver()
    assert with_files(bench) == []
    with bench.ws.reading() as state:
        assert state.files == {}


def test_a_document_stays_where_its_upload_was_ticked_off_by_mistake(bench: Bench) -> None:
    submitted(bench)
    bench.deliver()
    with bench.store.writing() as work:
        take_documents_away(work, 1)
        work.commit()
    bench.deliver()
    assert len(with_files(bench)) == 1
    assert [row.state for row in bench.deliveries(kind="copy-away")] == ["cancelled"]


def test_the_document_of_a_version_that_was_amended_goes_out_of_slack(bench: Bench) -> None:
    first = submitted(bench)
    bench.deliver()
    amended(bench, first, overall="outstanding")
    bench.deliver()
    (message,) = with_files(bench)
    assert "audit-2-" in message["files"][0]["name"]
