"""Word that an audit under way in chat is with somebody now, or that a part of it waits for them."""

from handlers.about import About, HeldFacts
from handlers.notice import GO_ON, Button, Fact, Nothing, Notice

PREVIEW = "You have been handed an audit tool"
PREVIEW_OF_A_PART = "A part of an audit tool waits for you"
_WITHOUT = "Open my Home tab in Slack: it stands among your audits there."


def handed_over(about: About) -> Notice | Nothing:
    """That somebody has an audit now which another began; nothing once it is with somebody else again."""
    held = about.held
    if held is None or held.over or held.holder != about.recipient:
        return Nothing("the audit is not with them any more")
    return Notice(
        preview=PREVIEW,
        heading=f"{PREVIEW}: {held.title}",
        facts=(*_case(held), Fact("Handed over by", held.mover)),
        paragraphs=("Everything that was given so far is kept. You go on where it stands, and it is yours.",),
        buttons=(_go_on(held),),
        without_buttons=_WITHOUT,
    )


def your_part(about: About) -> Notice | Nothing:
    """That the observer's part is done, to practitioner and line manager (framework L6205); till one has it."""
    held = about.held
    if held is None or held.over:
        return Nothing("the audit is not under way any more")
    if held.holder not in (None, about.recipient):
        return Nothing("the other of the two has it already")
    return Notice(
        preview=PREVIEW_OF_A_PART,
        heading=f"{held.title}: the feedback session is next",
        facts=(Fact("About", held.about), Fact("Observed by", held.mover)),
        paragraphs=(
            "The observer’s part is finished. What follows is for the practitioner and the line manager together: "
            "what you conclude, which actions are needed, and what to reflect on at the next supervision. "
            "Either of you can open it; the other sees on the Home tab who has it.",
        ),
        buttons=(_go_on(held),),
        without_buttons=_WITHOUT,
    )


def _case(held: HeldFacts) -> tuple[Fact, ...]:
    return (Fact("Case", held.case_id),) if held.case_id else ()


def _go_on(held: HeldFacts) -> Button:
    return Button("Go on with it", GO_ON, f"{held.id}:{held.version}::", "primary")
