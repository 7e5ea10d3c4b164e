"""Somebody is worried about a child now: told at once, with what was said only where it is safe to say it."""

from handlers.about import About
from handlers.notice import SEEN, Button, Fact, Nothing, Notice
from handlers.words import shown_time

PREVIEW = "Somebody is worried about a child now"
_DO = (
    "Please speak with them now. This is no emergency line: if a child is in danger at this moment, call 999."
)


def concern(about: About) -> Notice | Nothing:
    """Who is worried, about which case, since when; their words in a direct message, never in an e-mail."""
    facts = about.concern
    if facts is None:
        return Nothing("the concern is not there any more")
    case = Fact("Case", facts.case_id) if facts.case_id else Fact("Case", "not named yet; ask who is worried")
    said = f"They wrote: {facts.words}" if facts.words else "They have not written why yet."
    return Notice(
        preview=PREVIEW,
        heading="Worried about a child now",
        facts=(
            Fact("Who is worried", f"{facts.name} ({facts.email})"),
            case,
            Fact("Said", f"{shown_time(facts.at)}, in the middle of an audit"),
        ),
        paragraphs=(_DO,),
        with_buttons=said,
        without_buttons="What they wrote is not in this e-mail. Ask them.",
        buttons=(Button("I have seen this", SEEN, str(about.delivery_id), "primary"),),
        footnote="Told to the team manager and the head of service of the case, or to who can find them.",
    )
