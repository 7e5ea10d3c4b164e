"""Looking at the desk inside a unit of work: who may see which item, and everything that its view needs."""

from collections.abc import Iterable

from framework.forms import Form
from framework.pack import Pack
from handlers import gathering
from handlers.access import may_handle, may_review, may_review_confidential
from handlers.blocks import Block
from handlers.slack.desk import wording
from handlers.slack.desk.item_view import Shown, confidential_view, item_view
from handlers.slack.desk.list_view import PAGE, Listed, list_view
from handlers.slack.desk.names import EVERYTHING
from handlers.slack.desk.steps import number_of
from handlers.slack.views import sentence_view
from handlers.slack.visiting import Visitor
from mail.parts import parse
from store.review import Desk, Item, NoSuchItem, ReviewDesk
from store.review.looking import waiting_ids
from store.unit_of_work import UnitOfWork

_WORDS = 1500  # characters of a mail's own words


class NotForYou(Exception):
    """They may not; the text says so in words for them. It has been logged."""


def the_item(work: UnitOfWork, pack: Pack, visitor: Visitor, item_id: int) -> Item:
    """An item that this person may open. NotForYou, logged; NoSuchItem."""
    let_in(work, visitor, f"message {item_id}")
    item = ReviewDesk(work, pack).item(item_id)
    if not may_handle(visitor.posts, confidential=item.confidential):
        _refuse(work, visitor, f"message {item_id}", wording.FOR_THE_QA_TEAM)
    return item


def may_key_in(pack: Pack, visitor: Visitor, form_id: str) -> bool:
    """Whether they may key in an audit of that audit tool: supervision and observation are not for all (A-34)."""
    form = next((each for each in pack.forms if each.id == form_id), None)
    return form is None or not form.confidential or may_review_confidential(visitor.posts)


def let_in(work: UnitOfWork, visitor: Visitor, record: str = "review desk") -> None:
    """NotForYou, logged, for whoever does not work at the desk."""
    if not may_review(visitor.posts):
        _refuse(work, visitor, record, wording.NOT_FOR_YOU)


def _refuse(work: UnitOfWork, visitor: Visitor, record: str, why: str) -> None:
    work.log.add("review-refused", record, who=visitor.email)
    raise NotForYou(why)


def show_item(
    work: UnitOfWork, pack: Pack, visitor: Visitor, item_id: int, page: int = 1, happened: str = ""
) -> Block:
    """An item's view; the look is logged. NotForYou, NoSuchItem."""
    item = the_item(work, pack, visitor, item_id)
    if item.confidential:
        return confidential_view(item, happened=happened)
    work.log.add("review-opened", f"message {item_id}", who=visitor.email)
    facts = (work.audits.get(audit_id) for audit_id in item.recorded)
    shown = Shown(
        item,
        pack,
        people=_names(
            work, [item.sender, item.original_sender, item.trusted_by, *(s.who for s in item.steps)]
        ),
        recorded=tuple(gathering.audit_facts(work, audit, pack) for audit in facts if audit is not None),
        tools=_tools(work, pack, item),
        happened=happened,
        says=_words_of(work, item),
        confidential_tools=may_review_confidential(visitor.posts),
    )
    return item_view(shown, page)


def show_list(work: UnitOfWork, pack: Pack, visitor: Visitor, page: int = 1, happened: str = "") -> Block:
    """One page of the desk; business support does not get what is for the QA team only (A-34). NotForYou."""
    let_in(work, visitor)
    ids = waiting_ids(work)
    kept = set() if may_review_confidential(visitor.posts) else ReviewDesk(work, pack).confidential()
    mine = [item_id for item_id in ids if item_id not in kept]
    pages = max(-(-len(mine) // PAGE), 1)
    page = min(max(page, 1), pages)
    review = ReviewDesk(work, pack)
    items = tuple(review.item(item_id) for item_id in mine[(page - 1) * PAGE : page * PAGE])
    people = _names(work, [item.sender for item in items])
    return list_view(Listed(items, len(mine), page, pages, len(ids) - len(mine), people, happened))


def waiting(work: UnitOfWork, pack: Pack, visitor: Visitor) -> Desk:
    """How the desk stands for this person: business support does not count what is not for them."""
    return ReviewDesk(work, pack).desk(confidential=may_review_confidential(visitor.posts))


def show(
    work: UnitOfWork, pack: Pack, visitor: Visitor, value: str, page: int = 1, happened: str = ""
) -> Block:
    """The item with that id, or the list; it says so if there is no such item."""
    try:
        if value not in ("", EVERYTHING):
            return show_item(work, pack, visitor, number_of(value), page, happened)
        return show_list(work, pack, visitor, page, happened)
    except NotForYou as refusal:
        return sentence_view(str(refusal), "Review desk")
    except NoSuchItem:
        return show_list(work, pack, visitor, 1, wording.NOT_AT_DESK)


def _words_of(work: UnitOfWork, item: Item) -> str:
    """How the words of a mail at the desk begin."""
    if item.state != "review":
        return ""
    text = parse(work.messages.raw(work.messages.get(item.id))).text.strip()
    return text if len(text) <= _WORDS else f"{text[:_WORDS].rstrip()}…"


def _tools(work: UnitOfWork, pack: Pack, item: Item) -> dict[int, Form]:
    """The audit tools of the audits that steps are about, whatever has become of them."""
    ids = {step.audit_id for step in item.steps if step.audit_id is not None}
    audits = (work.audits.get(audit_id) for audit_id in ids)
    return {audit.id: pack.form(audit.form) for audit in audits if audit is not None}


def _names(work: UnitOfWork, emails: Iterable[str | None]) -> dict[str, str]:
    """The directory's names by address in lower case."""
    names = {}
    for email in {each.lower() for each in emails if each}:
        posts = work.people.posts_of(email)
        if posts:
            names[email] = posts[0].name
    return names
