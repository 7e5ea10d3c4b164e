"""A submitted audit is amended with a reason and a history: nothing is overwritten, whoever was told is told."""

from typing import Any

import pytest

from conversations.moves import Cancel, Give, Reopen
from framework.reading import Reading
from framework.words import Judgement
from handlers.access import may_tick
from handlers.auditing.moving import move
from handlers.notices.correction import PREVIEW
from handlers.slack.audits.finished import amend_button, amendable
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, HEAD, IRO, MANAGER, QA, WORKER, supervision
from tests.handlers.held import amended, person, submitted
from tests.handlers.seats import filled_view, wait_for

WHY = "The plan was found in another file"


def texts(bench: Bench, email: str) -> list[str]:
    return [str(message["blocks"]) for message in bench.inbox(email)]


def newest(bench: Bench, email: str = AUDITOR) -> dict[str, Any]:
    return bench.inbox(email)[-1]


def button(message: dict[str, Any], label: str) -> str:
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    elements = [each for row in rows for each in row["elements"] if each["type"] == "button"]
    return next(e["action_id"] for e in elements if e["text"]["text"] == label)


def test_an_audit_is_amended_from_home_with_a_reason_and_its_screen_says_so(bench: Bench) -> None:
    submitted(bench)
    seat = bench.ws.as_member(AUDITOR)
    with bench.chatting():
        seat.open_home()
        seat.wait_for_home("Amend one of these")
        seat.press_in_home("audit-amend")
        view = seat.wait_for_view(title="Amend an audit")
        assert "counts as it is recorded until you submit it again" in str(view) and CASE in str(view)
        assert "because" in seat.submit({"because": "  ", "which": "1"})
        assert seat.submit({"because": WHY, "which": "1"}) == {}
        seat.wait_for_text("You are amending an audit. It stays as it was recorded")
        seat.wait_for_home("In progress")
        wait_for(lambda: "Go on with it" in str(seat.home()))
        assert WHY in texts(bench, AUDITOR)[-1] and "Check your answers" in texts(bench, AUDITOR)[-1]
        seat.press(newest(bench)["ts"], button(newest(bench), "Submit the amendment"))
        seat.wait_for_text("so nobody is told again")
    with bench.store.reading() as work:
        assert [each.version for each in work.audits.versions(_row(bench).identity)] == [1]


def _row(bench: Bench, number: int = 1) -> Any:
    with bench.store.reading() as work:
        return work.audits.get(number)


def test_while_it_is_amended_the_recorded_audit_counts_unchanged(bench: Bench) -> None:
    first = submitted(bench)
    before = _row(bench).reading
    move(bench.store, bench.pack, first.id, Reopen(WHY), person())
    move(bench.store, bench.pack, first.id, Give("overall", {"overall": "inadequate"}, on=True), person())
    bench.deliver()
    assert (_row(bench).reading, _row(bench).overall, _row(bench).withdrawn) == (before, "good", None)
    assert texts(bench, HEAD) == []


def test_an_amendment_that_is_given_up_leaves_the_audit_as_it_was_and_it_can_be_amended_again(
    bench: Bench,
) -> None:
    first = submitted(bench)
    move(bench.store, bench.pack, first.id, Reopen(WHY), person())
    move(bench.store, bench.pack, first.id, Give("overall", {"overall": "inadequate"}, on=True), person())
    left = move(bench.store, bench.pack, first.id, Cancel(sure=True), person())
    assert left.values["overall"] == "good"
    with bench.store.reading() as work:
        assert [row.standing for row in work.conversations.of(AUDITOR, "submitted")] == ["submitted"]
    assert amended(bench, first, overall="outstanding").values["overall"] == "outstanding"


def test_a_changed_judgement_is_told_to_whoever_was_told_and_to_whoever_is_due_now(bench: Bench) -> None:
    first = submitted(bench)
    bench.deliver()
    told_before = {email for email in (HEAD, MANAGER, IRO) if bench.inbox(email)}
    assert told_before == {MANAGER}
    amended(bench, first, WHY, overall="inadequate", judgement_because="Nobody followed it up.")
    bench.deliver()
    (correction,) = [m for m in bench.inbox(MANAGER) if m["text"] == PREVIEW]
    assert "The auditor has corrected it to Inadequate" in str(correction["blocks"])
    assert WHY in str(correction["blocks"])
    assert "Inadequate" in texts(bench, HEAD)[-1]
    assert "Corrected" not in texts(bench, HEAD)[-1]


def test_the_reason_is_kept_with_the_version_and_shown_in_its_history(bench: Bench) -> None:
    first = submitted(bench)
    amended(bench, first, WHY, overall="outstanding")
    assert (_row(bench, 1).amended_because, _row(bench, 2).amended_because) == ("", WHY)
    assert _row(bench, 2).supersedes_id == 1
    bench.deliver()
    with bench.chatting():
        seat = bench.ws.as_member(QA)
        seat.open_home()
        seat.wait_for_home("Tier 1 audit")
        seat.press_in_home("audit-open")
        shown = filled_view(bench, QA)
    assert "Version 2, recorded on" in shown and f"Amended because: {WHY}" in shown
    assert "Version 1, recorded on" in shown


def test_the_auditor_amends_from_the_audit_that_they_opened_and_nobody_else_can(bench: Bench) -> None:
    submitted(bench)
    bench.deliver()
    with bench.chatting():
        for email, may in ((AUDITOR, True), (QA, False)):
            seat = bench.ws.as_member(email)
            seat.open_home()
            seat.wait_for_home("Tier 1 audit")
            seat.press_in_home("audit-open")
            filled_view(bench, email)
            assert ("audit-amend" in str(seat.open_view())) == may
        seat = bench.ws.as_member(AUDITOR)
        seat.press_in_view("audit-amend")
        seat.wait_for_view(title="Amend an audit")


@pytest.mark.parametrize("email", [WORKER, MANAGER, QA])
def test_nobody_but_the_auditor_is_offered_to_amend(bench: Bench, email: str) -> None:
    first = submitted(bench)
    with bench.store.reading() as work:
        row = work.conversations.get(first.id)
        assert row is not None and not may_tick(email, row.begun_by, row.holder)
        assert list(amend_button(work, _row(bench), email)) == []
        assert amendable(work, bench.pack, email) == []


def test_an_audit_that_was_corrected_by_mail_since_is_not_overwritten_from_chat(bench: Bench) -> None:
    first = submitted(bench)
    bench.later(60)
    reading = Reading.model_validate(_row(bench).reading)
    bench.record(reading.model_copy(update={"overall": Judgement.OUTSTANDING}), bench.clock())
    assert [row.version for row in (_row(bench, 1), _row(bench, 2))] == [1, 2]
    seat = bench.ws.as_member(AUDITOR)
    with bench.chatting():
        seat.open_home()
        seat.wait_for_home("that are done")
        assert "Amend one of these" not in str(seat.home())
    assert first.audit_id == 1


def test_the_reason_of_an_amended_record_of_supervision_is_told_to_nobody(bench: Bench) -> None:
    reading = supervision(bench.pack)
    bench.record(reading)
    with bench.store.writing() as work:
        row = work.audits.get(1)
        assert row is not None
        row.amended_because = WHY
        work.commit()
    bench.deliver()
    with bench.chatting():
        seat = bench.ws.as_member(QA)
        seat.open_home()
        seat.wait_for_home("Supervision")
        seat.press_in_home("audit-open")
        assert WHY not in filled_view(bench, QA)
