"""Taking out of Slack what has served: screens with answers once an audit is handed in, documents once uploaded.

The record is the store, not the chat (A-40). Each is a row of the outbox, so that a bot that dies leaves nothing
behind.
"""

import datetime as dt
from dataclasses import dataclass

from handlers.blocks import quoted
from handlers.notice import Nothing, Wait
from handlers.papers import paper_name
from handlers.rendering import SlackMessage
from handlers.slack.gateway import SlackGateway
from store.ending import SCREENS_AWAY, conversation_of
from store.record_duties import COPY_AWAY, RECORD_COPY, UPLOAD
from store.tables import Delivery
from store.unit_of_work import UnitOfWork

KINDS = (SCREENS_AWAY, COPY_AWAY)
ENDED = "This audit is over. Its answers are no longer shown here; what was handed in is on my Home tab."
_SHOWN_BY_THEN = dt.timedelta(seconds=10)  # whoever submitted is shown the end at once; this comes after
_CLOCKS_DIFFER = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Screens:
    """The messages in which a conversation was shown, from a time on."""

    conversation: int
    since: dt.datetime


@dataclass(frozen=True)
class Files:
    """Files by name, each with the time from which on it may have been put there."""

    named: tuple[tuple[str, dt.datetime], ...]


def plan_of(work: UnitOfWork, delivery: Delivery) -> Screens | Files | Nothing | Wait:
    """What is to be taken away, as it is right now."""
    return _screens(work, delivery) if delivery.kind == SCREENS_AWAY else _files(work, delivery)


def carry_out(slack: SlackGateway, channel: str, plan: Screens | Files) -> None:
    """Take it away; once more changes nothing. Later or Refused as the gateway says."""
    match plan:
        case Screens(conversation=conversation, since=since):
            for ts in slack.asking(channel, conversation, since):
                slack.update(channel, ts, SlackMessage(ENDED, tuple(quoted(ENDED))))
        case Files(named=named):
            for name, since in named:
                found = slack.file_posted(channel, name, since)
                if found is not None:
                    slack.delete_file(found[1])


def _screens(work: UnitOfWork, delivery: Delivery) -> Screens | Nothing | Wait:
    row = work.conversations.get(conversation_of(delivery.period))
    if row is None or row.standing not in ("submitted", "cancelled"):
        return Nothing("the audit is gone on with")
    if work.now - delivery.created < _SHOWN_BY_THEN:
        return Wait("the end is being shown", _SHOWN_BY_THEN.total_seconds())
    return Screens(row.id, row.begun - _CLOCKS_DIFFER)


def _files(work: UnitOfWork, delivery: Delivery) -> Files | Nothing:
    audit = work.audits.get(delivery.audit_id) if delivery.audit_id is not None else None
    if audit is None:
        return Nothing("the audit is not there any more")
    uploaded = any(duty.kind == UPLOAD and duty.done_at for duty in work.duties.of(audit.id))
    if not uploaded and not work.audits.superseded(audit):
        return Nothing("the document is not uploaded yet after all")
    return Files(
        tuple(
            (paper_name(each), each.created - _CLOCKS_DIFFER)
            for each in work.outbox.of_audit(audit.id)
            if each.kind == RECORD_COPY and each.recipient == delivery.recipient and each.created < work.now
        )
    )
