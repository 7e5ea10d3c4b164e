"""The second half of actions: added to, never overwritten, and kept with the audit whatever is corrected."""

import datetime as dt

import pytest

from framework.reading import Reading
from framework.reviewing import Done, Review
from store.reviewing import NotOpen, add_review, as_reviewed, open_actions, reviews_of
from store.tables import Action
from store.unit_of_work import in_one_transaction
from tests.store.council import AUDITOR, MANAGER, PEOPLE, QA, WORKER, Council, audit_of, audit_tool

PARTLY = Review(dt.date(2014, 1, 20), Done.PARTLY, "Rang twice.", "", "TT", MANAGER)
WHOLE = Review(dt.date(2014, 2, 3), Done.YES, "Seen at home.", "She is seen alone.", "TT", MANAGER)


def review(council: Council, action: Action, said: Review) -> None:
    in_one_transaction(council.store, lambda work: add_review(work, action.id, said))


def lines(council: Council, audit_id: int) -> list[tuple[dt.date | None, str, str]]:
    with council.store.reading() as work:
        audit = work.audits.get(audit_id)
        assert audit is not None
        reading = as_reviewed(audit, Reading.model_validate(audit.reading))
    return [(line.reviewed, line.outcome, line.initials) for line in reading.actions]


def seen_by(council: Council, email: str, *, nobodys: bool = False) -> list[str]:
    with council.store.reading() as work:
        return [action.action for action in open_actions(work, email, nobodys=nobodys)]


def test_a_review_overwrites_the_one_before(council: Council) -> None:
    recorded = council.comes(audit_tool())
    first, second = council.actions(recorded)
    review(council, first, PARTLY)
    assert council.actions(recorded)[0].state == "open"
    review(council, first, WHOLE)
    assert council.actions(recorded)[0].completed == dt.date(2014, 2, 3)
    assert council.actions(recorded)[1].state == "open"
    with council.store.reading() as work:
        audit = work.audits.get(audit_of(recorded).id)
        assert audit is not None
        assert reviews_of(audit) == {first.number: [PARTLY, WHOLE], second.number: []}
    (reviewed, outcome, initials), (none, empty, _) = lines(council, audit_of(recorded).id)
    assert (reviewed, initials, none, empty) == (dt.date(2014, 2, 3), "TT", None, "")
    assert "Rang twice." in outcome and "She is seen alone." in outcome
    assert "action-reviewed" in council.logged()


def test_two_supervisors_complete_one_action_twice(council: Council) -> None:
    recorded = council.comes(audit_tool())
    action = council.actions(recorded)[0]
    review(council, action, WHOLE)
    with pytest.raises(NotOpen, match="reviewed meanwhile"):
        review(council, action, WHOLE)


def test_a_corrected_audit_forgets_what_supervision_found(council: Council) -> None:
    recorded = council.comes(audit_tool(grade=3))
    action = council.actions(recorded)[0]
    review(council, action, PARTLY)
    corrected = council.comes(audit_tool(grade=4), day=21)
    with pytest.raises(NotOpen, match="corrected meanwhile"):
        review(council, action, WHOLE)
    assert "Rang twice." in lines(council, audit_of(corrected).id)[0][1]
    review(council, council.actions(corrected)[0], WHOLE)
    assert "Seen at home." in lines(council, audit_of(corrected).id)[0][1]
    once_more = council.comes(audit_tool(grade=2), day=22)
    assert [each.state for each in council.actions(once_more)] == ["completed", "open"]


def test_the_owner_the_line_manager_or_the_auditor_find_no_action(council: Council) -> None:
    council.comes(audit_tool())
    assert seen_by(council, WORKER) == ["Update the chronology"]
    assert seen_by(council, MANAGER) == ["Update the chronology", "Visit again"]
    assert seen_by(council, AUDITOR) == ["Update the chronology", "Visit again"]
    assert seen_by(council, QA) == []


def test_an_action_that_nobody_may_review_is_found_by_nobody(council: Council) -> None:
    council.move_in(tuple(p for p in PEOPLE if p.email not in (MANAGER, WORKER)), ())
    council.comes(audit_tool())
    assert seen_by(council, QA) == []
    assert seen_by(council, QA, nobodys=True) == ["Update the chronology", "Visit again"]


def test_actions_of_an_audit_that_was_corrected_are_asked_for_twice(council: Council) -> None:
    council.comes(audit_tool(grade=3))
    council.comes(audit_tool(grade=4), day=21)
    assert seen_by(council, WORKER) == ["Update the chronology"]
