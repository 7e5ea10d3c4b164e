"""This month's programme of focus: which cases are looked at, and the prompts that go with them."""

import datetime as dt
from collections.abc import Iterator

from framework.forms import Area
from framework.london import day
from framework.pack import Pack, Programme
from framework.programme import proposed, published_month
from handlers.blocks import Block, actions, escape, header, quoted, small_print, words
from handlers.notice import Button
from handlers.slack.audits import names
from handlers.slack.opening import show_window
from handlers.slack.views import modal_view, paged, turning
from handlers.slack.visiting import Desk, Did, Visitor

FOCUS = "Programme of focus"
NOT_PUBLISHED = (
    "Nobody has published a programme for this month; the last one ended with {last}. What stands here follows "
    "from its rotation, and counts once the Quality Assurance team has published it."
)


def focus_blocks(pack: Pack, today: dt.date) -> Iterator[Block]:
    """The themes of this month, tier by tier, for Home."""
    yield header(f"Programme of focus: {today:%B %Y}")
    yield from _months(pack, today)
    yield actions((Button("What to look for", names.FOCUS, "1"),))


def show_focus(desk: Desk, did: Did) -> None:
    """*What to look for*, `/audit focus`: this month, the next, and the prompts of one's own service area."""
    page = int(did.value) if did.value.isdecimal() else int(did.value.rpartition(":")[2] or 1)

    def fill(visitor: Visitor) -> Block:
        own = {area for post in visitor.posts for area in post.service_areas}
        with desk.store.reading() as work:
            today = day(work.now)
        return focus_view(desk.pack, today, own, page)

    show_window(desk, did, FOCUS, fill)


def focus_view(pack: Pack, today: dt.date, service_areas: set[str], page: int = 1) -> Block:
    """One page of it. Without a service area of one's own, every prompt is shown."""
    following = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    groups: list[list[Block]] = [
        [header(f"{month:%B %Y}"), *_months(pack, month)] for month in (today, following)
    ]
    for form in (form for form in pack.forms if form.tier is not None):
        prompts = [group for area in form.areas if (group := _prompts(area, service_areas))]
        groups += [[header(f"What to look for: {form.short_title}")], *prompts] if prompts else []
    pages = list(paged(groups))
    page = min(max(page, 1), len(pages))
    return modal_view(FOCUS, [*pages[page - 1], *turning(names.FOCUS, "focus", page, len(pages))])


def _months(pack: Pack, month: dt.date) -> Iterator[Block]:
    """Every tier's themes of one month; what nobody has published is called so, once for all of them."""
    for programme in pack.programmes:
        yield from words(_of_tier(programme, month))
    unpublished = [each for each in pack.programmes if published_month(each, month) is None and each.months]
    if unpublished:
        last = dt.date.fromisoformat(f"{unpublished[0].months[-1].month}-01")
        yield from small_print(NOT_PUBLISHED.format(last=f"{last:%B %Y}"))


def _of_tier(programme: Programme, month: dt.date) -> str:
    published = published_month(programme, month)
    found = published or proposed(programme, month)
    if found is None:
        return f"*{escape(programme.title)}*\nNothing is published for this month."
    lines = [
        f"• {escape(head)}: {escape(found.themes[stream])}"
        for stream, head in programme.streams.items()
        if stream in found.themes
    ]
    title = f"*{escape(programme.title)}*{'' if published else ' (proposed, not published)'}"
    return "\n".join([title, *lines])


def _prompts(area: Area, service_areas: set[str]) -> list[Block]:
    """An area with what is prompted for there; nothing for an area that is not asked of these cases."""
    only = area.condition.only_service_areas if area.condition else ()
    if only and service_areas and not service_areas & set(only):
        return []
    asked = [area.prompts_for(each) for each in sorted(service_areas)] or [area.prompts]
    texts = list(dict.fromkeys(prompt.text for prompts in asked for prompt in prompts))
    if not texts:
        return []
    return [*words(f"*{escape(area.label.shown)}*"), *quoted("\n".join(f"• {text}" for text in texts))]
