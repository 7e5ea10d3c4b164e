"""Who decided what stands in an audit: by role, as far as it is known, and never by a guess."""

from sqlalchemy import select

from framework.reading import Reading
from framework.words import Judgement, Role
from handlers.about import Chosen, Decision
from store.tables import Audit, ReviewStep
from store.unit_of_work import UnitOfWork

_AT_THE_DESK = (Role.QA_TEAM, Role.BUSINESS_SUPPORT)
_NAMES = {
    "case_id": "Case reference",
    "completed_by": "Auditor",
    "social_worker": "Social worker",
    "date": "Date",
    "overall": "Overall judgement",
    "comments": "The overall comments",
}


def decision_about(work: UnitOfWork, audit: Audit) -> Decision:
    """Who decided about a recorded version; nobody where it waits for a person."""
    if audit.version is None:
        return Decision()
    earlier = [each for each in work.audits.versions(audit.identity) if (each.version or 0) < audit.version]
    again = bool(earlier) and all(each.withdrawn is not None for each in earlier)
    filing = next((step for step in _steps(work, audit) if _recorded_by(step, audit)), None)
    if filing is not None:
        by = _team_of(work, filing.who)
        return Decision(by, at_desk=True, again=again, chosen=_chosen(work, audit, earlier))
    if audit.source == "chat":
        return Decision("the auditor", again=again)
    sender = audit.messages[0].sender if audit.messages else None
    if not sender:
        return Decision(again=again)
    own = audit.auditor_email is not None and sender.lower() == audit.auditor_email.lower()
    return Decision("the auditor" if own else _team_of(work, sender), again=again)


def _steps(work: UnitOfWork, audit: Audit) -> list[ReviewStep]:
    mails = [message.id for message in audit.messages]
    standing = select(ReviewStep).where(ReviewStep.message_id.in_(mails), ReviewStep.undone.is_(None))
    return list(work.session.scalars(standing.order_by(ReviewStep.id)))


def _recorded_by(step: ReviewStep, audit: Audit) -> bool:
    return step.what == "file" and audit.id in step.before.get("recorded", ())


def _team_of(work: UnitOfWork, email: str) -> str:
    """Which of the two that work at the desk they are of; "" if of neither."""
    held = {post.role for post in work.people.posts_of(email) if post.active}
    role = next((role for role in _AT_THE_DESK if role in held), None)
    if role is None:
        return ""
    return f"the {role.label}" if role is Role.QA_TEAM else role.label


def _chosen(work: UnitOfWork, audit: Audit, earlier: list[Audit]) -> tuple[Chosen, ...]:
    """Each value once, as it was recorded; a copy that waited again was settled in the row before it.

    Not of what was keyed in as a whole: there every value was missing.
    """
    reading = Reading.model_validate(audit.reading)
    if reading.keyed_in:
        return ()
    rows = {audit.id, *(e.id for e in earlier if e.withdrawn and e.content_sha256 == audit.content_sha256)}
    given = {
        step.where: step.who
        for step in _steps(work, audit)
        if step.what == "correct" and step.audit_id in rows and _was_in_doubt(step)
    }
    return tuple(
        Chosen(_place(where), _value(reading, where), _team_of(work, who)) for where, who in given.items()
    )


def _was_in_doubt(step: ReviewStep) -> bool:
    before = Reading.model_validate(step.before["reading"])
    return any(_slot(problem.where) == _slot(step.where) for problem in before.problems)


def _slot(where: str) -> str:
    """A path, the grade, the answer and "not applicable" of one area being one slot."""
    head, *rest = where.split(".")
    if head == "answers" and len(rest) == 2 and rest[1] != "comment":
        return f"{head}.{rest[0]}"
    return where


def _place(where: str) -> str:
    """Where it stands in the audit tool, in words."""
    head, *rest = where.split(".")
    if head == "answers":
        return f"Area {rest[0]}" if rest[1] != "comment" else f"The comment of area {rest[0]}"
    if head == "actions":
        return f"Action {rest[0]}"
    return _NAMES.get(head, "Another field of the audit tool")


def _value(reading: Reading, where: str) -> str:
    """The value as recorded, where it is no words: what somebody wrote is not repeated."""
    head, *rest = where.split(".")
    if head == "overall":
        return reading.overall.label.lower() if reading.overall else ""
    if head == "date" and reading.date:
        return f"{reading.date.day} {reading.date:%B %Y}"
    if head in ("case_id", "completed_by", "social_worker"):
        return getattr(reading, head) or ""
    if head != "answers" or rest[1] == "comment":
        return ""
    answer = next((each for each in reading.answers if str(each.number) == rest[0]), None)
    if answer is None or answer.not_applicable:
        return "not applicable"
    if answer.grade is not None:
        return f"{answer.grade} ({Judgement.of(answer.grade).label.lower()})"
    return "yes" if answer.answer else "no"
