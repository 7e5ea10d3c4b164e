"""An audit whose judgement is well above an area: word to the QA team, and to the auditor what they find (A-29)."""

from handlers.about import About, AuditFacts, ModerationFacts
from handlers.notice import AMEND, MODERATE, MODERATION_LIST, Button, Fact, Nothing, Notice
from handlers.notices.common import SUPERSEDED, case_facts, open_button
from handlers.notices.escalation import seen_button
from handlers.words import shown_time

PREVIEW = "An audit waits for moderation"
PREVIEW_TO_THE_AUDITOR = "Your audit was looked at by a colleague"
_WHY = (
    "Its overall judgement is well above an area. Somebody of the Quality Assurance team other than the auditor "
    "looks at each such audit, with the auditor’s reason. The judgement stays the auditor’s own."
)
_ORDINARY = (
    "Each audit whose overall judgement is well above an area is looked at by a colleague of the Quality "
    "Assurance team."
)
_THEIRS = (
    "The judgement is yours, and nobody else changes it. If you see it differently now, or want to say more about "
    "the reason, amend the audit{how}. If you see it as before, talk it over with {who}."
)
_NO_WORDS = "What they write is not in this e-mail. Ask {who}."


def moderation(about: About) -> Notice | Nothing:
    """That one waits, to the QA team; without its judgement, which is seen where they look at it."""
    audit = about.audit
    if audit is None or not about.in_qa_team:
        return Nothing("the audit is not there any more, or they are not in the Quality Assurance team")
    if audit.superseded or audit.withdrawn:
        return Nothing(SUPERSEDED)
    if audit.agreed:
        return Nothing("somebody has agreed with it already")
    return Notice(
        preview=PREVIEW,
        heading=PREVIEW,
        facts=case_facts(audit),
        paragraphs=(_WHY,),
        buttons=(
            open_button(audit),
            Button("Moderated", MODERATE, str(audit.id)),
            Button("All that wait", MODERATION_LIST, "1"),
        ),
        with_buttons="“Open” shows the audit with the reason. “Moderated” keeps what you find.",
        without_buttons="All that wait for moderation stand on the Home tab of auditbot in Slack.",
    )


def moderated(about: About) -> Notice | Nothing:
    """What was found, kindly, to the auditor; the colleague's words in a direct message only."""
    audit, found = about.audit, about.moderation
    if audit is None or found is None:
        return Nothing("what was found is not there any more")
    if audit.superseded or audit.withdrawn:
        return Nothing(SUPERSEDED)
    return _agreed(about, audit, found) if found.agrees else _look_again(about, audit, found)


def _agreed(about: About, audit: AuditFacts, found: ModerationFacts) -> Notice:
    return Notice(
        preview=PREVIEW_TO_THE_AUDITOR,
        heading="A colleague agrees with your judgement",
        facts=_facts(audit, found),
        paragraphs=(f"{_ORDINARY} {found.name} agrees with yours. There is nothing for you to do.",),
        buttons=(open_button(audit), seen_button(about)),
        with_buttons=f"{found.name} writes: {found.words}",
        without_buttons=_NO_WORDS.format(who=found.name),
    )


def _look_again(about: About, audit: AuditFacts, found: ModerationFacts) -> Notice:
    amend = (Button("Amend", AMEND, str(about.amendable)),) if about.amendable else ()
    how = "" if amend else " by sending the corrected audit tool to the audits mailbox"
    theirs = _THEIRS.format(how=how, who=found.name)
    return Notice(
        preview=PREVIEW_TO_THE_AUDITOR,
        heading="A colleague asks you to look at your judgement once more",
        facts=_facts(audit, found),
        paragraphs=(_ORDINARY,),
        buttons=(open_button(audit), *amend, seen_button(about)),
        with_buttons=f"{found.name} writes: {found.words}\n\n{theirs}",
        without_buttons=f"{_NO_WORDS.format(who=found.name)} {theirs}",
    )


def _facts(audit: AuditFacts, found: ModerationFacts) -> tuple[Fact, ...]:
    return (*case_facts(audit), Fact("Looked at by", f"{found.name}, {shown_time(found.at)}"))
