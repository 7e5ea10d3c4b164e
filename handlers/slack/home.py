"""The app's Home, the desk of each person: what is to be done, what was, what is looked at this month."""

from collections.abc import Iterator

from framework.london import day
from handlers import gathering
from handlers.access import may_audit, may_keep_themes, may_review, may_see
from handlers.blocks import Block, actions
from handlers.finding import latest, told_to
from handlers.notice import Button
from handlers.records import open_records
from handlers.slack.allocations.home import allocation_blocks
from handlers.slack.audits import home as audits_home
from handlers.slack.audits import names
from handlers.slack.audits.finished import amend_blocks
from handlers.slack.audits.focus import focus_blocks
from handlers.slack.audits.mine import mine_of
from handlers.slack.desk.list_view import home_blocks
from handlers.slack.desk.looking import waiting
from handlers.slack.moderation.listing import home_blocks as moderation_blocks
from handlers.slack.moderation.listing import waiting_of
from handlers.slack.people.actions_home import actions_blocks, my_actions
from handlers.slack.people.others_home import others_blocks, with_others
from handlers.slack.records.list_view import home_blocks as record_blocks
from handlers.slack.views import home_view
from handlers.slack.visiting import Desk, Visitor
from store.unit_of_work import UnitOfWork

WELCOME = "All that is yours stands here. What I send you is in the messages beside this tab."


def publish_home(desk: Desk, user: str, visitor: Visitor) -> None:
    """Show somebody their Home as it is now."""
    with desk.store.reading() as work:
        audits = latest(work, desk.pack) if visitor.qa_team else told_to(work, desk.pack, visitor.email)
        first = list(_desk(desk, work, visitor))
    shown = [audit for audit in audits if may_see(visitor.email, audit, visitor.posts)]
    view = home_view(visitor.name, shown, help_text=WELCOME, everybodys=visitor.qa_team, first=first)
    desk.slack.publish_home(user, view)


def _desk(desk: Desk, work: UnitOfWork, visitor: Visitor) -> Iterator[Block]:
    """What is to be done before what is done; each section says by itself how much of it is shown."""
    yield actions(tuple(_ways(visitor)))
    if may_review(visitor.posts):
        yield from home_blocks(waiting(work, desk.pack, visitor))
    yield from moderation_blocks(waiting_of(work, desk.pack, visitor))
    audits, mine = may_audit(visitor.posts), mine_of(work, desk.pack, visitor.email)
    yield from audits_home.home_blocks(desk.pack, mine, may_begin=audits)
    yield from allocation_blocks(work, desk.pack, visitor)
    yield from record_blocks(open_records(work, visitor.email, desk.pack, gathering.audit_facts))
    yield from actions_blocks(my_actions(work, desk.pack, visitor))
    yield from others_blocks(with_others(work, desk.pack, visitor))
    yield from audits_home.done_blocks(mine, amend_blocks(work, visitor.email))
    if audits:
        yield from focus_blocks(desk.pack, day(work.now))


def _ways(visitor: Visitor) -> Iterator[Button]:
    if may_keep_themes(visitor.posts):
        yield Button("Themes", names.THEMES, "1")
    yield Button("Help", names.HELP_WINDOW, "home")
