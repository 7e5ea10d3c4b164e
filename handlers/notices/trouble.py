"""Telling the QA team that something the bot needs could not be used: once, and once more when it is over."""

from handlers.about import About, TroubleFacts
from handlers.notice import Fact, Nothing, Notice
from handlers.words import shown_span, shown_time

PREVIEW = "Something that auditbot needs cannot be used"
PREVIEW_OVER = "What auditbot could not use works again"

_MAILBOX = "mailbox "
_MEANS = {
    "virus scanner": "No attachment is read that the scanner has not passed. Mails with attachments wait; they are "
    "kept, nothing is lost, and they are read as soon as it answers.",
    "database": "Nothing new can be kept. New mail stays in its mailbox and messages wait; nothing is lost.",
    "intake": "Mails that have come wait. They are kept, and nothing is lost.",
}
_MAILBOX_MEANS = (
    "Audits sent to it are not read until then. They stay where they are; nothing is lost, and they are read as "
    "soon as it can be used."
)
_DUTY = "duty "
_DUTY_MEANS = "Whoever it concerns hears of it once it is done. Nothing of it was done by halves."
_ANYTHING_ELSE = "What depends on it waits; nothing is lost."


def trouble(about: About) -> Notice | Nothing:
    """What cannot be used, since when, what that means, and what to do."""
    facts = about.trouble
    if facts is None:
        return Nothing("the trouble is not there any more")
    if facts.ended is not None:
        return Nothing("it was over before anybody could be told")
    means = _means(facts.what)
    passes = "It is tried again and again." if not facts.lasting else "It will not pass by itself."
    return Notice(
        preview=PREVIEW,
        heading=f"{_named(facts)} cannot be {_used(facts)}",
        facts=(Fact("Since", shown_time(facts.began)), Fact("What is wrong", facts.message)),
        paragraphs=(means, f"{passes} You are told again when it is over."),
    )


def trouble_over(about: About) -> Notice | Nothing:
    """That it is over, and how long it lasted."""
    facts = about.trouble
    if facts is None or facts.ended is None:
        return Nothing("it is not over")
    return Notice(
        preview=PREVIEW_OVER,
        heading=f"{_named(facts)} can be {_used(facts)} again",
        facts=(
            Fact("From", shown_time(facts.began)),
            Fact("Until", shown_time(facts.ended)),
            Fact("How long", shown_span(facts.ended - facts.began)),
        ),
        paragraphs=("What waited for it is being worked through now. Nothing need be done.",),
    )


def _means(what: str) -> str:
    if what.startswith(_MAILBOX):
        return _MAILBOX_MEANS
    return _DUTY_MEANS if what.startswith(_DUTY) else _MEANS.get(what, _ANYTHING_ELSE)


def _used(facts: TroubleFacts) -> str:
    return "done" if facts.what.startswith(_DUTY) else "used"


def _named(facts: TroubleFacts) -> str:
    if facts.what.startswith(_MAILBOX):
        return f"The mailbox “{facts.what.removeprefix(_MAILBOX)}”"
    if facts.what.startswith(_DUTY):
        return f"The duty “{facts.what.removeprefix(_DUTY)}”"
    return f"The {facts.what}"
