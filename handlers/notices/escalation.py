"""Telling somebody of an audit: as the framework's matrix says, or beyond it (framework L3027, A-06)."""

from handlers.about import About, AuditFacts, RecipientFacts
from handlers.notice import SEEN, Button, Fact, Nothing, Notice
from handlers.notices.common import (
    ATTENTION,
    SUPERSEDED,
    case_facts,
    open_button,
    whole_audit,
)


def escalation(about: About) -> Notice | Nothing:
    """The escalation of an audit's judgement to one person, with each of their roles on a line of its own."""
    audit = about.audit
    if audit is None:
        return Nothing("the audit is not there any more")
    if audit.superseded:
        return Nothing(SUPERSEDED)
    told = audit.told_as(about.recipient)
    if not told:
        return Nothing("no longer among the recipients of the audit")
    return escalate(about, audit, told)


def escalate(about: About, audit: AuditFacts, told: tuple[RecipientFacts, ...]) -> Notice:
    """The same where it is known to be true. Who has no role in the matrix gets an action notice."""
    beyond = all(role.kind == "action-notice" for role in told)
    judged = audit.judgement.label if audit.judgement else "No judgement"
    if beyond:
        heading = f"{judged}: an action notice, beyond the framework"
        what = (
            "The framework does not ask for you to be told of this judgement. You are told all the same, because "
            "you can help to put things right. The audit names the actions."
        )
    else:
        heading = f"{judged}: an audit for your attention"
        what = "The audit holds each area with its grade, the comments and the actions."
    return Notice(
        preview=ATTENTION,
        heading=heading,
        facts=(
            Fact("Why you are told", "\n".join(role.why for role in told)),
            *case_facts(audit),
        ),
        paragraphs=(what,),
        buttons=(open_button(audit), seen_button(about)),
        with_buttons="Press “Open” to see the audit, and “I have seen this” once you have seen it.",
        without_buttons=whole_audit(audit, in_qa_team=about.in_qa_team),
    )


def seen_button(about: About) -> Button:
    """The button by which the recipient says that they have seen this."""
    return Button("I have seen this", SEEN, str(about.delivery_id))
