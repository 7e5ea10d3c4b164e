"""Feedback to the practitioner of an audited case, and word to others that the practitioner has replied."""

from handlers.about import About, AuditFacts
from handlers.access import may_see
from handlers.notice import REPLY, Button, Fact, Nothing, Notice
from handlers.notices.common import NOT_IN_CHAT, SUPERSEDED, auditor_of, case_facts, open_button
from handlers.notices.escalation import seen_button
from handlers.words import shown_time

PREVIEW = "Feedback from an audit of your work"
PREVIEW_OF_A_REPLY = "A practitioner has replied to an audit"
STRENGTHS = "strengths"  # the question of the pack that asks what is done well
_YOUR_WORDS = (
    "You have the right of reply: how you see it, what you take from it, what was missed. Press “Write a reply”. "
    "Your words are kept beside the audit, and your line manager and the auditor are told. You can add to "
    "them later."
)


def shared(about: About) -> Notice | Nothing:
    """The findings that may be shared (framework L970-974): what is done well, and the auditor's judgement.

    They are in a direct message only; the grades of areas and the comments are for the auditor to talk through.
    """
    audit = about.audit
    if audit is None:
        return Nothing("the audit is not there any more")
    if audit.superseded:
        return Nothing(SUPERSEDED)
    who = auditor_of(audit.reading)
    amended = (audit.version or 1) > 1
    return Notice(
        preview=PREVIEW,
        heading="An audit of your work was amended" if amended else PREVIEW,
        facts=case_facts(audit),
        paragraphs=(
            f"An audit is there to learn from. Talk it over with {who}, who can go through each area with you.",
        ),
        buttons=(reply_button(audit), seen_button(about)),
        with_buttons="\n\n".join((*_findings(audit), _YOUR_WORDS)),
        without_buttons=(
            f"What was found is not in this e-mail. Ask {who} for it, and say how you see it: you have the right "
            f"of reply, and {who} can write your words down beside the audit. Do not answer this e-mail."
        ),
    )


def reply_button(audit: AuditFacts) -> Button:
    """The button under which the practitioner writes a reply."""
    return Button("Write a reply", REPLY, str(audit.id), "primary")


def replied(about: About) -> Notice | Nothing:
    """That the practitioner has replied; the words stand beside the audit for those who may see it."""
    audit, reply = about.audit, about.reply
    if audit is None or reply is None:
        return Nothing("the reply is not there any more")
    sees = may_see(about.recipient, audit, about.posts)
    written = (Fact("Written down by", reply.written_by),) if reply.written_by else ()
    when = Fact("When", shown_time(reply.at))
    facts = (Fact("Who has replied", reply.name), *written, when, *case_facts(audit))
    if audit.form.confidential or not sees:
        kept = NOT_IN_CHAT if audit.form.confidential else "The reply is kept beside the audit."
        return Notice(
            preview=PREVIEW_OF_A_REPLY,
            heading=f"{reply.name} has replied",
            facts=facts,
            paragraphs=(f"{kept} Please talk about it with {reply.name}.",),
            buttons=(seen_button(about),),
        )
    return Notice(
        preview=PREVIEW_OF_A_REPLY,
        heading=f"{reply.name} has replied to an audit",
        facts=facts,
        buttons=(open_button(audit), seen_button(about)),
        with_buttons="The reply stands with the audit. Press “Open” to read it.",
        without_buttons=f"To read it, ask the Quality Assurance team for audit {audit.id}.",
    )


def _findings(audit: AuditFacts) -> tuple[str, ...]:
    judged = (f"Overall judgement: {audit.judgement.label}.",) if audit.judgement else ()
    well = audit.beside.get(STRENGTHS, "").strip()
    return (*judged, f"Done well: {well}") if well else judged
