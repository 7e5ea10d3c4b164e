"""Telling whoever was told of an audit that it was taken back."""

from handlers.about import About
from handlers.notice import Fact, Nothing, Notice, Wait
from handlers.notices.common import NOT_IN_CHAT, case_facts, kept_as
from handlers.notices.escalation import seen_button

PREVIEW = "Something that you were told about an audit was withdrawn"


def withdrawal(about: About) -> Notice | Nothing | Wait:
    """That it stands no more; nothing for who had in truth been sent nothing, or once it was recorded anew."""
    audit = about.audit
    if audit is None:
        return Nothing("the audit is not there any more")
    if about.anew:
        return Nothing("it has been recorded anew, which its correction tells of")
    if about.undecided:
        return Wait("what is withdrawn is just being sent")
    if not about.told:
        return Nothing("was never sent what is withdrawn")
    stands = next((earlier.audit for earlier in about.earlier if not earlier.audit.withdrawn), None)
    before = "What was recorded before it stands again. " if stands is not None else ""
    lines = [
        f"It was taken back, to be looked at again. {before}Please do not act on it: once it is recorded anew, you "
        "are told what has changed."
    ]
    if audit.form.confidential:
        lines.append(NOT_IN_CHAT)
    elif about.in_qa_team:
        lines.append(f"In the central record {kept_as(audit.id)}")
    return Notice(
        preview=PREVIEW,
        heading="A record was withdrawn" if audit.form.confidential else "An audit was withdrawn",
        facts=(Fact("Why you are told", "You had been told of it."), *case_facts(audit)),
        paragraphs=tuple(lines),
        buttons=(seen_button(about),),
    )
