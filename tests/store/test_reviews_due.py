"""Actions that are due for review: by whom, and since when."""

import datetime as dt

from framework.reading import ActionLine
from framework.reviewing import Done, Review
from store.reviewing import add_review
from store.reviews_due import reviews_due
from store.unit_of_work import in_one_transaction
from tests.store.council import AUDITOR, MANAGER, PEOPLE, WORKER, Council, audit_of, audit_tool

DUE = dt.date(2014, 1, 31)
DATED = ActionLine(action="Visit again", who="Sam Stork", timescale="31 January 2014", due=DUE)
UNDATED = ActionLine(action="Weigh the risk", who="Sam Stork", timescale="soon")
OF_THE_MANAGER = ActionLine(action="Read the plan", who="Tom Tern", timescale="31 January 2014", due=DUE)


def due(council: Council, today: dt.date) -> list[tuple[dt.date, frozenset[str]]]:
    with council.store.reading() as work:
        return [(each.since, each.by) for each in reviews_due(work, council.pack, today)]


def test_an_action_is_due_a_day_late_or_early_or_with_somebody_else(council: Council) -> None:
    council.comes(audit_tool(actions=(DATED,)))
    assert due(council, DUE - dt.timedelta(days=1)) == []
    assert due(council, DUE) == due(council, DUE + dt.timedelta(days=90)) == [(DUE, frozenset({MANAGER}))]


def test_an_action_without_a_date_is_never_looked_at(council: Council) -> None:
    """28 days after the audit of 15 January 2014, or the working day that follows."""
    council.comes(audit_tool(actions=(UNDATED, DATED)))
    assert [since for since, _ in due(council, dt.date(2014, 3, 1))] == [DUE, dt.date(2014, 2, 12)]


def test_an_action_that_was_partly_done_is_forgotten_or_asked_for_at_once(council: Council) -> None:
    recorded = council.comes(audit_tool(actions=(DATED,)))
    (action,) = council.actions(recorded)
    for on, done, what in ((3, Done.PARTLY, "Rang twice."), (20, Done.YES, "Seen.")):
        asked = due(council, dt.date(2014, 3, 20))
        assert [since for since, _ in asked] == ([DUE] if on == 3 else [dt.date(2014, 3, 3)])
        said = Review(dt.date(2014, 2, on), done, what, "He sleeps.", "TT", MANAGER)
        in_one_transaction(council.store, lambda work, said=said: add_review(work, action.id, said))
    assert due(council, dt.date(2015, 1, 1)) == []


def test_whoever_has_an_action_would_be_asked_to_review_it_themself(council: Council) -> None:
    """The manager's own: nobody is above them in the directory, so it is the auditor's to look at."""
    council.comes(audit_tool(actions=(OF_THE_MANAGER,)))
    assert due(council, DUE) == [(DUE, frozenset({AUDITOR}))]
    council.move_in(tuple(each for each in PEOPLE if each.email not in (AUDITOR, WORKER)), ())
    assert due(council, DUE) == [(DUE, frozenset())]


def test_an_action_of_a_version_that_was_corrected_is_asked_for_twice(council: Council) -> None:
    council.comes(audit_tool(grade=3, actions=(DATED,)))
    corrected = council.comes(audit_tool(grade=4, actions=(DATED,)), day=21)
    with council.store.reading() as work:
        found = reviews_due(work, council.pack, DUE)
    assert [each.audit_id for each in found] == [audit_of(corrected).id]
