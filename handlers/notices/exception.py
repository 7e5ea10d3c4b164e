"""Asking the QA team about somebody who could not be told (A-09: never dropped)."""

from dataclasses import replace

from framework.escalation import Kind, Reason
from framework.words import Role
from handlers.about import About, AuditFacts, RecipientFacts, Undelivered
from handlers.notice import Fact, Nothing, Notice
from handlers.notices.common import SUPERSEDED, case_facts, judgement_fact, open_button, whole_audit

PREVIEW = "Somebody could not be told about an audit"
WHO_IS_MEANT = "It is not clear who the social worker is"

_WHAT_TO_DO = {
    Reason.VACANT: "Please tell whoever looks after this work for now, and bring the directory up to date.",
    Reason.UNKNOWN: "Please find out who it is, tell them, and complete the caseload or the directory.",
    Reason.SEVERAL: "Please find out which person is meant, tell them, and put the name right in the caseload.",
    Reason.STATUS_UNKNOWN: "Please find out whether this role has a part in the case, tell them if so, "
    "and put the case's status into the caseload.",
}
_WHO_IS_MEANT = "Please find out which person is meant, and put the social worker into the caseload."


def exception(about: About) -> Notice | Nothing:
    """Each role that could not be addressed, or the delivery that failed, with the reason and what to do."""
    audit = about.audit
    if about.undelivered is not None:
        return _undelivered(about.undelivered, audit)
    if audit is None:
        return Nothing("the audit is not there any more")
    if audit.superseded:
        return Nothing(SUPERSEDED)
    untold = [role for role in audit.recipients if role.untold in _WHAT_TO_DO]
    if not untold:
        return Nothing("nobody is left who could not be told")
    notice = _notice(audit, [_sentence(role) for role in untold])
    if all(_only_asks_who(role) for role in untold):
        return replace(notice, preview=WHO_IS_MEANT, heading=WHO_IS_MEANT)
    return notice


def _undelivered(failed: Undelivered, audit: AuditFacts | None) -> Notice | Nothing:
    if failed.over:
        return Nothing("what waited to be sent waits no more")
    whom = f"{failed.name} ({failed.recipient})" if failed.name else failed.recipient
    what, why = _KINDS.get(failed.kind, "A message"), f"{failed.why.rstrip('.')}."
    if failed.waits:
        sentence = (
            f"{what} for {whom} has not been sent yet: {why} Please have this put right; it is sent as soon as it "
            "can be. Until then, please tell them in another way."
        )
    else:
        sentence = (
            f"{what} for {whom} was not sent: {why} Please tell them in another way, and put the cause right."
        )
    return _notice(audit, [sentence])


_KINDS = {
    "escalation": "The escalation",
    "action-notice": "The action notice",
    "correction": "The correction",
    "copy": "The notice of an observation",
    "receipt": "The receipt",
    "question": "The review desk's question",
    "settled": "Word of what became of a mail",
    "reopened": "Word that a mail is being looked at again",
    "withdrawal": "Word that an audit was withdrawn",
    "review": "The request to look at something",
    "duties": "Word of what is left to do in the child’s record",
    "duties-reminder": "The reminder of what is left to do in children’s records",
    "record-copy": "The document for the child’s record",
    "screens-away": "The clearing up of Slack after an audit",
    "copy-away": "The clearing up of Slack after a document was uploaded",
}


def _only_asks_who(role: RecipientFacts) -> bool:
    """Whether it is the social worker's name that is in doubt: the framework escalates nothing to them."""
    return role.role is Role.SOCIAL_WORKER and role.kind == Kind.ESCALATION


def _sentence(role: RecipientFacts) -> str:
    if _only_asks_who(role):
        return f"{role.role.label}: {role.why} {_WHO_IS_MEANT}"
    kind = "the action notice, beyond the framework" if role.kind == "action-notice" else role.kind
    todo = _WHAT_TO_DO[role.untold] if role.untold else ""
    return f"{role.role.label} ({kind}): {role.why} {todo}"


def _notice(audit: AuditFacts | None, sentences: list[str]) -> Notice:
    return Notice(
        preview=PREVIEW,
        heading="Not everybody could be told",
        facts=_facts(audit) if audit else (),
        paragraphs=tuple(sentences),
        buttons=(open_button(audit),) if audit else (),
        without_buttons=whole_audit(audit, in_qa_team=True) if audit else "",
    )


def _facts(audit: AuditFacts) -> tuple[Fact, ...]:
    why = Fact("Why you are told", "You are in the Quality Assurance team, which keeps the central record.")
    return (*judgement_fact(audit), why, *case_facts(audit))
