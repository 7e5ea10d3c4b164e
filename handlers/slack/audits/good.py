"""What good looks like in an area: the framework's words for it, the four grades, and the practice standards."""

from collections.abc import Iterator

from framework.forms import Area
from framework.pack import Pack
from handlers.blocks import Block, quoted, words
from handlers.slack.views import modal_view


def good_view(pack: Pack, area: Area) -> Block:
    """A window on one area (framework Appendix 1, Appendix 9)."""
    return modal_view("What good looks like", list(_blocks(pack, area)))


def _blocks(pack: Pack, area: Area) -> Iterator[Block]:
    yield from quoted(area.label.shown)
    good = [each.text for each in pack.good if each.id in area.good]
    if good:
        yield from words("*What good looks like*")
        yield from quoted("\n".join(f"• {text}" for text in good))
    standards = [each for each in pack.standards if each.number in area.standards]
    if standards:
        yield from words("*Practice standards*")
        told = (f"• {each.number} {each.subject}{_limit(each.time_limit)}" for each in standards)
        yield from quoted("\n".join(told))
    yield from words("*The four grades*")
    yield from quoted(
        "\n".join(f"{each.judgement.grade.value} {each.label}: {each.meaning}" for each in pack.grades)
    )


def _limit(time_limit: str | None) -> str:
    return f" ({time_limit})" if time_limit else ""
