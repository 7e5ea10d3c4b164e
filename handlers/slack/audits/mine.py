"""All audits of a person in a window, and the window in which one is begun."""

from framework.pack import Pack
from handlers.access import may_audit
from handlers.blocks import Block, button, escape, header, mrkdwn, quoted
from handlers.finding import count_done_by, done_by
from handlers.notice import Button
from handlers.slack.audits import names
from handlers.slack.audits.home import (
    NONE_YET,
    SHOWN,
    Mine,
    done_row,
    start_buttons,
    under_way,
    under_way_row,
)
from handlers.slack.opening import show_window
from handlers.slack.views import modal_view, paged, sentence_view, turning
from handlers.slack.visiting import Desk, Did, Visitor
from store.unit_of_work import UnitOfWork

MY_AUDITS, START = "My audits", "Start an audit"
NOT_AN_AUDITOR = "Audits are begun by managers. If you should be able to, ask the Quality Assurance team."
MOST = 200  # of what somebody did; the rest is in the central record


def mine_of(work: UnitOfWork, pack: Pack, email: str, most: int = SHOWN) -> Mine:
    """The audits of that person, at most so many of those that are done."""
    done = done_by(work, pack, email, most)
    return Mine(under_way(work, pack, email), done, count_done_by(work, email))


def show_mine(desk: Desk, did: Did) -> None:
    """*My audits*, *Show all*, `/audit mine`: every list with all that is in it, page after page."""
    which, _, page = did.value.partition(":")

    def fill(visitor: Visitor) -> Block:
        with desk.store.reading() as work:
            mine = mine_of(work, desk.pack, visitor.email, MOST)
        return mine_view(mine, which, int(page) if page.isdecimal() else 1)

    show_window(desk, did, MY_AUDITS, fill)


def show_start(desk: Desk, did: Did) -> None:
    """*Start an audit*: what is under way and can be gone on with, and the tools to begin one with."""

    def fill(visitor: Visitor) -> Block:
        if not may_audit(visitor.posts):
            return sentence_view(NOT_AN_AUDITOR, START)
        with desk.store.reading() as work:
            return start_view(desk.pack, Mine(under_way(work, desk.pack, visitor.email)))

    show_window(desk, did, START, fill)


def mine_view(mine: Mine, which: str = "", page: int = 1) -> Block:
    """One page of the lists, or of the one that is asked for."""
    lists = {
        "to-do": ("To do", [under_way_row(each) for each in mine.to_do]),
        "in-progress": ("In progress", [under_way_row(each) for each in mine.in_progress]),
        "done": ("Done", [done_row(each) for each in mine.done]),
    }
    wanted = [lists[which]] if which in lists else list(lists.values())
    groups = [
        group for title, rows in wanted if rows for group in ([header(title)], *([row] for row in rows))
    ]
    if not groups:
        return sentence_view("You have no audits yet.", MY_AUDITS)
    pages = list(paged(groups))
    page = min(max(page, 1), len(pages))
    shown = [*pages[page - 1], *turning(names.MINE, which or "all", page, len(pages))]
    return modal_view(MY_AUDITS, shown)


def start_view(pack: Pack, mine: Mine) -> Block:
    """The tools, each with its button; above them what is under way, the last moved first."""
    blocks: list[Block] = []
    theirs = [each for each in mine.under_way if each.theirs or each.waits]
    if theirs:
        blocks += [header("Go on with one"), *(under_way_row(each) for each in theirs[:SHOWN])]
    blocks += [header("Begin another" if theirs else "Begin one"), *([] if theirs else quoted(NONE_YET))]
    for form, start in zip(pack.forms, start_buttons(pack), strict=True):
        begin = Button("Start", start.action, start.value, "primary")
        text = mrkdwn(f"*{escape(form.short_title)}*\n{escape(form.title)}")
        blocks.append({"type": "section", "text": text, "accessory": button(begin)})
    return modal_view(START, blocks)
