"""What waits at the desk, put together from the mails, their audits and the steps so far."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from framework.pack import Pack
from framework.reading import Problem, Reading, Status
from store.candidates import Candidate, look_up
from store.identity import says_the_same
from store.messages import given_up
from store.outcomes import Outcome
from store.recording import VERSIONS_AT_ODDS, doubts_about_identity
from store.review.differing import differences
from store.review.gate import taken_back, unread, unsettled
from store.review.last import left_by, to_undo
from store.review.model import (
    IDENTITY_DOUBTS,
    Awaits,
    Desk,
    Difference,
    Enclosed,
    Item,
    NoSuchItem,
    Recorded,
    Step,
    Waiting,
)
from store.tables import Attachment, Audit, Message, ReviewStep
from store.unit_of_work import UnitOfWork


def desk(work: UnitOfWork, without: Collection[int] = ()) -> Desk:
    """How the desk stands, `without` some items."""
    arrived = select(Message.id, Message.arrived).where(Message.state == "review")
    seen = {each: at for each, at in work.session.execute(arrived) if each not in without}
    return Desk(len(seen), min(seen.values(), default=None), len(_answered(work) & seen.keys()))


def confidential_ids(work: UnitOfWork, pack: Pack) -> set[int]:
    """The items at the desk in which a supervision or observation record is."""
    forms = [form.id for form in pack.forms if form.confidential]
    may_be = Message.audits.any(Audit.form.in_(forms)) | Message.attachments.any(
        Attachment.outcome.in_([outcome.value for outcome in _PERHAPS_UNHEARD])
    )
    found = work.session.scalars(select(Message).where(Message.state == "review", may_be))
    return {each.id for each in found if _confidential(pack, each, steps_of(work, each.id))}


def waiting_ids(work: UnitOfWork) -> list[int]:
    """The ids of every item: those whose sender has answered first, then the oldest first."""
    answered = _answered(work)
    found = work.session.scalars(
        select(Message.id).where(Message.state == "review").order_by(Message.arrived, Message.id)
    )
    return sorted(found, key=lambda message_id: message_id not in answered)


def item(work: UnitOfWork, pack: Pack, message: Message) -> Item:
    """One mail as an item."""
    steps = steps_of(work, message.id)
    last = to_undo(work, message)
    undone_next = {row.id for row in last.steps}
    waiting = [_waiting(work, pack, message, audit, steps) for audit in waiting_audits(message)]
    return Item(
        id=message.id,
        version=steps[-1].id if steps else 0,
        mailbox=message.mailbox,
        sender=message.sender,
        original_sender=message.original_sender,
        subject=message.subject,
        received=message.received or message.arrived,
        kind=message.kind,
        state=message.state,
        reason=message.reason,
        problem=message.problem,
        awaits=_awaits(steps),
        answerable=message.answerable,
        confidential=_confidential(pack, message, steps),
        trusted_by=message.trusted_by,
        attachments=tuple(_enclosed(each) for each in message.attachments),
        audits=tuple(waiting),
        recorded=tuple(audit.id for audit in message.audits if audit.version is not None),
        steps=tuple(steps),
        kind_said=message.kind_said is not None,
        missing=unsettled(message, waiting, steps),
        unread=tuple(_enclosed(each) for each in unread(message, taken_back(steps))),
        given_up=given_up(message),
        to_take_back=tuple(step for step in steps if step.id in undone_next),
        not_taken_back=" ".join(left_by(last)),
    )


def _enclosed(row: Attachment) -> Enclosed:
    return Enclosed(row.path, row.content_type, row.size, row.outcome, row.reason, row.id)


def _confidential(pack: Pack, message: Message, steps: Sequence[Step]) -> bool:
    """Whether a supervision or observation record is in it, recorded or not (A-34)."""
    gone = taken_back(steps)
    if any(pack.form(audit.form).confidential for audit in message.audits if audit.id not in gone):
        return True
    titles = {form.short_title for form in pack.forms if form.confidential}
    return any(_names_one(each, titles) for each in message.attachments)


def _names_one(row: Attachment, titles: set[str]) -> bool:
    """Whether the reason names such a record; whatever a person said since, the reason is as it was."""
    if row.outcome == Outcome.NOT_BELIEVED:
        return any(title in row.reason for title in titles)
    return row.outcome in _PERHAPS_UNHEARD and bool(titles & set(row.reason.rstrip(".").split(". ")))


# Whatever a person has made of an audit tool that was not believed, or could not be used, its reason names it.
_PERHAPS_UNHEARD = (
    *(Outcome.NOT_BELIEVED, Outcome.REJECTED, Outcome.NO_AUDIT, Outcome.SET_ASIDE),
    *(Outcome.RECORDED, Outcome.CORRECTED, Outcome.DUPLICATE),
)


def waiting_audits(message: Message) -> list[Audit]:
    """The audits of a mail that wait for a person."""
    return [a for a in message.audits if a.status == "review" and a.replaced_by_id is None]


def candidate(work: UnitOfWork, pack: Pack, audit: Audit) -> Candidate:
    """A waiting audit as it would be recorded, its identity doubts left out: they are looked for anew.

    NoSuchItem if there is nothing in it that could be recorded.
    """
    reading = under_way(Reading.model_validate(audit.reading))
    found = look_up(work, reading, None, pack, work.people.directory())
    if isinstance(found, Reading):
        raise NoSuchItem(f"Nothing in audit {audit.id} can be recorded.")
    found.reading = as_it_is(found.reading)
    found.key = work.audits.key_of(found.identity)
    return found


def put_reading(work: UnitOfWork, pack: Pack, audit: Audit, reading: Reading) -> None:
    """The row of a waiting audit says what the reading says: what comes in is held against it as it is now."""
    audit.reading = reading.model_dump(mode="json")
    candidate(work, pack, audit).describe(audit)


_UNDER_WAY = Problem(code="under-way", message="A person is at work on it.")


def under_way(reading: Reading) -> Reading:
    """A reading that a person works on: with nothing in it yet it is no blank form that somebody sent."""
    kept = tuple(each for each in reading.problems if each.code not in IDENTITY_DOUBTS)
    return reading.model_copy(update={"problems": (*kept, _UNDER_WAY), "status": Status.REVIEW})


def as_it_is(reading: Reading) -> Reading:
    """The same, with the problems that it really has."""
    problems = tuple(each for each in reading.problems if each != _UNDER_WAY)
    status = Status.REVIEW if problems else Status.ACCEPTED
    return reading.model_copy(update={"problems": problems, "status": status})


def steps_of(work: UnitOfWork, message_id: int) -> list[Step]:
    """Every step with an item, first to last."""
    rows = select(ReviewStep).where(ReviewStep.message_id == message_id).order_by(ReviewStep.id)
    return [_step(row) for row in work.session.scalars(rows)]


def _step(row: ReviewStep) -> Step:
    return Step(
        *(row.id, row.at, row.who, row.what, row.audit_id, row.where, row.value, row.note, row.undone),
        undid=tuple(row.before.get("undid", ())),
        together=row.before.get("together", 0),
    )


def _waiting(work: UnitOfWork, pack: Pack, message: Message, audit: Audit, steps: Sequence[Step]) -> Waiting:
    mine = [step for step in steps if step.audit_id == audit.id and step.undone is None]
    case = candidate(work, pack, audit)
    at_odds = _at_odds(work, pack, message, audit, case, steps)
    doubts = _doubts(work, audit, case, at_odds)
    rivals = _rivals(work, case, doubts)
    open_doubts = [doubt for doubt in doubts if not _chosen(doubt, rivals, mine)]
    return Waiting(
        audit_id=audit.id,
        form=case.form,
        reading=case.reading,
        problems=(*case.reading.problems, *open_doubts),
        rivals=rivals,
        aside=is_aside(steps, audit.id),
        keyed_in=any(step.what == "key-in" for step in mine),
        differences=_differences(work, case, rivals, at_odds),
    )


def _differences(
    work: UnitOfWork, case: Candidate, rivals: Sequence[Recorded], at_odds: Mapping[int, Candidate]
) -> tuple[Difference, ...]:
    others = {audit_id: other.reading for audit_id, other in at_odds.items()}
    for rival in rivals:
        others[rival.audit_id] = Reading.model_validate(work.session.get_one(Audit, rival.audit_id).reading)
    return tuple(
        each for audit_id, other in others.items() for each in differences(case.reading, other, audit_id)
    )


def is_aside(steps: Sequence[Step], audit_id: int) -> bool:
    """Whether a person said that an audit is not to be recorded."""
    return any(
        step.what == "set-aside" and step.audit_id == audit_id and step.undone is None for step in steps
    )


def _doubts(
    work: UnitOfWork, audit: Audit, case: Candidate, at_odds: Mapping[int, Candidate]
) -> list[Problem]:
    """Doubts about which audit it is, as things stand now; none before it is known what it is about."""
    if not case.identity.complete:
        return []
    found = doubts_about_identity(work, case, audit.sent, _brought_by(audit))
    return [*found, VERSIONS_AT_ODDS] if at_odds else found


def _at_odds(
    work: UnitOfWork, pack: Pack, message: Message, audit: Audit, case: Candidate, steps: Sequence[Step]
) -> dict[int, Candidate]:
    """The other versions of the same audit that wait in the same mail and say something else, by their ids."""
    if not case.identity.complete:
        return {}
    others = {
        other.id: candidate(work, pack, other)
        for other in waiting_audits(message)
        if other is not audit and not is_aside(steps, other.id)
    }
    return {
        audit_id: other
        for audit_id, other in others.items()
        if other.key == case.key and not says_the_same(other.reading, case.reading)
    }


def at_odds_with(work: UnitOfWork, pack: Pack, message: Message, audit: Audit) -> list[int]:
    """The other versions of the same audit that wait in the same mail and were not set aside."""
    steps = steps_of(work, message.id)
    return sorted(_at_odds(work, pack, message, audit, candidate(work, pack, audit), steps))


def _brought_by(audit: Audit) -> Message | None:
    return audit.messages[0] if audit.messages else None


def _rivals(work: UnitOfWork, case: Candidate, doubts: Sequence[Problem]) -> tuple[Recorded, ...]:
    codes = {doubt.code for doubt in doubts}
    if "perhaps-a-correction" in codes:
        return tuple(_recorded(audit) for audit in work.audits.of_unknown_auditors(case.identity))
    standing = work.audits.standing(case.key) if codes else []
    return tuple(_recorded(audit) for audit in standing[-1:])


def _recorded(audit: Audit) -> Recorded:
    return Recorded(audit.id, audit.version or 0, audit.completed_by, audit.date, audit.sent)


def choice_of(code: str, steps: Sequence[Step]) -> tuple[str, int] | None:
    """What was chosen for an identity doubt, and against which recorded audit (0: none)."""
    for step in reversed(steps):
        if step.what == "settle" and step.where == code and step.undone is None:
            choice, _, of = step.value.partition(" ")
            return choice, int(of or 0)
    return None


def against(rivals: Sequence[Recorded]) -> int:
    """The recorded audit that a choice is held against: another one, come since, asks for another choice."""
    return max((rival.audit_id for rival in rivals), default=0)


def _chosen(doubt: Problem, rivals: Sequence[Recorded], steps: Sequence[Step]) -> bool:
    chosen = choice_of(doubt.code, steps)
    if chosen is None:
        return False
    choice, of = chosen
    if choice == "correction":
        return any(rival.audit_id == of for rival in rivals)
    return of == against(rivals)


def _awaits(steps: Sequence[Step]) -> Awaits:
    asked = [step for step in steps if step.what in ("ask", "answered") and step.undone is None]
    if not asked:
        return ""
    last = asked[-1]
    if last.what == "answered":
        return "person"
    returned = {
        step.value
        for step in steps
        if step.id > last.id and step.what == "not-delivered" and step.where == "question"
    }
    return "undelivered" if set(last.value.split(", ")) <= returned else "sender"


def _answered(work: UnitOfWork) -> set[int]:
    """The items at the desk whose sender has answered since they were last asked."""
    last = (
        select(func.max(ReviewStep.id))
        .join(Message, Message.id == ReviewStep.message_id)
        .where(Message.state == "review", ReviewStep.what.in_(("ask", "answered")))
        .where(ReviewStep.undone.is_(None))
        .group_by(ReviewStep.message_id)
    )
    rows = select(ReviewStep.message_id).where(ReviewStep.id.in_(last), ReviewStep.what == "answered")
    return set(work.session.scalars(rows))
