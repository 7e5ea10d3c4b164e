"""How a mail that goes out stands to the one that it is about: in whose thread, and where answers to it go."""

from collections.abc import Mapping
from dataclasses import dataclass

from mail.outgoing import message_ids
from mail.parts import parse
from mail.triage.automatic import is_automatic
from store.tables import Delivery, Message
from store.unit_of_work import UnitOfWork

_HEAD = 65_536
_MOST_REFERENCES = 20
_OF_ITSELF = ("receipt", "settled")
_TO_OTHERS = ("exception", "review")


@dataclass(frozen=True)
class Place:
    """`in_reply_to` and `references` as in a letter; `reply_to` is the address of the mailbox that is watched.

    `to_a_machine`: this would answer, of itself, a mail that no person wrote just now.
    """

    reply_to: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    to_a_machine: bool = False


def place_of(work: UnitOfWork, delivery: Delivery, addresses: Mapping[str, str]) -> Place:
    """Where a delivery stands if it goes out by mail. `addresses`: of each mailbox by its name, the main one first.

    Only who sent a mail gets a reply to it; to others its thread means nothing.
    """
    message = work.messages.get(delivery.message_id) if delivery.message_id is not None else None
    reply_to = addresses.get(_mailbox(work, delivery, message), next(iter(addresses.values()), ""))
    if message is None or delivery.kind in _TO_OTHERS or message.sender != delivery.recipient.lower():
        return Place(reply_to)
    mail = parse(work.messages.raw(message, most=_HEAD))
    before = message_ids(mail.first("references")) or message_ids(mail.first("in-reply-to"))[:1]
    return Place(
        reply_to,
        message.message_id,
        (*before[:1], *before[1:][-_MOST_REFERENCES:]),
        to_a_machine=delivery.kind in _OF_ITSELF and (message.kind == "own" or is_automatic(mail)),
    )


def _mailbox(work: UnitOfWork, delivery: Delivery, message: Message | None) -> str:
    if message is None and delivery.audit_id is not None:
        audit = work.audits.get(delivery.audit_id)
        message = next(iter(audit.messages), None) if audit is not None else None
    return message.mailbox if message is not None else ""
