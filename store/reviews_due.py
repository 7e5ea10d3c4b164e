"""Which actions are to be looked at in supervision, by whom, and since when: for Home and for reminders."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from framework.london import day
from framework.pack import Pack
from framework.reviewing import Review, line_managers, review_due
from framework.working_days import WorkingDays
from store.reviewing import every_open_action, reviews_of_actions, who_reviews
from store.tables import Action
from store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class DueReview:
    """An open action that is to be looked at by now.

    `since` is the day by which it was to be. `by` are the addresses of those who look at it: the line managers of
    whoever it is with, else whoever may review it; empty where the directory knows nobody, so it is the QA team's.
    """

    action_id: int
    audit_id: int
    since: dt.date
    by: frozenset[str]


def reviews_due(work: UnitOfWork, pack: Pack, today: dt.date) -> list[DueReview]:
    """The actions of audits that stand whose review is due today or was before, the longest due first.

    Those of records about staff are left out: they are followed up where those records are kept (A-34).
    """
    actions = [each for each in every_open_action(work) if not pack.form(each.audit.form).confidential]
    reviews = reviews_of_actions(actions)
    dated = ((action, review_day(pack, action, reviews[action])) for action in actions)
    found = [
        DueReview(action.id, action.audit_id, since, _by(work, action))
        for action, since in dated
        if since <= today
    ]
    return sorted(found, key=lambda each: (each.since, each.action_id))


def review_day(pack: Pack, action: Action, reviews: Sequence[Review]) -> dt.date:
    """By when an action is to be looked at, or looked at again after the `reviews` that there were (A-37)."""
    begun = action.audit.date or day(action.audit.recorded)
    return review_due(begun, action.due, reviews, pack.rules, WorkingDays())


def _by(work: UnitOfWork, action: Action) -> frozenset[str]:
    may = who_reviews(work, action)
    managers = line_managers(work.people.directory(), action.person) if action.person else set[str]()
    return may & managers or may
