"""What waits for moderation: on Home the first of it, in a window all of it, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from framework.london import day
from framework.outlines import reason_for_judgement
from framework.pack import Pack
from framework.reading import Reading
from framework.words import Judgement
from handlers.access import may_list_moderation, may_moderate
from handlers.blocks import Block, actions, header, quoted, shortened, small_print
from handlers.gathering import audit_facts
from handlers.notice import MODERATE, MODERATION_LIST, OPEN, Button
from handlers.slack.opening import show_window
from handlers.slack.views import modal_view, sentence_view, turning
from handlers.slack.visiting import Desk, Did, Visitor
from handlers.words import in_words, shown_date
from store.moderating import moderations_of, waiting_for_moderation
from store.tables import Audit
from store.unit_of_work import UnitOfWork

TITLE = "For moderation"
NOT_YOURS = "Only the Quality Assurance team sees what waits for moderation."
NOTHING = "Nothing waits for moderation."
YOURS = "It is your own audit, so a colleague of the Quality Assurance team looks at it."
_HELP = (
    "The overall judgement of these is two grades or more above an area. The judgement stays the auditor’s; say "
    "whether you agree, or ask them to look at it once more."
)
_ON_HOME, _PAGE = 3, 10
_REASON = 900  # characters of a reason in a list; the whole stands in the audit
_AREAS = 4


@dataclass(frozen=True)
class Waiting:
    """One audit that waits: what it is, what does not fit, why, and how it stands. `seen`: findings so far."""

    audit_id: int
    title: str
    at_odds: str
    reason: str
    standing: str
    may: bool
    seen: int


def show_list(desk: Desk, did: Did) -> None:
    """*All that wait*, `/audit moderation` and the buttons to the other pages."""
    page = int(did.value.rpartition(":")[2]) if did.value.rpartition(":")[2].isdecimal() else 1
    show_window(desk, did, TITLE, lambda visitor: list_view(desk, visitor, page))


def list_view(desk: Desk, visitor: Visitor, page: int = 1) -> Block:
    """The window for that person."""
    if not may_list_moderation(visitor.posts):
        return sentence_view(NOT_YOURS, TITLE)
    with desk.store.reading() as work:
        rows = waiting_of(work, desk.pack, visitor)
    return window_of(rows, page)


def window_of(rows: Sequence[Waiting], page: int = 1) -> Block:
    """The window with one page of them."""
    pages = max(-(-len(rows) // _PAGE), 1)
    page = min(max(page, 1), pages)
    blocks = list(small_print(_HELP)) if rows else list(quoted(NOTHING))
    for row in rows[(page - 1) * _PAGE : page * _PAGE]:
        blocks += _row(row, "list")
    blocks += turning(MODERATION_LIST, "page", page, pages)
    return modal_view(TITLE, blocks)


def home_blocks(rows: Sequence[Waiting]) -> Iterator[Block]:
    """The part of Home, for the QA team; nothing where nothing waits."""
    if not rows:
        return
    yield header(TITLE)
    yield from small_print(_HELP)
    for row in rows[:_ON_HOME]:
        yield from _row(row, "home")
    if len(rows) > _ON_HOME:
        yield actions((Button(f"All {len(rows)} that wait", MODERATION_LIST, "1"),))


def waiting_of(work: UnitOfWork, pack: Pack, visitor: Visitor) -> list[Waiting]:
    """What waits, as that person may see it; nothing for anybody but the QA team."""
    if not may_list_moderation(visitor.posts):
        return []
    return [waiting(work, pack, audit, visitor) for audit in waiting_for_moderation(work)]


def waiting(work: UnitOfWork, pack: Pack, audit: Audit, visitor: Visitor) -> Waiting:
    """One audit as it waits."""
    facts, found = audit_facts(work, audit, pack), moderations_of(audit)
    reading = facts.reading
    said = [facts.form.short_title, f"case {reading.case_id}" if reading.case_id else ""]
    by = reading.completed_by or "somebody whose name is not known"
    return Waiting(
        audit_id=audit.id,
        title=f"{', '.join(filter(None, said))}, {shown_date(reading.date)}, by {by}",
        at_odds=_at_odds(pack, reading),
        reason=reason_for_judgement(pack.asked, audit.beside),
        standing=_standing(work, audit),
        may=may_moderate(visitor.email, facts, visitor.posts),
        seen=len(found),
    )


def about_blocks(row: Waiting) -> Iterator[Block]:
    """What is known of one, without buttons."""
    why = (
        f"The auditor’s reason: {row.reason}"
        if row.reason
        else "No reason is given: ask the auditor for one."
    )
    yield from quoted(f"{row.title}\n{row.at_odds}\n{shortened(why, _REASON)}")
    yield from small_print(row.standing)


def _row(row: Waiting, where: str) -> Iterator[Block]:
    yield from about_blocks(row)
    buttons = [Button("Open", OPEN, str(row.audit_id))]
    if row.may:
        buttons.append(Button("Moderated", f"{MODERATE}-{where}", f"{row.audit_id}:{where}"))
    yield actions(tuple(buttons))
    if not row.may:
        yield from small_print(YOURS)


def _at_odds(pack: Pack, reading: Reading) -> str:
    """The judgement, and the areas that are graded worst."""
    grades = [answer.grade for answer in reading.answers if answer.grade is not None]
    if reading.overall is None or not grades or reading.form is None:
        return ""
    worst, form = max(grades), pack.form(reading.form)
    named = [form.area(each.number).label.shown for each in reading.answers if each.grade == worst]
    more = [f"{len(named) - _AREAS} more"] if len(named) > _AREAS else []
    areas = in_words([*(shortened(each, 90) for each in named[:_AREAS]), *more])
    return f"Overall {reading.overall.label}; graded {Judgement.of(worst).label} ({worst}): {areas}"


def _standing(work: UnitOfWork, audit: Audit) -> str:
    last = next(reversed(moderations_of(audit)), None)
    if last is None:
        return f"Waits since {shown_date(day(audit.recorded))}."
    posts = work.people.posts_of(last.by)
    name = posts[0].name if posts else last.by
    asked = f"{name} asked the auditor on {shown_date(day(last.at))} to look again"
    return shortened(f"{asked}: {last.words}", _REASON)
