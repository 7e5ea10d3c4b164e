"""Filing an item, or rejecting it: what waits is recorded or closed, and its senders hear what became of theirs."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from framework.pack import Pack
from framework.reading import Reading, Status
from store.closing import close_mails, close_reviews
from store.outcomes import Outcome, follow, outcomes_of
from store.recording import record_version, repeats_version
from store.review.asking import ASKED
from store.review.looking import candidate, choice_of, waiting_audits
from store.review.looking import item as item_of
from store.review.model import Item, NotYet, Refused, Turn, Waiting
from store.review.steps import keep_step, period_of
from store.tables import Audit, Delivery, Message
from store.unit_of_work import UnitOfWork
from store.withdrawing import part_from, waits_elsewhere


def file(work: UnitOfWork, pack: Pack, message: Message, turn: Turn) -> None:
    """Record what waits and was not set aside; NotYet while anything is unsettled."""
    work.hold(*(candidate(work, pack, audit).identity.subject for audit in waiting_audits(message)))
    work.session.flush()
    work.session.expire_all()  # whatever was recorded before our turn came
    item = item_of(work, pack, message)
    if item.missing:
        raise NotYet(item.missing)
    before = _as_it_was(message)
    aside = [work.session.get_one(Audit, waiting.audit_id) for waiting in item.audits if waiting.aside]
    aside = [_close(work, audit, message) for audit in aside]
    done = [_record(work, pack, message, item, waiting) for waiting in item.audits if not waiting.aside]
    before |= {
        "recorded": [audit.id for audit, outcome in done if outcome is not Outcome.DUPLICATE],
        "same": [audit.id for audit, outcome in done if outcome is Outcome.DUPLICATE],
        "aside": [audit.id for audit in aside],
    }
    step = keep_step(work, message.id, turn.who, "file", value=message.kind or "", before=before)
    work.messages.end(message, "filed", _reason([outcome for _, outcome in done], len(aside)))
    work.log.add("mail-filed", f"message {message.id}", who=turn.who, kind=message.kind)
    _tell(work, message, step)


def reject(work: UnitOfWork, message: Message, turn: Turn, reason: str) -> None:
    """Nothing of it is to be recorded. Refused if something of it stands recorded already."""
    if any(audit.version is not None and audit.withdrawn is None for audit in message.audits):
        raise Refused("An audit in it stands recorded. Set the others aside, and file it.")
    before = _as_it_was(message)
    closed = [_close(work, audit, message) for audit in waiting_audits(message)]
    before |= {"aside": [audit.id for audit in closed]}
    step = keep_step(work, message.id, turn.who, "reject", note=reason, before=before)
    work.messages.end(message, "ignored", f"Rejected by a person: {reason}")
    work.log.add("mail-ignored", f"message {message.id}", who=turn.who, kind=message.kind)
    if message.answerable and message.sender:  # the reason is for no one whom the mail only names
        work.outbox.add("settled", message.sender, message_id=message.id, period=period_of(step))


def _record(
    work: UnitOfWork, pack: Pack, message: Message, item: Item, waiting: Waiting
) -> tuple[Audit, Outcome]:
    audit = work.session.get_one(Audit, waiting.audit_id)
    case = candidate(work, pack, audit)
    work.hold(case.identity.subject)
    case.key = work.audits.key_of(case.identity)
    mine = [step for step in item.steps if step.audit_id == audit.id]
    chosen = choice_of("perhaps-a-correction", mine)
    if chosen is not None and chosen[0] == "correction":
        case.key = work.session.get_one(Audit, chosen[1]).identity
    standing = next(reversed(work.audits.standing(case.key)), None)
    if standing is not None and repeats_version(standing, case):
        _same(work, audit, standing, message)
        return audit, Outcome.DUPLICATE
    outcome = record_version(work, audit, case)
    close_reviews(work, audit, case, message)
    follow([message], audit, outcome)
    follow([each for each in audit.messages if each is not message], audit, Outcome.DUPLICATE)
    close_mails(work, audit, [audit], message)
    return audit, outcome


def _same(work: UnitOfWork, audit: Audit, standing: Audit, message: Message) -> None:
    """Put right, it says what stands recorded: nobody is told anything again."""
    audit.replaced_by_id = standing.id
    follow(audit.messages, audit, Outcome.DUPLICATE)
    work.outbox.withdraw(audit.id, "It was found to be the same as what stands recorded.")
    if message not in standing.messages:
        standing.messages.append(message)
    close_mails(work, standing, [audit], message)


def _as_it_was(message: Message) -> dict[str, Any]:
    """What taking back an ending restores."""
    return {"state": message.state, "reason": message.reason, "outcomes": outcomes_of(message)}


def _close(work: UnitOfWork, audit: Audit, message: Message) -> Audit:
    """Kept, and never recorded; in this mail alone, where it waits in another as well. The row that is closed."""
    if waits_elsewhere(audit, message):
        audit = part_from(work, audit, message)
    audit.status = Status.REJECTED.value
    follow([message], audit, Outcome.SET_ASIDE)
    work.outbox.withdraw(audit.id, "It was set aside before this was sent.")
    work.log.add("audit-set-aside", f"audit {audit.id}")
    return audit


def _reason(outcomes: list[Outcome], aside: int) -> str:
    counts = Counter(outcomes)
    parts = [f"{words}: {counts[outcome]}" for outcome, words in _WORDS.items() if counts[outcome]]
    parts += [f"set aside: {aside}"] if aside else []
    return f"Filed by a person. Audits {', '.join(parts)}." if parts else "Filed by a person."


_WORDS = {
    Outcome.RECORDED: "recorded",
    Outcome.CORRECTED: "corrected",
    Outcome.DUPLICATE: "recorded before",
}


def _tell(work: UnitOfWork, message: Message, step: int) -> None:
    """The sender if they may be answered, whom a forward names, and the auditors hear what became of theirs."""
    before = _told_before(work, message)
    people = {audit.auditor_email for audit in message.audits if _is_theirs(audit)}
    people |= {audit.auditor_email for audit in message.audits} & before
    if message.answerable:
        people |= {message.sender, message.original_sender}
    for email in sorted(filter(None, people)):
        believed = email == message.sender and message.trusted_by is None
        if believed or any(post.active for post in work.people.posts_of(email)):
            work.outbox.add("settled", email, message_id=message.id, period=period_of(step))


def _is_theirs(audit: Audit) -> bool:
    """Whether an audit concerns whom it names: not where it was only keyed in and set aside, or withdrawn."""
    if audit.version is not None:
        return audit.withdrawn is None
    return audit.replaced_by_id is not None or not Reading.model_validate(audit.reading).keyed_in


def _told_before(work: UnitOfWork, message: Message) -> set[str]:
    """Whoever has heard of the mail, or may have."""
    told = select(Delivery.recipient).where(
        Delivery.message_id == message.id, Delivery.kind.in_(ASKED), Delivery.attempts > 0
    )
    return set(work.session.scalars(told))
