"""Actions on Home and in a window: those with me and those that I may review, what is overdue first."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from framework.dates_in_words import in_words
from framework.london import day
from framework.pack import Pack
from framework.reviewing import Review
from handlers.blocks import Block, button, escape, header, plain, small_print
from handlers.blocks import actions as actions_row
from handlers.notice import Button
from handlers.slack.opening import show_window
from handlers.slack.people.names import ACTIONS, REVIEW, TELL
from handlers.slack.views import modal_view, paged, sentence_view, turning
from handlers.slack.visiting import Desk, Did, Visitor
from store.reviewing import accounts_of_actions, open_actions, reviews_of_actions, whoever_reviews
from store.reviews_due import review_day
from store.tables import Action
from store.unit_of_work import UnitOfWork

TITLE = "Actions"
_SHOWN = 10
_LONGEST = 300  # characters of an action on Home; the whole is in its window


@dataclass(frozen=True)
class MyAction:
    """An action that somebody has or may review: by when, and whether it is theirs to do.

    `told`: whoever has it said what was done. `whom` looks at it with them, where it is theirs.
    """

    id: int
    action: str
    who: str
    about: str
    due: dt.date
    overdue: bool
    mine: bool
    begun: bool
    told: bool = False
    whom: str = ""


def my_actions(work: UnitOfWork, pack: Pack, visitor: Visitor) -> list[MyAction]:
    """The open actions that the person has or may review, the one that is due first before the others."""
    today = day(work.now)
    actions = open_actions(work, visitor.email, nobodys=visitor.qa_team)
    reviews, told = reviews_of_actions(actions), accounts_of_actions(actions)
    found = [
        replace(
            _mine(pack, action, reviews[action], visitor.email, today),
            told=bool(told[action]),
            whom=whoever_reviews(work, action) if action.person == visitor.email else "",
        )
        for action in actions
        if not pack.form(action.audit.form).confidential
    ]
    return sorted(found, key=lambda each: (each.due, each.id))


def actions_blocks(actions: Iterable[MyAction]) -> Iterator[Block]:
    """The part of Home with somebody's actions; nothing where there are none."""
    rows = list(actions)
    if not rows:
        return
    overdue = sum(row.overdue for row in rows)
    yield header(f"{TITLE} to do and to review")
    counted = f"{len(rows)} open, {overdue} overdue." if overdue else f"{len(rows)} open."
    yield from small_print(
        f"{counted} What was done, and what changed for the child, is looked at in supervision by two people."
    )
    for row in rows[:_SHOWN]:
        yield _row(row)
    if len(rows) > _SHOWN:
        yield actions_row((Button(f"Show all {len(rows)}", ACTIONS, "actions:1"),))


def show_actions(desk: Desk, did: Did) -> None:
    """*Show all*: every action of Home, page after page, what is overdue first."""
    page = did.value.rpartition(":")[2]

    def fill(visitor: Visitor) -> Block:
        with desk.store.reading() as work:
            rows = my_actions(work, desk.pack, visitor)
        return actions_view(rows, int(page) if page.isdecimal() else 1)

    show_window(desk, did, TITLE, fill)


def actions_view(rows: Iterable[MyAction], page: int = 1) -> Block:
    """One page of them."""
    pages = list(paged([_row(row)] for row in rows))
    if not pages[0]:
        return sentence_view("Nothing is left to do or to review.", TITLE)
    page = min(max(page, 1), len(pages))
    return modal_view(TITLE, [*pages[page - 1], *turning(ACTIONS, "actions", page, len(pages))])


def _row(row: MyAction) -> Block:
    words = row.action if len(row.action) <= _LONGEST else f"{row.action[:_LONGEST].rstrip()} …"
    whose = "With you." if row.mine else f"With {row.who}." if row.who else "With nobody named."
    due = f"Overdue since {in_words(row.due)}." if row.overdue else f"Due {in_words(row.due)}."
    begun = " Partly done." if row.begun else ""
    told = " They have said what was done." if row.told and not row.mine else ""
    told = (
        f" You have said what was done; {row.whom} looks at it with you." if row.told and row.mine else told
    )
    with_you = f" {row.whom} looks at it with you at supervision." if row.mine and not row.told else ""
    text = f"{due} {whose}{begun}{told}{with_you} {row.about}.\n{words}"
    way = Button("Say what was done", f"{TELL}-{row.id}", str(row.id))
    if not row.mine:
        way = Button("Review", f"{REVIEW}-{row.id}", str(row.id))
    return {
        "type": "section",
        "text": plain(escape(text)[:2900]),
        "accessory": button(way),
    }


def _mine(pack: Pack, action: Action, reviews: Sequence[Review], email: str, today: dt.date) -> MyAction:
    audit = action.audit
    due = review_day(pack, action, reviews)
    case = f", case {audit.case_id}" if audit.case_id else ""
    return MyAction(
        id=action.id,
        action=action.action,
        who=action.who,
        about=f"{pack.form(audit.form).short_title}{case}",
        due=due,
        overdue=due < today,
        mine=action.person == email,
        begun=bool(reviews),
    )
