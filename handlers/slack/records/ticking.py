"""Ticking off what is done in the child's record, taking that back, and asking for the document again."""

from dataclasses import replace

from handlers import gathering
from handlers.about import RecordFacts
from handlers.access import may_tick
from handlers.notice import Notice
from handlers.notices import notice_of
from handlers.records import open_records
from handlers.rendering import SlackMessage, to_slack
from handlers.slack.errors import Refused, SlackTrouble
from handlers.slack.home import publish_home
from handlers.slack.records.list_view import records_view
from handlers.slack.views import LOADING, sentence_view
from handlers.slack.visiting import NOT_KNOWN, Desk, Did, Visitor, answer_alone, first_time, visitor_of
from store.record_duties import DUTIES, UPLOAD, send_document, take_documents_away
from store.tables import Duty
from store.unit_of_work import UnitOfWork, in_one_transaction

NOT_YOURS = "This is for whoever did the audit, so only they can say that it is done."
NOT_THERE = "This is not there any more."
TOO_LATE = "I am sorry, that took too long. Please press the button again."
ON_ITS_WAY = "The document is on its way to you, in a message of its own."


def tick(desk: Desk, did: Did, *, done: bool) -> None:
    """*Done* and *Not done after all*: kept with who and when, and shown wherever it stands."""
    visitor = _visitor(desk, did)
    if visitor is None or not first_time(desk, did):
        return
    audit_id, _, kind = did.value.partition(":")
    number = int(audit_id) if audit_id.isdecimal() else 0
    refused = in_one_transaction(desk.store, lambda work: _tick(work, number, kind, visitor, done))
    if refused:
        answer_alone(desk, did, refused)
        return
    _show_again(desk, did, number, visitor)


def show_list(desk: Desk, did: Did) -> None:
    """Everything that they have left to do, in a window."""
    try:
        view = desk.slack.open_view(did.trigger_id, sentence_view(LOADING))
    except Refused:
        if first_time(desk, did):
            answer_alone(desk, did, TOO_LATE)
        return
    visitor = visitor_of(desk, did.user) if first_time(desk, did) else None
    if visitor is not None:
        desk.slack.update_view(view, records_view(_open(desk, visitor)))


def send_again(desk: Desk, did: Did) -> None:
    """*Send me the document again*."""
    visitor = _visitor(desk, did)
    if visitor is None or not first_time(desk, did):
        return
    number = int(did.value) if did.value.isdecimal() else 0
    said = in_one_transaction(desk.store, lambda work: _send(work, number, visitor))
    answer_alone(desk, replace(did, view_id=""), said)


def _visitor(desk: Desk, did: Did) -> Visitor | None:
    visitor = visitor_of(desk, did.user)
    if visitor is None:
        answer_alone(desk, did, NOT_KNOWN)
    return visitor


def _tick(work: UnitOfWork, audit_id: int, kind: str, visitor: Visitor, done: bool) -> str:
    """Why not; empty where it was said, now or before."""
    duty = next((each for each in work.duties.of(audit_id) if each.kind == kind), None)
    if refused := _refused(work, audit_id, duty, visitor):
        return refused
    if work.duties.tick(audit_id, kind, visitor.email if done else None):
        what = "duty-done" if done else "duty-not-done"
        work.log.add(what, f"audit {audit_id}", who=visitor.email, duty=kind)
        if done and kind == UPLOAD:
            take_documents_away(work, audit_id)
    return ""


def _send(work: UnitOfWork, audit_id: int, visitor: Visitor) -> str:
    duty = next(iter(work.duties.of(audit_id)), None)
    if refused := _refused(work, audit_id, duty, visitor):
        return refused
    send_document(work, audit_id, visitor.email)
    work.log.add("record-copy-asked-for", f"audit {audit_id}", who=visitor.email)
    return ON_ITS_WAY


def _refused(work: UnitOfWork, audit_id: int, duty: Duty | None, visitor: Visitor) -> str:
    if duty is None:
        return NOT_THERE
    conversation = work.conversations.of_audit(audit_id)
    if may_tick(visitor.email, duty.owner, conversation.holder if conversation else None):
        return ""
    work.log.add("duty-refused", f"audit {audit_id}", who=visitor.email)
    return NOT_YOURS


def _show_again(desk: Desk, did: Did, audit_id: int, visitor: Visitor) -> None:
    """The messages that ask for it, the window if it is one, and Home."""
    if did.view_id:
        desk.slack.update_view(did.view_id, records_view(_open(desk, visitor)))
    for channel, ts, message in _messages(desk, audit_id):
        try:
            desk.slack.update(channel, ts, message)
        except SlackTrouble:
            continue  # somebody deleted it; what was ticked is kept
    publish_home(desk, did.user, visitor)


def _messages(desk: Desk, audit_id: int) -> list[tuple[str, str, SlackMessage]]:
    """Each message that asks for it, as it should be now."""
    found: list[tuple[str, str, SlackMessage]] = []
    with desk.store.reading() as work:
        for delivery in work.outbox.of_audit(audit_id):
            if delivery.kind != DUTIES or not delivery.posted_in or not delivery.posted_ts:
                continue
            notice = notice_of(gathering.about(work, delivery, desk.pack))
            if isinstance(notice, Notice):
                found.append((delivery.posted_in, delivery.posted_ts, to_slack(notice)[-1]))
    return found


def _open(desk: Desk, visitor: Visitor) -> tuple[RecordFacts, ...]:
    with desk.store.reading() as work:
        return open_records(work, visitor.email, desk.pack, gathering.audit_facts)
