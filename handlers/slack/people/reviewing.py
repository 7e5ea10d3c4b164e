"""*Review*: the second half of an action, filled in at supervision by somebody else than whoever it is with."""

import datetime as dt

from framework.dates_in_words import in_words, with_weekday
from framework.london import day
from framework.reviewing import Account, Done, Review, initials_of
from handlers.access import may_review_action, may_tell_of_action
from handlers.blocks import Block, plain, quoted, small_print
from handlers.slack.desk.elements import input_block, text_input, window
from handlers.slack.home import publish_home
from handlers.slack.people.names import CHANGED, DONE, INITIALS, REVIEW_WINDOW, REVIEWED, WHAT
from handlers.slack.people.windows import NotTaken, Reply, keep, once, open_window
from handlers.slack.visiting import Desk, Did, Visitor
from store.reviewing import (
    NotOpen,
    accounts_of_actions,
    add_review,
    reviews_of_action,
    who_reviews,
    whoever_reviews,
)
from store.tables import Action
from store.unit_of_work import UnitOfWork

TITLE = "Review an action"
NOT_YOURS = (
    "This action is reviewed by the auditor who asked for it, by the line manager of whoever it is with, or by the "
    "Quality Assurance team."
)
YOUR_OWN = (
    "This action is with you, so somebody else looks at it with you: {whom}. What you did, and what changed for "
    "the child, you can write down yourself on my Home tab, with “Say what was done”."
)
NOT_THERE = "This action is not there any more."
CLOSED = "This action was reviewed already, or the audit was corrected. What was said stands with the audit."
THANKS = "Thank you. The review is kept with the audit."
STILL_OPEN = f"{THANKS} The action stays open and comes up again in supervision."
SAID = "{who} wrote this on {day}; it stands in the fields below for you to keep or to change."
_LONGEST_INITIALS = 10
_SHOWN = 5  # earlier reviews above the fields


def open_review(desk: Desk, did: Did) -> None:
    """The window, with what the action asks for and what was found before."""
    open_window(desk, did, lambda visitor: _window(desk, visitor, did.value))


def reviewed(desk: Desk, did: Did, reply: Reply) -> None:
    """The review was written."""

    def take(visitor: Visitor) -> str | None:
        with desk.store.reading() as work:
            today = day(work.now)
        review = _review(did, visitor.email, today)
        return once(desk, did, lambda work: _keep(work, visitor, did.context, review))

    visitor = keep(desk, did, reply, take, TITLE)
    if visitor is not None:
        publish_home(desk, did.user, visitor)


def _window(desk: Desk, visitor: Visitor, action_id: str) -> Block | str:
    with desk.store.reading() as work:
        action = _theirs(work, visitor, action_id)
        if isinstance(action, str):
            return action
        if action.state != "open":
            return CLOSED
        about = [*quoted(action.action), *small_print(facts_of(action))]
        accounts = accounts_of_actions([action])[action]
        told = accounts[-1] if accounts else None
        before = [
            f"{in_words(review.reviewed)}: {review.sentences}"
            for review in reviews_of_action(action)[-_SHOWN:]
        ]
        today = day(work.now)
    earlier = [*small_print("Found before:"), *quoted("\n".join(before))] if before else []
    if told:
        earlier += small_print(SAID.format(who=action.who or "They", day=in_words(told.at)))
    return window(REVIEW_WINDOW, TITLE, "Keep", [*about, *earlier, *_fields(visitor, today, told)], action_id)


def _fields(visitor: Visitor, today: dt.date, told: Account | None) -> list[Block]:
    picked: Block = {"type": "datepicker", "action_id": "value", "initial_date": today.isoformat()}
    options = [{"text": plain(label), "value": done.value} for done, label in _DONE.items()]
    chosen: Block = {"type": "radio_buttons", "action_id": "value", "options": options}
    written = text_input(written=initials_of(visitor.name)) | {"max_length": _LONGEST_INITIALS}
    return [
        input_block(REVIEWED, "Date reviewed", picked),
        input_block(DONE, "Is it done?", chosen),
        input_block(
            WHAT,
            "What was done?",
            text_input(lines=True, written=told.what if told else ""),
            hint="Name no child.",
        ),
        input_block(
            CHANGED,
            "What changed for the child?",
            text_input(lines=True, written=told.changed if told else ""),
            hint="What is different in the child’s life; if nothing is yet, say so.",
        ),
        input_block(INITIALS, "Your initials", written),
    ]


_DONE = {Done.YES: "Yes, completed", Done.PARTLY: "Partly", Done.NO: "No, not yet"}


def _review(did: Did, by: str, today: dt.date) -> Review:
    """What was filled in. NotTaken for what cannot be right."""
    given = {name: str(words).strip() for name, words in did.filled.items()}
    try:
        on = dt.date.fromisoformat(given.get(REVIEWED, ""))
    except ValueError:
        raise NotTaken(REVIEWED, "Choose the day on which it was reviewed.") from None
    if on > today:
        raise NotTaken(REVIEWED, f"{with_weekday(on)} is still to come. Give the day of the supervision.")
    if given.get(DONE) not in set(Done):
        raise NotTaken(DONE, "Choose whether it is done.")
    for field, asked in (
        (WHAT, "Say in a line what was done."),
        (CHANGED, "Say what changed for the child, or that nothing has yet."),
    ):
        if not given.get(field):
            raise NotTaken(field, asked)
    return Review(on, Done(given[DONE]), given[WHAT], given[CHANGED], given.get(INITIALS, ""), by)


def _keep(work: UnitOfWork, visitor: Visitor, action_id: str, review: Review) -> str:
    action = _theirs(work, visitor, action_id)
    if isinstance(action, str):
        raise NotTaken(WHAT, action)
    asked_on = action.audit.date
    if asked_on and review.reviewed < asked_on:
        raise NotTaken(REVIEWED, f"That is before the audit of {in_words(asked_on)}, which asked for it.")
    try:
        add_review(work, action.id, review)
    except NotOpen as closed:
        raise NotTaken(WHAT, str(closed)) from None
    return THANKS if review.done is Done.YES else STILL_OPEN


def _theirs(work: UnitOfWork, visitor: Visitor, action_id: str) -> Action | str:
    """The action, if they may review it; else why not. A refusal is logged."""
    action = work.session.get(Action, int(action_id)) if action_id.isdecimal() else None
    if action is None:
        return NOT_THERE
    allowed = may_review_action(visitor.email, visitor.posts, who_reviews(work, action), owner=action.person)
    if not allowed and may_tell_of_action(visitor.email, visitor.posts, action.person):
        return YOUR_OWN.format(whom=whoever_reviews(work, action))
    return action if allowed else NOT_YOURS


def facts_of(action: Action) -> str:
    """Which action it is: its case, whom it is with, by when."""
    case = f"Case {action.case_id}. " if action.case_id else ""
    who = f"With {action.who}. " if action.who else ""
    due = f"Due {in_words(action.due)}." if action.due else f"Timescale: {action.timescale or 'none given'}."
    return f"{case}{who}{due}"
