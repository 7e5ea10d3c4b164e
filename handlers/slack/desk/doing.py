"""What happens at the review desk in Slack: opening, looking, taking a step, writing in a window."""

from collections.abc import Callable
from dataclasses import replace

from handlers import gathering
from handlers.blocks import Block
from handlers.slack.desk import names, windows, wording
from handlers.slack.desk.looking import NotForYou, may_key_in, show, the_item
from handlers.slack.desk.steps import STEPS, Said, number_of
from handlers.slack.errors import Refused as SlackRefused
from handlers.slack.home import publish_home
from handlers.slack.views import LOADING, audit_view, sentence_view
from handlers.slack.visiting import (
    NOT_KNOWN,
    TROUBLE,
    Desk,
    Did,
    Visitor,
    answer_alone,
    first_time,
    visitor_of,
)
from store.review import Item, NoSuchItem, NotAValue, Refused, ReviewDesk, Stale, asking
from store.unit_of_work import UnitOfWork, in_one_transaction

Reply = Callable[..., object]
_TAKE_IT_ALONG = "Copy what you have written, go back, and open this window again."


def open_desk(desk: Desk, did: Did) -> None:
    """The whole desk or one item, in a window of its own: a loading view at once, then what there is."""
    try:
        view_id = desk.slack.open_view(did.trigger_id, sentence_view(LOADING, "Review desk"))
    except SlackRefused:
        if first_time(desk, did):
            answer_alone(desk, did, wording.JUST_TOO_LATE)
        return
    first_time(desk, did)
    draw(desk, replace(did, view_id=view_id), did.value)


def turn(desk: Desk, did: Did) -> None:
    """Another page, an item, or the list, in the same window."""
    if first_time(desk, did):
        value, _, page = did.value.partition(":")
        draw(desk, did, value, page_of(page))


def step(desk: Desk, did: Did, action: str) -> None:
    """A step without a window: taken, or why not, and the item as it is now."""
    if not first_time(desk, did):
        return
    visitor = visitor_of(desk, did.user)
    said = Said.of(did.value, {})
    try:
        happened = _take(desk, visitor, action, said)
    except NotAValue as refusal:
        happened = str(refusal)
    draw(desk, did, said.part(0), page_of(did.context), happened)
    _draw_home(desk, did, visitor, action)


def ask_for(desk: Desk, did: Did, action: str) -> None:
    """A step that wants words: a window for them on top of the item."""
    visitor = visitor_of(desk, did.user)
    said = Said.of(did.value, {})
    context = f"{page_of(did.context)}|{did.value}"
    window = looking(desk, visitor, said, lambda work, item: _window(work, action, item, said, context))
    if isinstance(window, str):
        draw(desk, did, said.part(0), page_of(did.context), window)
        return
    try:
        desk.slack.push_view(did.trigger_id, window)
    except SlackRefused:
        if first_time(desk, did):
            draw(desk, did, said.part(0), page_of(did.context), wording.JUST_TOO_LATE)
        return
    first_time(desk, did)


def submitted(desk: Desk, did: Did, action: str, reply: Reply) -> None:
    """What was written in a window: refused beside the field, or kept; then the item is as it is now."""
    page, _, value = did.context.partition("|")
    said = Said.of(value, did.given)
    if not first_time(desk, did):
        reply()
        return
    visitor = visitor_of(desk, did.user)
    try:
        happened = _take(desk, visitor, action, said)
    except Stale as refusal:
        reply(response_action="errors", errors={names.WRITTEN: f"{refusal} {_TAKE_IT_ALONG}"})
        happened = str(refusal)
    except (NotAValue, Refused) as refusal:
        reply(response_action="errors", errors={names.WRITTEN: str(refusal)})
        return
    except Exception:
        reply(response_action="errors", errors={names.WRITTEN: TROUBLE})
        raise
    else:
        reply()
    draw(desk, replace(did, view_id=did.root_view_id), said.part(0), page_of(page), happened)
    _draw_home(desk, did, visitor, action)


def see_everything(desk: Desk, did: Did) -> None:
    """All that was read in a waiting audit, page by page, on top of the item."""
    said = Said.of(did.value, {})
    visitor = visitor_of(desk, did.user)

    def look(work: UnitOfWork, item: Item) -> Block:
        waiting = item.audit(said.number(1))
        row = work.audits.get(waiting.audit_id)
        if row is None or visitor is None:
            raise NoSuchItem(wording.NOT_AT_DESK)
        facts = replace(gathering.audit_facts(work, row, desk.pack), reading=waiting.reading)
        work.log.add("review-opened", f"message {item.id}", who=visitor.email, audit=waiting.audit_id)
        of = names.joined(item.id, waiting.audit_id)
        return audit_view(facts, said.number(2), in_qa_team=visitor.qa_team, look=names.SEE, of=of)

    found = looking(desk, visitor, said, look)
    view = sentence_view(found) if isinstance(found, str) else found
    if not first_time(desk, did):
        return
    if did.view_id != did.root_view_id:
        desk.slack.update_view(did.view_id, view)
        return
    try:
        desk.slack.push_view(did.trigger_id, view)
    except SlackRefused:
        draw(desk, did, said.part(0), page_of(did.context), wording.JUST_TOO_LATE)


def _take(desk: Desk, visitor: Visitor | None, action: str, said: Said) -> str:
    """Take a step; what is to be said at the top of the item if it could not be taken.

    NotAValue and what a window can put right (Refused) are raised for a step with a window.
    """
    if visitor is None:
        return NOT_KNOWN
    in_window = action.startswith(names.WINDOW)

    def take(work: UnitOfWork) -> None:
        item = the_item(work, desk.pack, visitor, said.item)
        if item.confidential:
            raise NoSuchItem(wording.CONFIDENTIAL)
        if action == names.KEY_IN and not may_key_in(desk.pack, visitor, said.part(3)):
            raise Refused(wording.FOR_THE_QA_TEAM)
        STEPS[action](ReviewDesk(work, desk.pack), said.turn(visitor.email), said)

    try:
        in_one_transaction(desk.store, take)
    except NotForYou:
        return ""  # the view says so, and it is logged there
    except Stale as refusal:
        if in_window:
            raise
        return "" if _did_so_just_now(desk, visitor, action, said) else str(refusal)
    except Refused as refusal:
        if in_window:
            raise
        return str(refusal)
    return ""


_COUNTED = (names.FILE, names.REJECT, names.VOUCH_SURE, names.TRY_AGAIN, names.TAKE_BACK)


def _draw_home(desk: Desk, did: Did, visitor: Visitor | None, action: str) -> None:
    """Their Home counts what waits: after a step that changes it, it is drawn anew."""
    if visitor is not None and action in _COUNTED:
        publish_home(desk, did.user, visitor)


_WHAT = {
    names.GIVE: ("correct",),
    names.SETTLE: ("settle",),
    names.CHOOSE: ("settle", "set-aside"),
    names.FILE: ("file",),
    names.KIND: ("kind",),
    names.KEY_IN: ("key-in",),
    names.NO_AUDIT: ("no-audit",),
    names.TRY_AGAIN: ("try-again",),
    names.TAKE_BACK: ("take-back",),
}


def _did_so_just_now(desk: Desk, visitor: Visitor, action: str, said: Said) -> bool:
    """Whether it was the same button pressed twice: their own step, right after what they were looking at."""
    with desk.store.reading() as work:
        steps = ReviewDesk(work, desk.pack).item(said.item).steps
    after = [each for each in steps if each.id > said.number(1)]
    return len(after) == 1 and after[0].who == visitor.email and after[0].what in _WHAT.get(action, ())


def looking(
    desk: Desk, visitor: Visitor | None, said: Said, look: Callable[[UnitOfWork, Item], Block]
) -> Block | str:
    """What `look` makes of an item that they may open, or why there is nothing to see."""
    if visitor is None:
        return NOT_KNOWN

    def look_at(work: UnitOfWork) -> Block | str:
        try:
            item = the_item(work, desk.pack, visitor, said.item)
            return wording.CONFIDENTIAL if item.confidential else look(work, item)
        except (NotForYou, Refused) as refusal:
            return str(refusal)

    return in_one_transaction(desk.store, look_at)


def _window(work: UnitOfWork, action: str, item: Item, said: Said, context: str) -> Block:
    if item.version != said.number(1):
        raise Stale("Somebody has taken a step with this since you opened it. This is how it is now.")
    if action == names.ASK:
        people = asking.whom(work, work.messages.get(item.id), anyway=True)
        return windows.ask_window(item, people, context)
    if action == names.REJECT:
        return windows.reject_window(item, context)
    waiting = item.audit(said.number(2))
    if action == names.ASIDE:
        return windows.aside_window(waiting, context)
    if action == names.WRITE:
        return windows.write_window(waiting, said.part(3), context)
    return windows.other_window(waiting, context)


def draw(desk: Desk, did: Did, value: str, page: int = 1, happened: str = "") -> None:
    """Put an item, or the list, into the open window, whatever may have gone wrong."""
    try:
        visitor = visitor_of(desk, did.user)
        if visitor is None:
            view = sentence_view(NOT_KNOWN, "Review desk")
        else:
            view = in_one_transaction(
                desk.store, lambda work: show(work, desk.pack, visitor, value, page, happened)
            )
    except Exception:
        desk.slack.update_view(did.view_id, sentence_view(TROUBLE, "Review desk"))
        raise
    desk.slack.update_view(did.view_id, view)


def page_of(context: str) -> int:
    """The page that a window stands for, as its context says it."""
    try:
        return number_of(context)
    except NoSuchItem:
        return 1
