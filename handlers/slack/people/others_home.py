"""On Home: the audits in which somebody has a part with others, and with whom each is now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from framework.pack import Pack
from handlers.auditing.handing import may_take_back
from handlers.auditing.holding import has_left, part_waits, waiting_for, waits_for
from handlers.auditing.keeping import conversation_kept
from handlers.blocks import Block, button, escape, header, plain, quoted
from handlers.notice import Button
from handlers.slack.audits import names
from handlers.slack.audits.names import value
from handlers.slack.visiting import Visitor
from handlers.words import in_words, shown_time
from store.tables import ConversationRow
from store.unit_of_work import UnitOfWork

_SHOWN = 10


@dataclass(frozen=True)
class WithOthers:
    """An audit, with whom it is in words, and the button that there is for whoever looks: its label and action."""

    id: int
    version: int
    text: str
    button: tuple[str, str] | None


def with_others(work: UnitOfWork, pack: Pack, visitor: Visitor) -> list[WithOthers]:
    """The audits under way that somebody began or shares and has not now; for the QA team, those of who left."""
    email = visitor.email
    rows = [*work.conversations.of(email, "open", "left"), *waiting_for(work, email)]
    if visitor.qa_team:
        directory = work.people.directory()
        everybodys = work.conversations.held("open", "left")
        rows += [row for row in everybodys if row.holder and has_left(directory, row.holder)]
    theirs = {row.id for row in waits_for(work, pack, email)}
    distinct = {row.id: row for row in rows if row.holder != email and row.id not in theirs}
    return [_of(work, pack, row, email) for row in distinct.values()]


def others_blocks(audits: Iterable[WithOthers]) -> Iterator[Block]:
    """The part of Home with them; nothing where there are none."""
    rows = list(audits)
    if not rows:
        return
    yield header("Audits that you share with others")
    for row in rows[:_SHOWN]:
        block: Block = {"type": "section", "text": plain(escape(row.text)[:2900])}
        if row.button:
            label, action = row.button
            at = value(row.id, row.version, "")
            block["accessory"] = button(Button(label, f"{action}-{row.id}", at))
        yield block
    if len(rows) > _SHOWN:
        yield from quoted(f"{len(rows) - _SHOWN} more are shown once these are finished.")


def _of(work: UnitOfWork, pack: Pack, row: ConversationRow, email: str) -> WithOthers:
    case = f", case {row.case_id}" if row.case_id else ""
    title = f"{pack.form(row.form).short_title}{case}."
    whose, offered = _held(work, row, email) if row.holder else (_waiting(work, pack, row), None)
    return WithOthers(row.id, row.version, f"{title} {whose}", offered)


def _waiting(work: UnitOfWork, pack: Pack, row: ConversationRow) -> str:
    return f"It waits for {in_words([person.name for person in part_waits(work, pack, row)], 'or')}."


def _held(work: UnitOfWork, row: ConversationRow, email: str) -> tuple[str, tuple[str, str] | None]:
    directory = work.people.directory()
    posts = directory.posts(row.holder)
    name = posts[0].name if posts else row.holder
    if has_left(directory, row.holder or ""):
        return f"{name}, who has left, has it.", ("Hand it over", names.HAND_OVER)
    back = may_take_back(conversation_kept(work, row.id), row.part, email)
    told = f"{name} has it. Last moved on {shown_time(row.moved)}."
    return told, ("Take it back", names.TAKE_BACK) if back else None
