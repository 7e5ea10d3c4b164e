"""What happens when somebody presses, asks or looks: plain functions of a desk and what was done."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from framework.directory import Person
from framework.pack import Pack
from framework.words import Role
from handlers import gathering
from handlers.about import AuditFacts
from handlers.access import may_see
from handlers.blocks import Block, escape, quoted
from handlers.notice import SEEN, Notice
from handlers.notices import notice_of
from handlers.rendering import SlackMessage, to_slack
from handlers.slack.errors import Refused
from handlers.slack.gateway import SlackGateway
from handlers.slack.views import (
    LOADING,
    NOT_YOURS,
    audit_view,
    home_view,
    sentence_home,
    sentence_view,
)
from handlers.words import shown_time
from store.tables import Audit, Delivery
from store.unit_of_work import Store, UnitOfWork

log = structlog.get_logger()

HELP = (
    "I file audit tools that are sent to the audits mailbox, and tell those whom the framework names. When an "
    "audit is for you, I send you a message. Press “Open” in it to see the audit, and “I have seen this” once you "
    "have seen it. The latest audits are on my Home tab. To hand in an audit, send the completed audit tool to the "
    "audits mailbox. Type “/audit help” to read this again. Never use me to raise an urgent concern about a child: "
    "use the telephone."
)
NOT_KNOWN = (
    "I am sorry, I can only help people who are in the council's directory, and your address is not. "
    "Please ask the Quality Assurance team to add you."
)
NOT_UNDERSTOOD = f"I am sorry, I cannot do that yet. {HELP}"
STALE = "This button is an old one and does nothing any more. The latest audits are on my Home tab."
TOO_LATE = "I am sorry, that took too long. Please press the button again."
NOT_THERE = "This is not there any more."
TROUBLE = "I am sorry, something went wrong. Nothing was changed. Please try again in a minute."


@dataclass(frozen=True)
class Desk:
    """What every listener needs."""

    store: Store
    pack: Pack
    slack: SlackGateway


@dataclass(frozen=True)
class Did:
    """What somebody did: `key` is the sender's own id for it, which makes it happen once.

    The rest is there where it applies: the value of the button, the trigger for a modal, the message or view in
    which it stands, and where an answer to the person alone goes.
    """

    key: str
    user: str
    value: str = ""
    trigger_id: str = ""
    channel: str = ""
    message_ts: str = ""
    view_id: str = ""
    response_url: str = ""


@dataclass(frozen=True)
class Visitor:
    """Somebody in the directory who is at the desk."""

    email: str
    name: str
    posts: tuple[Person, ...]

    @property
    def qa_team(self) -> bool:
        """Whether they are in the Quality Assurance team."""
        return any(post.active and post.role is Role.QA_TEAM for post in self.posts)


def open_audit(desk: Desk, did: Did) -> None:
    """*Open*: a loading view at once, because the trigger lasts three seconds; then the audit, or why not."""
    try:
        view_id = desk.slack.open_view(did.trigger_id, sentence_view(LOADING))
    except Refused:
        if _first(desk, did):
            _answer(desk, did, TOO_LATE)
        return
    _first(desk, did)
    _fill(desk, replace(did, view_id=view_id))


def turn_page(desk: Desk, did: Did) -> None:
    """*Previous*, *Next*, *Open the correction*: another page in the same view."""
    if _first(desk, did):
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
    visitor = _visitor(desk, did.user)
    if visitor is None:
        return sentence_view(NOT_KNOWN)
    audit_id, _, page = did.value.partition(":")
    with desk.store.writing() as work:
        row = work.audits.get(int(audit_id)) if audit_id.isdigit() else None
        if row is None:
            return sentence_view(NOT_THERE)
        audit = gathering.audit_facts(work, row, desk.pack)
        allowed = may_see(visitor.email, audit, visitor.posts)
        work.log.add("audit-opened" if allowed else "audit-refused", f"audit {audit.id}", who=visitor.email)
        newer = _newer(desk, work, row, visitor) if allowed and audit.superseded else None
        work.commit()
    if not allowed:
        return sentence_view(NOT_YOURS)
    return audit_view(audit, int(page) if page.isdigit() else 1, newer, in_qa_team=visitor.qa_team)


def _newer(desk: Desk, work: UnitOfWork, row: Audit, visitor: Visitor) -> AuditFacts | None:
    newest = gathering.audit_facts(work, work.audits.versions(row.identity)[-1], desk.pack)
    return newest if may_see(visitor.email, newest, visitor.posts) else None


def seen(desk: Desk, did: Did) -> None:
    """*I have seen this*: stamped once, and the message says so instead of the button."""
    visitor = _visitor(desk, did.user)
    if visitor is None:
        _answer(desk, did, NOT_KNOWN)
        return
    with desk.store.writing() as work:
        delivery = work.session.get(Delivery, int(did.value)) if did.value.isdigit() else None
        if delivery is None:
            _answer(desk, did, NOT_THERE)
            return
        record = f"delivery {delivery.id}"
        if delivery.recipient.lower() != visitor.email:
            work.log.add("delivery-refused", record, who=visitor.email)
            work.commit()
            _answer(
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
    if not account.usable or not _first(desk, did):
        return
    visitor = _visitor(desk, did.user)
    if visitor is None:
        desk.slack.publish_home(did.user, sentence_home(NOT_KNOWN))
        return
    with desk.store.reading() as work:
        rows = gathering.recent_audits(work, visitor.email, all_of_them=visitor.qa_team)
        audits = [gathering.audit_facts(work, row, desk.pack) for row in rows]
    shown = [audit for audit in audits if may_see(visitor.email, audit, visitor.posts)]
    desk.slack.publish_home(
        did.user, home_view(visitor.name, shown, help_text=HELP, everybodys=visitor.qa_team)
    )


def command(desk: Desk, did: Did) -> None:
    """`/audit …`: help, which is all there is yet."""
    if not _first(desk, did):
        return
    if _visitor(desk, did.user) is None:
        _answer(desk, did, NOT_KNOWN)
        return
    asked = did.value.strip().casefold()
    _answer(desk, did, HELP if asked in ("", "help") else NOT_UNDERSTOOD)


def said(desk: Desk, did: Did) -> None:
    """Somebody wrote to the bot. Guests get no answer."""
    if not desk.slack.account(did.user).usable or not _first(desk, did):
        return
    known = _visitor(desk, did.user) is not None
    asked = did.value.strip().casefold().rstrip(".!?")
    answer = NOT_KNOWN if not known else HELP if asked in ("help", "hello", "hi") else NOT_UNDERSTOOD
    desk.slack.say(did.channel, SlackMessage(answer, tuple(quoted(answer))))


def unknown(desk: Desk, did: Did) -> None:
    """A button or menu that this version does not know."""
    if _first(desk, did):
        _answer(desk, did, STALE)


def guarded(listener: Callable[[Desk, Did], None], desk: Desk) -> Callable[[Did], None]:
    """A listener whose failure ends in the log, by name and without content, and never stops the others."""

    def listen(did: Did) -> None:
        try:
            listener(desk, did)
        except Exception as error:
            log.error("listener-trouble", listener=listener.__name__, error=type(error).__name__)

    return listen


def _visitor(desk: Desk, user: str) -> Visitor | None:
    """Who that user is in the directory, or None: unknown there, left, a guest, or without an address."""
    account = desk.slack.account(user)
    if not account.usable or account.email is None:
        return None
    with desk.store.reading() as work:
        posts = work.people.posts_of(account.email)
    active = [post for post in posts if post.active]
    return Visitor(account.email, active[0].name, tuple(active)) if active else None


def _first(desk: Desk, did: Did) -> bool:
    """Whether this is the first time that we hear of it, in whichever process."""
    with desk.store.writing() as work:
        first = work.claim_once(f"slack:{did.key}")
        work.commit()
    return first


def _answer(desk: Desk, did: Did, text: str) -> None:
    """To the person alone: where they pressed, in the view that is open, or in their direct messages."""
    if did.response_url:
        desk.slack.answer(did.response_url, escape(text))
    elif did.view_id:
        desk.slack.update_view(did.view_id, sentence_view(text))
    else:
        desk.slack.say(desk.slack.direct_message(did.user), SlackMessage(escape(text), tuple(quoted(text))))
