"""Correcting what somebody was told of an earlier version of an audit."""

from framework.words import Judgement
from handlers.about import About, AuditFacts, RecipientFacts
from handlers.notice import Fact, Nothing, Notice, Wait
from handlers.notices.changes import changed_parts
from handlers.notices.common import (
    NOT_IN_CHAT,
    SUPERSEDED,
    case_facts,
    kept_as,
    open_button,
    whole_audit,
)
from handlers.notices.copies import copy_for
from handlers.notices.escalation import escalate, seen_button
from handlers.words import in_words

PREVIEW = "A correction of what you were told about an audit"
PREVIEW_AGAIN = "Something that you were told about an audit was recorded again"
_AGAIN = "What you were told of before had been taken back, to be looked at again. It is recorded again now."
NO_LONGER_NAMED = (
    "You are told because you had been told of the earlier version. Nobody asks anything of you any more."
)


def correction(about: About) -> Notice | Nothing | Wait:
    """From what this person was last sent to what stands now.

    Who had in truth been sent nothing gets the escalation (or copy) that it is, or nothing if the audit as it
    stands is not for them.
    """
    audit = about.audit
    if audit is None:
        return Nothing("the audit is not there any more")
    if audit.superseded:
        return Nothing(SUPERSEDED)
    if about.undecided:
        return Wait("an earlier version is just being sent")
    told = audit.told_as(about.recipient)
    sent = [earlier.audit for earlier in about.earlier if earlier.sent]
    before = next((each for each in sent if not each.withdrawn), next(iter(sent), None))
    if before is not None:
        return _correct(about, before, audit, told)
    if not told:
        return Nothing("was never sent the earlier version, and is not among the recipients of this one")
    return (copy_for if told[0].kind == "copy" else escalate)(about, audit, told)


def _correct(about: About, before: AuditFacts, audit: AuditFacts, told: tuple[RecipientFacts, ...]) -> Notice:
    confidential = audit.form.confidential
    why = "\n".join(role.why for role in told) or NO_LONGER_NAMED
    return Notice(
        preview=PREVIEW_AGAIN if audit.decision.again else PREVIEW,
        heading=_heading(before.judgement, audit),
        facts=(Fact("Why you are told", why), *case_facts(audit)),
        paragraphs=(
            *((_AGAIN,) if audit.decision.again else ()),
            *((_not_here(about, audit),) if confidential else _what_changed(before, audit)),
        ),
        buttons=(*((open_button(audit),) if told and not confidential else ()), seen_button(about)),
        with_buttons=_because(audit),
        without_buttons=_whole(about, audit, told),
    )


def _because(audit: AuditFacts) -> str:
    """Why, in the auditor's words: in a direct message, never in an e-mail."""
    if audit.form.confidential or not audit.because:
        return ""
    return f"Why it was amended: {audit.because}"


def _not_here(about: About, audit: AuditFacts) -> str:
    return f"{NOT_IN_CHAT} In the central record {kept_as(audit.id)}" if about.in_qa_team else NOT_IN_CHAT


def _whole(about: About, audit: AuditFacts, told: tuple[RecipientFacts, ...]) -> str:
    """Who is no longer named may not see it, and a confidential record is shown to nobody here."""
    if not told or audit.form.confidential:
        return ""
    return whole_audit(audit, in_qa_team=about.in_qa_team)


def _heading(before: Judgement | None, audit: AuditFacts) -> str:
    after, again = audit.judgement, audit.decision.again
    if audit.form.confidential:
        return "A record was recorded again" if again else "A record was corrected"
    if again:
        return f"An audit was recorded again: {_said(after)}"
    if before == after:
        return "An audit was corrected; its judgement stands"
    return f"Corrected from {_said(before)} to {_said(after)}"


def _what_changed(before: AuditFacts, audit: AuditFacts) -> list[str]:
    parts = changed_parts(before.reading, audit.reading)
    also = f"What changed: {in_words(parts)}." if parts else ""
    if before.judgement == audit.judgement:
        stands = (
            f"The overall judgement has not changed: {_said(audit.judgement)}. {_by_whom(audit)}".rstrip()
        )
        return [stands, *filter(None, [also])]
    sentence = (
        f"You were told that the overall judgement was {_said(before.judgement)}. {_corrected(audit)} Please go by "
        "this one."
    )
    return [sentence, *filter(None, [also])]


def _corrected(audit: AuditFacts) -> str:
    """Who made it what: by the role of whoever decided, and of nobody where that is not known."""
    made = audit.decision
    now = _said(audit.judgement)
    if made.at_desk:
        return f"It is {now} now. {_by_whom(audit)}"
    if made.again or not made.by:
        return f"It is {now} now."
    return f"{made.by[0].upper()}{made.by[1:]} has corrected it to {now}."


def _by_whom(audit: AuditFacts) -> str:
    if not audit.decision.at_desk:
        return ""
    return f"That was decided at the review desk by {audit.decision.by or 'a person'}."


def _said(judgement: Judgement | None) -> str:
    return judgement.label if judgement else "none"
