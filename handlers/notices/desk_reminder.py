"""The day's reminder of the review desk: how many items there are and how old the oldest is."""

import datetime as dt

from framework.london import day
from handlers.about import About
from handlers.notice import REVIEW_DESK, Button, Fact, Nothing, Notice
from handlers.words import shown_date

PREVIEW = "Something waits at the review desk"


def desk_reminder(about: About) -> Notice | Nothing:
    """Counts only: what waits is seen at the desk, by those who may."""
    desk = about.desk
    if desk is None or not desk.count or desk.oldest is None:
        return Nothing("the review desk is empty by now")
    one = desk.count == 1
    facts = [
        Fact("Waiting", "one item" if one else f"{desk.count} items"),
        Fact(
            "Since" if one else "The oldest", f"{shown_date(day(desk.oldest))} ({age(desk.oldest, desk.now)})"
        ),
    ]
    if desk.answered:
        facts.append(Fact("Answered by their sender", str(desk.answered)))
    return Notice(
        preview=PREVIEW,
        heading="The review desk is not empty",
        facts=tuple(facts),
        paragraphs=(
            "These came by mail and no program could settle them. Until then nobody is told of them.",
        ),
        buttons=(Button("Open the review desk", REVIEW_DESK, "desk", "primary"),),
        without_buttons="`auditbot review list --config FILE` shows them.",
    )


def age(since: dt.datetime, now: dt.datetime) -> str:
    """How long ago by London's days, in words: "today", "yesterday", "5 days ago"."""
    days = (day(now) - day(since)).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
