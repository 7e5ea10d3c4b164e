"""What happens when somebody presses, asks or looks: plain functions of a desk and what was done."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import structlog

from framework.answers import is_blank
from handlers import gathering
from handlers.about import AuditFacts
from handlers.access import may_moderate, may_see, may_see_moderation
from handlers.blocks import Block, quoted
from handlers.notice import SEEN, Notice
from handlers.notices import notice_of
from handlers.rendering import SlackMessage, to_slack
from handlers.slack.audits.finished import amend_button
from handlers.slack.audits.writing import wrote
from handlers.slack.errors import Refused
from handlers.slack.helping import HELP, NO_WORDS, NOT_UNDERSTOOD, help_message
from handlers.slack.home import publish_home
from handlers.slack.moderation.deciding import moderation_blocks
from handlers.slack.views import (
    LOADING,
    NOT_YOURS,
    audit_view,
    sentence_home,
    sentence_view,
)
from handlers.slack.visiting import (
    NOT_KNOWN,
    TROUBLE,
    Desk,
    Did,
    Visitor,
    answer_alone,
    first_time,
    visitor_of,
)
from handlers.words import shown_time
from store.tables import Audit, Delivery
from store.unit_of_work import UnitOfWork

log = structlog.get_logger()

STALE = "This button is an old one and does nothing any more. The latest audits are on my Home tab."
TOO_LATE = "I am sorry, that took too long. Please press the button again."
NOT_THERE = "This is not there any more."


def open_audit(desk: Desk, did: Did) -> None:
    """*Open*: a loading view at once, because the trigger lasts three seconds; then the audit, or why not."""
    try:
        on_top = desk.slack.push_view if did.view_id else desk.slack.open_view
        view_id = on_top(did.trigger_id, sentence_view(LOADING))
    except Refused:
        if first_time(desk, did):
            answer_alone(desk, did, TOO_LATE)
        return
    first_time(desk, did)
    _fill(desk, replace(did, view_id=view_id))


def turn_page(desk: Desk, did: Did) -> None:
    """*Previous*, *Next*, *Open the correction*: another page in the same view."""
    if first_time(desk, did):
        _fill(desk, did)


def _fill(desk: Desk, did: Did) -> None:
    try:
        view = _look(desk, did)
    except Exception:
        desk.slack.update_view(did.view_id, sentence_view(TROUBLE))
        raise
    desk.slack.update_view(did.view_id, view)


def _look(desk: Desk, did: Did) -> Block:
    """The page of an audit that was asked for. Every look is logged, and every refusal."""
    visitor = visitor_of(desk, did.user)
    if visitor is None:
        return sentence_view(NOT_KNOWN)
    audit_id, _, page = did.value.partition(":")
    with desk.store.writing() as work:
        row = work.audits.get(int(audit_id)) if audit_id.isdigit() else None
        if row is None:
            return sentence_view(NOT_THERE)
        audit = gathering.whole_audit(work, row, desk.pack)
        allowed = may_see(visitor.email, audit, visitor.posts)
        work.log.add("audit-opened" if allowed else "audit-refused", f"audit {audit.id}", who=visitor.email)
        newer = _newer(desk, work, row, visitor) if allowed and audit.superseded else None
        more = list(amend_button(work, row, visitor.email)) if allowed else []
        work.commit()
    if not allowed:
        return sentence_view(NOT_YOURS)
    if may_see_moderation(visitor.email, audit, visitor.posts):
        more += moderation_blocks(audit, may=may_moderate(visitor.email, audit, visitor.posts))
    number = int(page) if page.isdigit() else 1
    return audit_view(audit, number, newer, in_qa_team=visitor.qa_team, more=more)


def _newer(desk: Desk, work: UnitOfWork, row: Audit, visitor: Visitor) -> AuditFacts | None:
    newest = gathering.audit_facts(work, work.audits.versions(row.identity)[-1], desk.pack)
    return newest if may_see(visitor.email, newest, visitor.posts) else None


def seen(desk: Desk, did: Did) -> None:
    """*I have seen this*: stamped once, and the message says so instead of the button."""
    visitor = visitor_of(desk, did.user)
    if visitor is None:
        answer_alone(desk, did, NOT_KNOWN)
        return
    with desk.store.writing() as work:
        delivery = work.session.get(Delivery, int(did.value)) if did.value.isdigit() else None
        if delivery is None:
            answer_alone(desk, did, NOT_THERE)
            return
        record = f"delivery {delivery.id}"
        if delivery.recipient.lower() != visitor.email:
            work.log.add("delivery-refused", record, who=visitor.email)
            work.commit()
            answer_alone(
                desk, did, "This message is for somebody else, so only they can say that they have seen it."
            )
            return
        if work.outbox.seen(delivery):
            work.log.add("delivery-seen", record, who=visitor.email)
        work.commit()
    desk.slack.update(did.channel, did.message_ts, _with_seen(desk, delivery.id))


def _with_seen(desk: Desk, delivery_id: int) -> SlackMessage:
    """The message as it was sent, with the time in the button's place, whatever has come since."""
    with desk.store.reading() as work:
        delivery = work.outbox.get(delivery_id)
        about = gathering.about(work, delivery, desk.pack)
        when = delivery.seen or work.now
    since = bool(about.audit and about.audit.superseded)
    if about.audit:
        about = replace(about, audit=replace(about.audit, superseded=False), undecided=False)
    footnote = f"You have seen this: {shown_time(when)}."
    if since:
        footnote += " A correction has come since."
    match notice_of(about):
        case Notice() as notice:
            kept = tuple(one for one in notice.buttons if one.action != SEEN)
            return to_slack(replace(notice, buttons=kept, footnote=footnote))[-1]
        case _:
            return SlackMessage(footnote, tuple(quoted(footnote)))


def show_home(desk: Desk, did: Did) -> None:
    """The app's Home was opened: a welcome and the latest audits that the person may see."""
    account = desk.slack.account(did.user)
    if not account.usable or not first_time(desk, did):
        return
    visitor = visitor_of(desk, did.user)
    if visitor is None:
        desk.slack.publish_home(did.user, sentence_home(NOT_KNOWN))
        return
    publish_home(desk, did.user, visitor)


def said(desk: Desk, did: Did) -> None:
    """Somebody wrote to the bot. Guests get no answer."""
    if not desk.slack.account(did.user).usable:
        return
    visitor = visitor_of(desk, did.user)
    if visitor is not None and not is_blank(did.value) and wrote(desk, did, visitor):
        return
    if not first_time(desk, did):
        return
    if visitor is None:
        desk.slack.say(did.channel, SlackMessage(NOT_KNOWN, tuple(quoted(NOT_KNOWN))))
        return
    asked = "" if is_blank(did.value) else did.value.strip().casefold().rstrip(".!?")
    sentence = HELP if asked in ("help", "hello", "hi") else NOT_UNDERSTOOD if asked else NO_WORDS
    desk.slack.say(did.channel, help_message(visitor.posts, sentence))


def unknown(desk: Desk, did: Did) -> None:
    """A button or menu that this version does not know."""
    if first_time(desk, did):
        answer_alone(desk, did, STALE)


def guarded(listener: Callable[[Desk, Did], None], desk: Desk) -> Callable[[Did], None]:
    """As `guarded_at_once`, in the person's lane: it returns at once, and what they did before is done first."""
    now = guarded_at_once(listener, desk)
    return lambda did: desk.lanes.put(did.user, lambda: now(did))


def guarded_at_once(listener: Callable[[Desk, Did], None], desk: Desk) -> Callable[[Did], None]:
    """A listener whose failure ends in the log, by name and without content, and never stops the others."""

    def listen(did: Did) -> None:
        try:
            listener(desk, did)
        except Exception as error:
            log.error("listener-trouble", listener=_name_of(listener), error=type(error).__name__)

    return listen


def _name_of(listener: Callable[[Desk, Did], None]) -> str:
    named = listener.func if isinstance(listener, partial) else listener
    return getattr(named, "__name__", "listener")
