"""The app's Home: what it says, and putting it there."""

from handlers import gathering
from handlers.access import may_audit, may_review, may_see
from handlers.records import open_records
from handlers.slack.audits import home as audits_home
from handlers.slack.desk.list_view import home_blocks
from handlers.slack.desk.looking import waiting
from handlers.slack.people.actions_home import actions_blocks, my_actions
from handlers.slack.records.list_view import home_blocks as record_blocks
from handlers.slack.views import home_view
from handlers.slack.visiting import Desk, Visitor

HELP = (
    "I file audit tools that are sent to the audits mailbox, and tell those whom the framework names. When an "
    "audit is for you, I send you a message. Press “Open” in it to see the audit, and “I have seen this” once you "
    "have seen it. The latest audits are on my Home tab. To hand in an audit, send the completed audit tool to the "
    "audits mailbox, or hold it here: “/audit start tier1-generic” begins one (or tier1-plo, tier2, supervision, "
    "observation). Type “/audit help” to read this again. Never use me to raise an urgent concern about a child: "
    "use the telephone."
)


def publish_home(desk: Desk, user: str, visitor: Visitor) -> None:
    """Show somebody their Home as it is now: their audits under way, the review desk, and the latest audits."""
    with desk.store.reading() as work:
        rows = gathering.recent_audits(work, visitor.email, all_of_them=visitor.qa_team)
        audits = [gathering.audit_facts(work, row, desk.pack) for row in rows]
        desk_now = waiting(work, desk.pack, visitor) if may_review(visitor.posts) else None
        records = open_records(work, visitor.email, desk.pack, gathering.audit_facts)
        held = audits_home.under_way(work, desk.pack, visitor.email)
        actions = my_actions(work, desk.pack, visitor)
    shown = [audit for audit in audits if may_see(visitor.email, audit, visitor.posts)]
    view = home_view(
        visitor.name,
        shown,
        help_text=HELP,
        everybodys=visitor.qa_team,
        first=[
            *(audits_home.home_blocks(desk.pack, held, may_begin=may_audit(visitor.posts))),
            *actions_blocks(actions),
            *record_blocks(records),
            *(home_blocks(desk_now) if desk_now else ()),
        ],
    )
    desk.slack.publish_home(user, view)
