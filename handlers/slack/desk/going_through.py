"""Many values in a few windows: each page is kept when it is sent, or when its reader goes back."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from handlers.blocks import Block
from handlers.slack.desk import names, windows, wording
from handlers.slack.desk.doing import draw, looking, page_of, step
from handlers.slack.desk.looking import NotForYou, the_item
from handlers.slack.desk.names import joined
from handlers.slack.desk.pages import (
    ALL,
    FROM_A_SCAN,
    SCAN,
    Change,
    Page,
    Part,
    changes,
    next_at,
    page,
    previous_at,
    to_compare,
)
from handlers.slack.desk.picturing import cut_and_sent
from handlers.slack.desk.steps import Said, number_of
from handlers.slack.errors import Refused as SlackRefused
from handlers.slack.errors import SlackTrouble
from handlers.slack.views import sentence_view
from handlers.slack.visiting import NOT_KNOWN, TROUBLE, Desk, Did, Visitor, first_time, visitor_of
from store.review import Item, NoSuchItem, NotValues, Refused, ReviewDesk, Stale, Step, Turn
from store.unit_of_work import UnitOfWork, in_one_transaction

Reply = Callable[..., object]
_TAKE_IT_ALONG = (
    "Somebody else has taken a step with this meanwhile. Copy what you have written here, go back, and open "
    "this again."
)
_NOTHING_LEFT = "There is nothing here that could be given in this window any more."


class _NotKept(Exception):
    """Nothing of the page was kept: `errors` by field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


def open_pages(desk: Desk, did: Did) -> None:
    """*Key in*, *Settle all doubts*: the first page, on top of the item."""
    said = Said.of(did.value, {})
    visitor = visitor_of(desk, did.user)
    window = looking(desk, visitor, said, lambda _, item: _window(item, said, page_of(did.context)))
    if isinstance(window, str):
        if first_time(desk, did):
            draw(desk, did, said.part(0), page_of(did.context), window)
        return
    try:
        view_id = desk.slack.push_view(did.trigger_id, window)
    except SlackRefused:
        if first_time(desk, did):
            draw(desk, did, said.part(0), page_of(did.context), wording.JUST_TOO_LATE)
        return
    first_time(desk, did)
    _show_pictures(desk, replace(did, view_id=view_id), visitor, said, page_of(did.context))


def key_in(desk: Desk, did: Did) -> None:
    """An audit tool was chosen to be keyed in: its first page opens at once."""
    step(desk, did, names.KEY_IN)
    said = Said.of(did.value, {})
    last: tuple[Step, ...] = ()
    with suppress(Refused), desk.store.reading() as work:
        last = ReviewDesk(work, desk.pack).item(said.item).steps[-1:]
    for each in last:
        form = desk.pack.form(each.value) if each.what == "key-in" and each.id > said.number(1) else None
        if form is not None and not form.confidential:
            value = joined(said.item, each.id, each.audit_id, ALL, 1)
            open_pages(desk, replace(did, value=value))


def sent(desk: Desk, did: Did, reply: Reply) -> None:
    """A page was sent: kept, and the next one; or refused beside its fields, and nothing of it kept."""
    if not first_time(desk, did):
        reply()
        return
    below, said = _of(did)
    anywhere = next(iter(did.given), names.WRITTEN)
    try:
        view = _keep(desk, visitor_of(desk, did.user), said, below, forward=True)
    except _NotKept as refusal:
        reply(response_action="errors", errors=refusal.errors)
        return
    except Refused as refusal:
        refused = _refused(desk, did, said, below, str(refusal))
        if refused is None:
            reply(response_action="errors", errors={anywhere: str(refusal)})
        else:
            reply(response_action="update", view=refused)
        return
    except Exception:
        reply(response_action="errors", errors={anywhere: TROUBLE})
        raise
    there = replace(did, view_id=did.root_view_id)
    if view is not None:
        reply(response_action="update", view=view)
        draw(desk, there, said.part(0), below)
        _show_pictures(desk, did, visitor_of(desk, did.user), *_shown_in(view))
        return
    try:
        draw(desk, there, said.part(0), below)  # first, so that what comes into sight is not out of date
    finally:
        reply()


def _refused(desk: Desk, did: Did, said: Said, below: int, why: str) -> Block | None:
    """The page as it was sent, and above it why it was not kept; None where there is no such page any more.

    It stands for the item as its reader saw it, so that it is not kept later either.
    """

    def again(_: UnitOfWork, item: Item) -> Block:
        return _window(replace(item, version=said.number(1)), said, below, why)

    view = looking(desk, visitor_of(desk, did.user), said, again)
    return None if isinstance(view, str) else view


def before(desk: Desk, did: Did) -> None:
    """*The page before*: this one is kept first; if it cannot be, it stays and says why."""
    if not first_time(desk, did):
        return
    below, said = _of(did)
    visitor = visitor_of(desk, did.user)
    try:
        view = _keep(desk, visitor, said, below, forward=False)
    except (_NotKept, Refused) as refusal:
        why = str(refusal)
        view = looking(desk, visitor, said, lambda _, item: _window(item, said, below, why))
    except Exception:
        desk.slack.update_view(did.view_id, sentence_view(TROUBLE, "Review desk"))
        raise
    if view is not None:
        desk.slack.update_view(did.view_id, sentence_view(view) if isinstance(view, str) else view)
        if not isinstance(view, str):
            _show_pictures(desk, did, visitor, *_shown_in(view))
    draw(desk, replace(did, view_id=did.root_view_id), said.part(0), below)


def _of(did: Did) -> tuple[int, Said]:
    """The page of the item below, and what was said."""
    below, _, value = did.context.partition("|")
    return page_of(below), Said.of(value, did.given)


def _shown_in(window: Block) -> tuple[Said, int]:
    """The page that a window shows, and the page of the item below."""
    below, _, value = str(window["private_metadata"]).partition("|")
    return Said.of(value, {}), page_of(below)


def _show_pictures(desk: Desk, did: Did, visitor: Visitor | None, said: Said, below: int) -> None:
    """Where values are held against a scan, the open window is drawn anew with their pictures."""
    if said.part(3) != SCAN or visitor is None or not _has_pictures(desk, visitor, said):
        return
    pictures: dict[str, str] = {}

    def with_pictures(_: UnitOfWork, item: Item) -> Block:
        return _window(item, said, below, pictures=pictures)

    parts = [each for each in _parts(desk, visitor, said) if each.picture]
    pictures |= cut_and_sent(desk, did.user, visitor, said, [each.picture for each in parts])
    window = looking(desk, visitor, said, with_pictures)
    with suppress(SlackTrouble):  # sent meanwhile, or closed
        if not isinstance(window, str):
            desk.slack.update_view(did.view_id, window)


def _has_pictures(desk: Desk, visitor: Visitor, said: Said) -> bool:
    with desk.store.reading() as work:
        return to_compare(the_item(work, desk.pack, visitor, said.item).audit(said.number(2))) == FROM_A_SCAN


def _parts(desk: Desk, visitor: Visitor, said: Said) -> tuple[Part, ...]:
    with desk.store.reading() as work:
        waiting = the_item(work, desk.pack, visitor, said.item).audit(said.number(2))
    shown = page(waiting, said.part(3), number_of(said.part(4)))
    return shown.parts if shown else ()


def _window(
    item: Item, said: Said, below: int, refused: str = "", pictures: Mapping[str, str] | None = None
) -> Block:
    """The window of the page that `said` names, of the item as it is now."""
    waiting = item.audit(said.number(2))
    which = said.part(3) or ALL
    shown = page(waiting, which, number_of(said.part(4)))
    if shown is None:
        raise Refused(_NOTHING_LEFT)
    context = f"{below}|{joined(item.id, item.version, waiting.audit_id, which, shown.at)}"
    return windows.page_window(waiting, shown, context, refused, pictures)


def _keep(desk: Desk, visitor: Visitor | None, said: Said, below: int, *, forward: bool) -> Block | None:
    """Keep what was changed on a page, all of it or nothing; the window of the page to go to, None at the end.

    _NotKept and Refused, with nothing kept.
    """
    if visitor is None:
        raise Refused(NOT_KNOWN)

    def keep(work: UnitOfWork) -> Block | None:
        item = the_item(work, desk.pack, visitor, said.item)
        if item.confidential:
            raise NoSuchItem(wording.CONFIDENTIAL)
        if not _as_they_saw_it(item, said, visitor):
            raise Stale(_TAKE_IT_ALONG)
        waiting = item.audit(said.number(2))
        shown = page(waiting, said.part(3), number_of(said.part(4)))
        if shown is None:
            return None
        item = _kept(ReviewDesk(work, desk.pack), item, visitor, shown, said)
        at = next_at(shown, item.audit(waiting.audit_id)) if forward else previous_at(shown)
        if at is None or page(item.audit(waiting.audit_id), shown.which, at) is None:
            return None
        there = Said.of(joined(item.id, item.version, waiting.audit_id, shown.which, at), {})
        return _window(item, there, below)

    try:
        return in_one_transaction(desk.store, keep)
    except NotForYou as refusal:
        raise Refused(str(refusal)) from None


def _as_they_saw_it(item: Item, said: Said, visitor: Visitor) -> bool:
    """Whether nobody else has changed it: their own values since are those of a page whose answer was lost."""
    since = [step for step in item.steps if step.id > said.number(1)]
    own = ("correct", "settle")
    return all(
        step.what in ("answered", "not-delivered")
        or (step.who == visitor.email and step.what in own and step.undone is None)
        for step in since
    )


def _kept(review: ReviewDesk, item: Item, visitor: Visitor, shown: Page, said: Said) -> Item:
    """The item with the page's changes; every field that is refused is said, not only the first."""
    audit_id = said.number(2)
    changed = list(changes(item.audit(audit_id), shown, said.given))
    values = [each for each in changed if not each.code]
    if values:
        turn = Turn(item.id, item.version, visitor.email)
        try:
            item = review.correct_all(turn, audit_id, [(each.where, each.written) for each in values])
        except NotValues as refusal:
            reasons = refusal.reasons
            raise _NotKept(
                {each.field: reasons[each.where] for each in values if each.where in reasons}
            ) from None
    for each in changed:
        if each.code:
            item = _settled(review, Turn(item.id, item.version, visitor.email), item, audit_id, each)
    return item


def _settled(review: ReviewDesk, turn: Turn, item: Item, audit_id: int, change: Change) -> Item:
    problems = item.audit(audit_id).problems
    if not any((each.code, each.where) == (change.code, change.where) for each in problems):
        return item  # a value that was given on the same page has settled it
    return review.settle(turn, audit_id, change.code, change.where)
