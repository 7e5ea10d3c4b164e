"""Audits on the app's Home: those under way, each with its way back, and the tools to begin another with."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from framework.pack import Pack
from handlers.blocks import Block, actions, button, escape, header, plain, quoted
from handlers.notice import Button
from handlers.slack.audits import names
from handlers.slack.audits.names import value
from handlers.words import shown_time
from store.tables import ConversationRow
from store.unit_of_work import UnitOfWork

_SHOWN = 10


@dataclass(frozen=True)
class UnderWay:
    """An audit under way: whose turn it is, and when somebody last did something."""

    id: int
    version: int
    title: str
    case_id: str | None
    moved: str
    theirs: bool
    waits: bool


def under_way(work: UnitOfWork, pack: Pack, email: str) -> list[UnderWay]:
    """The audits that somebody began or has, and that are not submitted, the last moved first."""
    return [_of(row, pack, email) for row in work.conversations.of(email, "open", "left")]


def home_blocks(pack: Pack, audits: Iterable[UnderWay], *, may_begin: bool) -> Iterator[Block]:
    """Your audits, and the buttons to begin one. At most ten are listed; the latest are the first."""
    rows = list(audits)
    if not rows and not may_begin:
        return
    yield header("Your audits under way")
    if not rows:
        yield from quoted("None. Begin one with a click; everything is kept as you go.")
    for row in rows[:_SHOWN]:
        yield _row(row)
    if len(rows) > _SHOWN:
        yield from quoted(f"{len(rows) - _SHOWN} more are shown once these are finished or cancelled.")
    if not may_begin:
        return
    yield actions(
        tuple(
            Button(f"Start: {form.short_title}", f"{names.BEGIN}-{number}", form.id)
            for number, form in enumerate(pack.forms, start=1)
        )
    )


def _of(row: ConversationRow, pack: Pack, email: str) -> UnderWay:
    title = pack.form(row.form).short_title
    theirs = row.holder == email
    return UnderWay(
        row.id, row.version, title, row.case_id, shown_time(row.moved), theirs, row.holder is None
    )


def _row(row: UnderWay) -> Block:
    case = f", case {row.case_id}" if row.case_id else ""
    whose = "" if row.theirs else " It waits for the next part." if row.waits else " Somebody else has it."
    text = f"{row.title}{case}. Last moved on {row.moved}.{whose}"
    block: Block = {"type": "section", "text": plain(escape(text)[:2000])}
    if row.theirs or row.waits:
        back = Button("Go on with it", f"{names.COME_BACK}-{row.id}", value(row.id, row.version, ""))
        block["accessory"] = button(back)
    return block
