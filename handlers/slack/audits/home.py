"""Audits on the app's Home: to do, in progress, done; and the tools to begin another with."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from framework.pack import Pack
from handlers.about import AuditLine
from handlers.auditing.holding import waits_for
from handlers.blocks import Block, actions, button, escape, header, plain, quoted, words
from handlers.notice import Button
from handlers.slack.audits import names
from handlers.slack.audits.names import value
from handlers.slack.views import audit_row
from handlers.words import shown_time
from store.tables import ConversationRow
from store.unit_of_work import UnitOfWork

SHOWN = 10  # of each list on Home; the rest is a click away
NONE_YET = "None yet. Begin one with a click; everything is kept as you go."


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


@dataclass(frozen=True)
class Mine:
    """The audits of one person: under way, the last moved first; done, the latest first, and how many in all."""

    under_way: tuple[UnderWay, ...] = ()
    done: tuple[AuditLine, ...] = ()
    count_done: int = 0

    @property
    def to_do(self) -> list[UnderWay]:
        """What waits for somebody to take it."""
        return [each for each in self.under_way if each.waits]

    @property
    def in_progress(self) -> list[UnderWay]:
        """What somebody has in hand."""
        return [each for each in self.under_way if not each.waits]


def under_way(work: UnitOfWork, pack: Pack, email: str) -> tuple[UnderWay, ...]:
    """The audits under way that somebody has, the last moved first, and those a part of which waits for them."""
    rows = [row for row in work.conversations.of(email, "open", "left") if row.holder is not None]
    waiting = waits_for(work, pack, email)
    return tuple(_of(row, pack, email) for row in (*waiting, *rows) if row.holder in (email, None))


def home_blocks(pack: Pack, mine: Mine, *, may_begin: bool) -> Iterator[Block]:
    """Your audits under way, and the buttons to begin one. Ten of each list are shown; a click shows all."""
    if not (mine.under_way or may_begin):
        return
    yield header("My audits")
    yield from _list("To do", [under_way_row(each) for each in mine.to_do])
    in_progress = [under_way_row(each) for each in mine.in_progress]
    yield from _list("In progress", in_progress, empty=NONE_YET if may_begin else "")
    if may_begin:
        yield actions(start_buttons(pack))


def done_blocks(mine: Mine, after: Iterable[Block] = ()) -> Iterator[Block]:
    """Your audits that are done, apart from what there is to do, and `after` them what stands with them."""
    if mine.done:
        yield header("My audits that are done")
        yield from _rows("Done", [done_row(each) for each in mine.done], mine.count_done)
    yield from after


def start_buttons(pack: Pack) -> tuple[Button, ...]:
    """A button for each audit tool, which begins an audit with it at once."""
    return tuple(
        Button(f"Start: {form.short_title}", f"{names.BEGIN}-{number}", form.id)
        for number, form in enumerate(pack.forms, start=1)
    )


def under_way_row(row: UnderWay) -> Block:
    """One audit under way, with the way back to it."""
    case = f", case {row.case_id}" if row.case_id else ""
    whose = "" if row.theirs else " It waits for the next part." if row.waits else " Somebody else has it."
    text = f"{row.title}{case}. Last moved on {row.moved}.{whose}"
    block: Block = {"type": "section", "text": plain(escape(text)[:2000])}
    if row.theirs or row.waits:
        back = Button("Go on with it", f"{names.COME_BACK}-{row.id}", value(row.id, row.version, ""))
        block["accessory"] = button(back)
    return block


def done_row(audit: AuditLine) -> Block:
    """One audit that was done, with the way to see it."""
    waits = audit.version is None
    return audit_row(audit, "It waits for the Quality Assurance team." if waits else "")


def _list(title: str, rows: list[Block], *, empty: str = "") -> Iterator[Block]:
    if not rows and not empty:
        return
    yield from words(f"*{title}*")
    yield from quoted("" if rows else empty)
    yield from _rows(title, rows, len(rows))


def _rows(title: str, rows: list[Block], count: int) -> Iterator[Block]:
    """As many as are shown of `count`, and the way to all."""
    yield from rows[:SHOWN]
    if count > SHOWN:
        which = title.casefold().replace(" ", "-")
        yield actions((Button(f"Show all {count}", f"{names.MINE}-{which}", f"{which}:1"),))


def _of(row: ConversationRow, pack: Pack, email: str) -> UnderWay:
    title = pack.form(row.form).short_title
    theirs = row.holder == email
    return UnderWay(
        row.id, row.version, title, row.case_id, shown_time(row.moved), theirs, row.holder is None
    )
