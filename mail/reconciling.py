"""The nightly comparison of a mailbox with the record: no listing and no cursor is believed without it."""

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator

import structlog

from mail.mailboxes.port import Listed, Mailbox
from store.tables import Comparison
from store.telling import tell_qa_team
from store.unit_of_work import Store, UnitOfWork, in_one_transaction

log = structlog.get_logger()

_AT_ONCE = 500
_GRACE_SECONDS = 120.0


def compare(
    open_mailbox: Callable[[], Mailbox],
    store: Store,
    *,
    grace_seconds: float = _GRACE_SECONDS,
    stop: threading.Event | None = None,
) -> Comparison:
    """Hold what stands in a mailbox against what is known of it; whatever was missed is listed now.

    `open_mailbox` makes a mailbox for this comparison alone: another thread watches the same one. What came just
    now may not be listed yet, so that it is looked at again after `grace_seconds`. A difference goes to the log and
    to the QA team. MailboxError if the mailbox cannot be reached.
    """
    mailbox = open_mailbox()
    try:
        standing, missing = _missing(mailbox, store)
        if missing and grace_seconds:
            (stop or threading.Event()).wait(grace_seconds)
            missing = [m for some in _batches(missing) for m in _unknown(store, mailbox.name, some)]
    finally:
        mailbox.close()
    comparison = in_one_transaction(
        store, lambda work: keep_comparison(work, mailbox.name, standing, missing)
    )
    if differs(comparison):
        log.warning(
            "mailbox-difference",
            mailbox=mailbox.name,
            comparison=comparison.id,
            standing=comparison.standing,
            missing=len(comparison.missing),
            vanished=comparison.vanished,
            late=comparison.late,
            without_bytes=comparison.without_bytes,
            from_before=comparison.from_before,
        )
    return comparison


def differs(comparison: Comparison) -> bool:
    """Whether a comparison found anything that somebody should know."""
    found = (comparison.missing, comparison.vanished, comparison.late, comparison.without_bytes)
    return any((*found, comparison.from_before))


def _missing(mailbox: Mailbox, store: Store) -> tuple[int, list[Listed]]:
    """How many messages stand there, and those that are not known; none while the first listing goes on."""
    with store.reading() as work:
        progress = work.placements.progress(mailbox.name)
    listed_once = progress.cursor is not None and not progress.anew
    standing, missing = 0, list[Listed]()
    for some in _batches(mailbox.everything()):
        standing += len(some)
        if listed_once:
            missing += _unknown(store, mailbox.name, some)
    return standing, missing


def _unknown(store: Store, name: str, messages: list[Listed]) -> list[Listed]:
    with store.reading() as work:
        unknown = set(work.comparisons.unknown(name, [message.uid for message in messages]))
    return [message for message in messages if message.uid in unknown]


def keep_comparison(work: UnitOfWork, name: str, standing: int, missing: list[Listed]) -> Comparison:
    """What a comparison found: written down, said to the QA team if it is anything, and read if it was missed."""
    for number, some in enumerate(_batches(missing)):
        listed = [(message.uid, message.received) for message in some]
        work.placements.add(name, listed, so_far=number * _AT_ONCE)
    comparison = work.comparisons.add(name, standing, [message.uid for message in missing])
    work.log.add("mailbox-compared", f"mailbox {name}", comparison=comparison.id, missing=len(missing))
    if differs(comparison):
        tell_qa_team(work, "difference", period=f"comparison-{comparison.id}")
    return comparison


def _batches(messages: Iterable[Listed]) -> Iterator[list[Listed]]:
    """As many at once as one question to the database takes."""
    left = iter(messages)
    while some := list(itertools.islice(left, _AT_ONCE)):
        yield some
