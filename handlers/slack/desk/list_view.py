"""The list of what waits: the items whose sender has answered first, then the oldest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from framework.london import day
from handlers.blocks import Block, actions, button, escape, header, mrkdwn, quoted, small_print
from handlers.notice import REVIEW_DESK, Button
from handlers.slack.desk import names, wording
from handlers.slack.desk.item_view import TITLE
from handlers.slack.views import modal_view, turning
from handlers.words import in_words, shown_date, shown_time
from store.review import Desk, Item

PAGE = 10
_SHOWN = 2
_ASKED = {
    "person": ":speech_balloon: The answer has come. ",
    "sender": "The sender has been asked. ",
    "undelivered": ":warning: The question reached nobody: please ask in another way. ",
}


@dataclass(frozen=True)
class Listed:
    """One page of the desk. `kept_back` items are for the QA team only, and not among these."""

    items: tuple[Item, ...]
    waiting: int
    page: int = 1
    pages: int = 1
    kept_back: int = 0
    people: Mapping[str, str] = field(default_factory=dict)
    happened: str = ""


def list_view(listed: Listed) -> Block:
    """The desk as a modal."""
    blocks: list[Block] = list(quoted(listed.happened))
    if not listed.waiting:
        blocks += quoted(wording.NOTHING_FOR_YOU if listed.kept_back else wording.EMPTY)
    else:
        heading = "One mail waits" if listed.waiting == 1 else f"{listed.waiting} mails wait"
        blocks += [header(heading)]
        blocks += small_print(
            "Answered ones first, then the oldest first. Until they are settled, nobody is told of them."
        )
    for item in listed.items:
        blocks += _row(item, listed.people)
    if listed.kept_back:
        more = wording.count(listed.kept_back, "more mail is", "more mails are")
        blocks += small_print(f"{more[0].upper()}{more[1:]} for the Quality Assurance team only.")
    blocks += turning(names.LIST, names.EVERYTHING, listed.page, listed.pages)
    return modal_view(TITLE, blocks) | {"private_metadata": str(listed.page)}


def _row(item: Item, people: Mapping[str, str]) -> Iterator[Block]:
    sender = people.get((item.sender or "").lower()) or wording.who(item.sender, people)
    title = f"*{escape(wording.kind_of(item))}* from {escape(sender)}, {shown_time(item.received)}"
    text = f"{title}{_about(item)}\n{_why(item)}"
    yield {
        "type": "section",
        "block_id": names.joined("desk-row", item.id, item.version),
        "text": mrkdwn(text if len(text) <= 2900 else title[:2900]),
        "accessory": button(Button("Open", names.ITEM, str(item.id))),
    }


def _about(item: Item) -> str:
    """What tells it from others: the audits in it, else its subject."""
    if item.confidential:
        return ""
    audits = [
        f"{each.form.short_title} of case {each.reading.case_id or 'not known'}"
        for each in item.audits
        if not each.aside
    ]
    about = in_words(audits[:3]) if audits else f"“{item.subject}”" if item.subject else ""
    return f"\n{escape(about[:200])}" if about else ""


def _why(item: Item) -> str:
    if item.confidential:
        return escape(wording.CONFIDENTIAL)
    return _ASKED.get(item.awaits, "") + escape("\n".join(_problems(item)) or item.reason)


def _problems(item: Item) -> list[str]:
    """What is the matter with its audits, the first of it."""
    found = [each.message for waiting in item.audits if not waiting.aside for each in waiting.problems]
    more = [f"… and {len(found) - _SHOWN} more"] if len(found) > _SHOWN + 1 else []
    return [*found[:_SHOWN], *more] if more else found


def home_blocks(desk: Desk) -> Iterator[Block]:
    """The desk's section on the app's Home."""
    yield header("The review desk")
    if not desk.count or desk.oldest is None:
        yield from quoted("Nothing waits at the review desk.")
        return
    waits = "One mail waits" if desk.count == 1 else f"{desk.count} mails wait"
    since = f"since {shown_date(day(desk.oldest))}"
    answered = f" Answered by their sender: {desk.answered}." if desk.answered else ""
    yield {
        "type": "section",
        "text": mrkdwn(f"{waits} for a person, {'' if desk.count == 1 else 'the oldest '}{since}.{answered}"),
    }
    yield actions((Button("Open the review desk", REVIEW_DESK, names.EVERYTHING, "primary"),))
