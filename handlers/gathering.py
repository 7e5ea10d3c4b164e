"""Looking up what a notice or a view is about, inside a unit of work."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from framework.checking import JUDGEMENT_AND_AREAS, judgement_and_areas
from framework.outlines import reason_for_judgement
from framework.pack import Pack
from framework.reading import Reading
from framework.words import Judgement
from handlers.about import (
    LINK,
    About,
    AttachmentFacts,
    AuditFacts,
    ComparisonFacts,
    ConcernFacts,
    DeskFacts,
    Earlier,
    HeldFacts,
    MailFacts,
    ModerationFacts,
    ReplyFacts,
    StepFacts,
    TroubleFacts,
    Undelivered,
    VersionFacts,
)
from handlers.access import may_review_confidential, may_tick
from handlers.auditing.concerns import CONCERN
from handlers.auditing.holding import HANDED_OVER, YOUR_PART, practitioner_of
from handlers.auditing.periods import turn_of
from handlers.beside import asked_beside
from handlers.deciding import decision_about
from handlers.duties.troubles import trouble_of
from handlers.recipients import recipient_facts
from handlers.records import records_of
from store.moderating import MODERATED, Finding, moderation_told, moderations_of, moderations_of_all
from store.outbox import OPEN
from store.recording import TELLING_KINDS
from store.replying import replies_of, reply_told
from store.review import ReviewDesk
from store.review.gate import taken_back
from store.review.looking import steps_of
from store.review.steps import step_of
from store.review.undoing import told_of_ending
from store.reviewing import as_reviewed
from store.tables import (
    Attachment,
    Audit,
    Comparison,
    Delivery,
    Message,
    Moderation,
    Reply,
    ReviewStep,
    Trouble,
)
from store.telling import FAILED_DELIVERY, period_of_failure
from store.unit_of_work import UnitOfWork
from store.withdrawing import told_settled_by

_WAITS = "-waits"
_COMPARISON = "comparison-"
_TAKEN_BACK = ("withdrawal", "reopened")


def about(work: UnitOfWork, delivery: Delivery, pack: Pack) -> About:
    """Everything that the notice of a delivery is made from, as it stands now."""
    row = work.audits.get(delivery.audit_id) if delivery.audit_id is not None else None
    before = _versions_before(work, row)
    sent = {audit.id: _sent(work, audit, delivery.recipient) for audit in before}
    told = _told(work, delivery, row)
    return About(
        delivery_id=delivery.id,
        kind=delivery.kind,
        recipient=delivery.recipient.lower(),
        posts=tuple(work.people.posts_of(delivery.recipient)),
        audit=audit_facts(work, row, pack) if row else None,
        earlier=tuple(Earlier(audit_facts(work, audit, pack), sent[audit.id] is True) for audit in before),
        undecided=None in sent.values() or (delivery.kind in _TAKEN_BACK and told is None),
        mail=_mail(work, delivery, pack),
        undelivered=_undelivered(work, delivery),
        desk=_desk(work, delivery.recipient, pack) if delivery.kind == "desk-reminder" else None,
        step=_step(work, delivery),
        trouble=_trouble(work, delivery),
        comparison=_comparison(work, delivery),
        concern=_concern(work, delivery),
        reply=_reply(work, delivery),
        moderation=_moderation(work, delivery),
        amendable=_amendable(work, row, delivery),
        held=_held(work, delivery, pack),
        records=records_of(work, delivery, row, pack, audit_facts),
        told=told is True,
        anew=row is not None and work.audits.stands_anew(row),
    )


def audit_facts(work: UnitOfWork, audit: Audit, pack: Pack) -> AuditFacts:
    """One version of an audit as plain data. KeyError if the pack does not have its audit tool."""
    return AuditFacts(
        id=audit.id,
        form=pack.form(audit.form),
        version=audit.version,
        superseded=work.audits.superseded(audit),
        replaced=audit.replaced_by_id is not None,
        auditor_email=audit.auditor_email.lower() if audit.auditor_email else None,
        reading=Reading.model_validate(audit.reading),
        recipients=tuple(recipient_facts(recipient) for recipient in audit.recipients),
        service_area=audit.service_area,
        rejected=audit.version is None and audit.status == "rejected",
        withdrawn=audit.withdrawn is not None,
        mail_id=_mail_of(audit),
        decision=decision_about(work, audit),
        because=audit.amended_because,
        beside=audit.beside,
        practitioner=audit.social_worker_email,
        for_moderation=audit.for_moderation,
        agreed=any(each.finding == Finding.AGREES for each in moderations_of(audit)[-1:])
        if audit.for_moderation
        else False,
    )


def whole_audit(work: UnitOfWork, audit: Audit, pack: Pack) -> AuditFacts:
    """The same with what was added since it was recorded: the reviews of its actions, replies, other versions."""
    facts = audit_facts(work, audit, pack)
    replies = tuple(_reply_facts(work, reply) for reply in replies_of(audit))
    history = tuple(_version_facts(version) for version in work.audits.versions(audit.identity))
    return replace(
        facts,
        reading=_as_moderated(audit, as_reviewed(audit, facts.reading), pack),
        replies=replies,
        history=history,
        asked=asked_beside(work, audit, pack),
        moderations=tuple(_found(work, row) for row in moderations_of_all(audit)),
    )


def _as_moderated(audit: Audit, reading: Reading, pack: Pack) -> Reading:
    """What is said of a judgement well above an area, by whether the auditor has said why by now."""
    given = bool(reason_for_judgement(pack.asked, audit.beside))
    anew = judgement_and_areas(reading, reason_given=given)
    others = (notice for notice in reading.notices if notice.code != JUDGEMENT_AND_AREAS)
    return reading.model_copy(update={"notices": (*anew, *others)})


def _found(work: UnitOfWork, row: Moderation) -> ModerationFacts:
    audit, posts = work.audits.get(row.audit_id), work.people.posts_of(row.by)
    return ModerationFacts(
        version=(audit.version if audit else None) or 0,
        name=posts[0].name if posts else row.by,
        at=row.at,
        agrees=row.finding == Finding.AGREES,
        words=row.words,
    )


def _moderation(work: UnitOfWork, delivery: Delivery) -> ModerationFacts | None:
    row = moderation_told(work, delivery)
    return _found(work, row) if row is not None else None


def _amendable(work: UnitOfWork, audit: Audit | None, delivery: Delivery) -> int | None:
    """The conversation in which the recipient handed in what a colleague asks them to look at once more."""
    row = work.conversations.of_audit(audit.id) if audit is not None and delivery.kind == MODERATED else None
    return row.id if row is not None and may_tick(delivery.recipient, row.begun_by, row.holder) else None


def _version_facts(version: Audit) -> VersionFacts:
    return VersionFacts(
        number=version.version or 0,
        recorded=version.recorded,
        judgement=Judgement(version.overall) if version.overall else None,
        because=version.amended_because,
        withdrawn=version.withdrawn is not None,
    )


def _mail_of(audit: Audit) -> int | None:
    mails = sorted(audit.messages, key=lambda mail: mail.state != "review")
    return mails[0].id if mails else None


def _step(work: UnitOfWork, delivery: Delivery) -> StepFacts | None:
    step_id = step_of(delivery.period)
    step = work.session.get(ReviewStep, step_id) if step_id else None
    return StepFacts(step.what, step.note, step.who, step.undone is not None) if step else None


def waiting_delivery(delivery_id: int) -> str:
    """The period of an exception that is about a delivery which waits for a way to make it."""
    return f"{period_of_failure(delivery_id)}{_WAITS}"


def _versions_before(work: UnitOfWork, audit: Audit | None) -> list[Audit]:
    """The versions that this one supersedes, newest first."""
    before: list[Audit] = []
    while audit is not None and audit.supersedes_id is not None:
        audit = work.audits.get(audit.supersedes_id)
        if audit is not None:
            before.append(audit)
    return before


def _sent(work: UnitOfWork, audit: Audit, recipient: str) -> bool | None:
    """Whether that person was sent something about that version; None if that is being decided."""
    return _any_sent(
        delivery
        for delivery in work.outbox.of_audit(audit.id)
        if delivery.kind in TELLING_KINDS and delivery.recipient.lower() == recipient.lower()
    )


def _told(work: UnitOfWork, delivery: Delivery, audit: Audit | None) -> bool | None:
    """Whether they were sent what the delivery is about: that version, or what became of the mail by that step."""
    if delivery.kind != "reopened":
        return _sent(work, audit, delivery.recipient) if audit is not None else False
    step = work.session.get(ReviewStep, step_of(delivery.period) or 0)
    earlier = told_of_ending(work, step) if step is not None else _told_settled(work, delivery)
    return _any_sent(each for each in earlier if each.recipient == delivery.recipient)


def _told_settled(work: UnitOfWork, delivery: Delivery) -> list[Delivery]:
    """What had said that a mail is settled by an audit of another mail, which was taken back."""
    by = (delivery.period or "").rpartition("-audit-")[2]
    if delivery.message_id is None or not by.isdecimal():
        return []
    return told_settled_by(work, work.messages.get(delivery.message_id), int(by))


def _any_sent(found: Iterable[Delivery]) -> bool | None:
    deliveries = list(found)
    if any(delivery.sent is not None for delivery in deliveries):
        return True
    if any(delivery.state in ("waiting", "sending") and delivery.attempts > 0 for delivery in deliveries):
        return None
    return False


def _mail(work: UnitOfWork, delivery: Delivery, pack: Pack) -> MailFacts | None:
    if delivery.message_id is None:
        return None
    message = work.messages.get(delivery.message_id)
    senders = work.people.posts_of(message.sender) if message.sender else []
    never_there = taken_back(steps_of(work, message.id))
    return MailFacts(
        id=message.id,
        mailbox=message.mailbox,
        sender=message.sender,
        received=message.received or message.arrived,
        state=message.state,
        reason=_without_names(message.reason, message.attachments),
        attachments=tuple(_attachment(row) for row in message.attachments),
        audits=tuple(
            audit_facts(work, audit, pack) for audit in message.audits if audit.id not in never_there
        ),
        known_before=frozenset(audit.id for audit in message.audits if _brought_by_another(audit, message)),
        sender_name=senders[0].name if senders else None,
        original_sender=message.original_sender,
    )


def _brought_by_another(audit: Audit, message: Message) -> bool:
    return bool(audit.messages) and audit.messages[0].id != message.id


def _without_names(reason: str, attachments: Iterable[Attachment]) -> str:
    """The reason with the kinds of attachments in place of their names: a name may name a child."""
    kinds = {
        name: kind
        for row in attachments
        if row.content_type != "link"
        for kind in [_kind(row.path)]
        for name in (row.path, *row.path.split("/"))
        if name
    }
    named = "|".join(re.escape(name) for name in sorted(kinds, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{named})(?!\w)", lambda found: kinds[found[0]], reason) if named else reason


def _kind(path: str) -> str:
    suffix = PurePosixPath(path).suffix.lower()
    return f"an attachment ({suffix})" if re.fullmatch(r"\.\w{1,5}", suffix) else "an attachment"


def _attachment(row: Attachment) -> AttachmentFacts:
    if row.content_type == "link":
        return AttachmentFacts(kind=LINK, outcome=row.outcome, reason=row.reason)
    kind = _kind(row.path)
    return AttachmentFacts(kind=f"A{kind[1:]}", outcome=row.outcome, reason=row.reason)


def _undelivered(work: UnitOfWork, delivery: Delivery) -> Undelivered | None:
    period = delivery.period or ""
    if delivery.kind != "exception" or not period.startswith(FAILED_DELIVERY):
        return None
    waits = period.endswith(_WAITS)
    untold = work.outbox.get(int(period.removeprefix(FAILED_DELIVERY).removesuffix(_WAITS)))
    posts = work.people.posts_of(untold.recipient)
    return Undelivered(
        untold.kind,
        untold.recipient,
        posts[0].name if posts else None,
        untold.error,
        waits=waits,
        over=waits and untold.state not in OPEN,
    )


def _desk(work: UnitOfWork, recipient: str, pack: Pack) -> DeskFacts:
    """The desk as the recipient may see it."""
    desk = ReviewDesk(work, pack).desk(confidential=may_review_confidential(work.people.posts_of(recipient)))
    return DeskFacts(desk.count, desk.oldest, desk.answered, work.now)


def _trouble(work: UnitOfWork, delivery: Delivery) -> TroubleFacts | None:
    number = trouble_of(delivery.period)
    row = work.session.get(Trouble, number) if number is not None else None
    return TroubleFacts(row.what, row.message, row.lasting, row.began, row.ended) if row else None


def _concern(work: UnitOfWork, delivery: Delivery) -> ConcernFacts | None:
    conversation, number = turn_of(delivery.period) or (0, 0)
    row = work.conversations.get(conversation)
    turn = work.conversations.turn(conversation, number)
    if row is None or turn is None or delivery.kind != CONCERN:
        return None
    posts = work.people.posts_of(turn.by)
    name = posts[0].name if posts else turn.by
    return ConcernFacts(name, turn.by, row.case_id, turn.at, str(turn.value or ""))


def _held(work: UnitOfWork, delivery: Delivery, pack: Pack) -> HeldFacts | None:
    conversation, number = turn_of(delivery.period) or (0, 0)
    row = work.conversations.get(conversation)
    turn = work.conversations.turn(conversation, number)
    if row is None or turn is None or delivery.kind not in (HANDED_OVER, YOUR_PART):
        return None
    movers = work.people.posts_of(turn.by)
    practitioner = practitioner_of(work, pack, row)
    return HeldFacts(
        id=row.id,
        version=row.version,
        title=pack.form(row.form).short_title,
        case_id=row.case_id,
        holder=row.holder,
        mover=movers[0].name if movers else turn.by,
        about=practitioner.name if practitioner else "",
        over=row.standing not in ("open", "left"),
    )


def _reply(work: UnitOfWork, delivery: Delivery) -> ReplyFacts | None:
    row = reply_told(work, delivery)
    return _reply_facts(work, row) if row else None


def _reply_facts(work: UnitOfWork, row: Reply) -> ReplyFacts:
    by, writer = (work.people.posts_of(email) if email else [] for email in (row.by, row.written_by))
    written_by = writer[0].name if writer else row.written_by or ""
    return ReplyFacts(by[0].name if by else row.by, row.at, row.words, written_by)


def _comparison(work: UnitOfWork, delivery: Delivery) -> ComparisonFacts | None:
    if delivery.kind != "difference":
        return None
    row = work.session.get(Comparison, int((delivery.period or "").removeprefix(_COMPARISON)))
    if row is None:
        return None
    return ComparisonFacts(
        id=row.id,
        mailbox=row.mailbox,
        at=row.at,
        standing=row.standing,
        missing=len(row.missing),
        vanished=row.vanished,
        late=row.late,
        without_bytes=row.without_bytes,
        from_before=row.from_before,
    )
