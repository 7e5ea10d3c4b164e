"""The second half of actions as it is kept: reviews added to what an audit asks for, whatever version asked."""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import aliased, contains_eager, object_session

from framework.reading import Reading
from framework.reviewing import Account, Done, Review, line_managers, reviewed_line, reviewers, team_of
from store.tables import Action, ActionReview, Audit
from store.unit_of_work import UnitOfWork

_TOLD = "told"  # in the place of a review's outcome: what the owner says, which reviews nothing


class NotOpen(ValueError):
    """The action is not open: it was completed or replaced meanwhile. The text says so."""


def add_review(work: UnitOfWork, action_id: int, review: Review) -> ActionReview:
    """Keep a review; a completed action is closed on the day of its review. LookupError if there is no such action.

    NotOpen where somebody has closed it meanwhile, or a corrected audit asks for something else.
    """
    work.hold(f"action-{action_id}")
    action = work.session.get(Action, action_id, populate_existing=True)
    if action is None:
        raise LookupError("there is no such action")
    if action.state != "open":
        raise NotOpen(_why_not(action))
    row = ActionReview(
        action=action,
        at=work.now,
        by=review.by,
        reviewed=review.reviewed,
        done=review.done.value,
        what=review.what,
        changed=review.changed,
        initials=review.initials,
    )
    work.session.add(row)
    if review.done is Done.YES:
        action.state, action.completed = "completed", review.reviewed
    work.session.flush()
    work.log.add("action-reviewed", f"action {action_id}", who=review.by, done=review.done.value)
    return row


def add_account(work: UnitOfWork, action_id: int, account: Account) -> None:
    """Keep what whoever an action is with says of it; the action stays open. Errors as `add_review`."""
    work.hold(f"action-{action_id}")
    action = work.session.get(Action, action_id, populate_existing=True)
    if action is None:
        raise LookupError("there is no such action")
    if action.state != "open":
        raise NotOpen(_why_not(action))
    told = {"what": account.what, "changed": account.changed, "initials": "", "by": account.by}
    row = ActionReview(action=action, at=work.now, reviewed=account.at, done=_TOLD, **told)
    work.session.add(row)
    work.session.flush()
    work.log.add("action-told-of", f"action {action_id}", who=account.by)


def accounts_of_actions(actions: Sequence[Action]) -> Mapping[Action, Sequence[Account]]:
    """What whoever each action is with has said of it so far, the first one first; as `reviews_of_actions`."""
    found = _rows_of(actions, told=True)
    return {
        action: [Account(row.reviewed, row.what, row.changed, row.by) for row in rows]
        for action, rows in found.items()
    }


def reviews_of(audit: Audit) -> Mapping[int, Sequence[Review]]:
    """The reviews of each action of a kept audit, by the action's number, the first one first.

    What was said of the same action of an earlier version is said of this one.
    """
    found = reviews_of_actions(audit.actions)
    return {action.number: found[action] for action in audit.actions}


def reviews_of_actions(actions: Sequence[Action]) -> Mapping[Action, Sequence[Review]]:
    """The same for actions of any audits, looked up at once."""
    return {action: [review_of(row) for row in rows] for action, rows in _rows_of(actions).items()}


def _rows_of(actions: Sequence[Action], *, told: bool = False) -> Mapping[Action, Sequence[ActionReview]]:
    """The reviews of each, or with `told` what their owners say; of the same action in whatever version."""
    session = object_session(actions[0]) if actions else None
    if session is None:
        return dict.fromkeys(actions, ())
    rows = session.execute(
        select(ActionReview, Audit.identity, Action.action, Action.who)
        .join(Action, ActionReview.action_id == Action.id)
        .join(Audit, Action.audit_id == Audit.id)
        .where(Audit.identity.in_({action.audit.identity for action in actions}))
        .where(ActionReview.done == _TOLD if told else ActionReview.done != _TOLD)
        .order_by(ActionReview.id)
    )
    said: dict[tuple[str, str, str], list[ActionReview]] = {}
    for row, *what in rows:
        said.setdefault((what[0], what[1], what[2]), []).append(row)
    return {action: said.get((action.audit.identity, action.action, action.who), []) for action in actions}


def reviews_of_action(action: Action) -> Sequence[Review]:
    """The reviews of one action, the first one first."""
    return reviews_of_actions([action])[action]


def as_reviewed(audit: Audit, reading: Reading) -> Reading:
    """The reading with what supervision made of each of its actions."""
    reviews = reviews_of(audit)
    if not any(reviews.values()):
        return reading
    lines = tuple(
        reviewed_line(line, reviews.get(number, ())) for number, line in enumerate(reading.actions, start=1)
    )
    return reading.model_copy(update={"actions": lines})


def review_of(row: ActionReview) -> Review:
    """A review as it is kept."""
    return Review(row.reviewed, Done(row.done), row.what, row.changed, row.initials, row.by)


def who_reviews(work: UnitOfWork, action: Action) -> frozenset[str]:
    """Who may review an action, by the directory as it is now."""
    audit = action.audit
    return reviewers(
        work.people.directory(),
        person=action.person,
        worker=audit.social_worker_email,
        auditor=audit.auditor_email,
    )


def whoever_reviews(work: UnitOfWork, action: Action) -> str:
    """The name of whoever looks at an action with its owner: a line manager, the auditor or the QA team."""
    directory = work.people.directory()
    may = who_reviews(work, action)
    managers = line_managers(directory, action.person) & may if action.person else set[str]()
    first = next(iter(sorted(managers or may)), None)
    post = next(iter(directory.posts(first)), None) if first else None
    return post.name if post else "the Quality Assurance team"


def open_actions(work: UnitOfWork, email: str, *, nobodys: bool = False) -> list[Action]:
    """The open actions of audits that stand which are with somebody, or which they may review: their team's, and
    those that they asked for as auditor.

    `nobodys`: also those for which the directory knows nobody but the auditor, for the Quality Assurance team.
    """
    directory = work.people.directory()
    managed = team_of(directory, email)
    theirs = {email, *managed}.union(*(team_of(directory, each) for each in managed))
    found = (_open(), {}) if nobodys else (_open_of(), {"theirs": list(theirs), "email": email})
    rows = work.session.scalars(*found)
    return [row for row in rows if _is_for(work, row, email, nobodys)]


def every_open_action(work: UnitOfWork) -> list[Action]:
    """The open actions of all audits that stand."""
    return list(work.session.scalars(_open()))


def _is_for(work: UnitOfWork, action: Action, email: str, nobodys: bool) -> bool:
    may = who_reviews(work, action)
    return email in may or email == action.person or (nobodys and not may - {action.audit.auditor_email})


@cache
def _open() -> Select[Action]:
    """Made once, as the next one: it is asked whenever somebody looks at Home."""
    return _standing().where(Action.state == "open")


@cache
def _open_of() -> Select[Action]:
    theirs = bindparam("theirs", expanding=True)
    asked = Audit.auditor_email == bindparam("email")
    return _open().where(or_(Action.person.in_(theirs), Audit.social_worker_email.in_(theirs), asked))


def _standing() -> Select[Action]:
    later = aliased(Audit)
    superseded = (
        select(later.id)
        .where(later.identity == Audit.identity, later.version > Audit.version, later.withdrawn.is_(None))
        .exists()
    )
    return (
        select(Action)
        .join(Audit, Action.audit_id == Audit.id)
        .where(Audit.version.is_not(None), Audit.withdrawn.is_(None), ~superseded)
        .options(contains_eager(Action.audit))
        .order_by(Action.id)
    )


def _why_not(action: Action) -> str:
    if action.state == "completed":
        return (
            "This action was reviewed meanwhile and is completed. What was said of it stands with the audit."
        )
    return "The audit was corrected meanwhile, and this action is not asked for in this form any more."
