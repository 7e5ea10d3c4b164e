"""Sending one delivery: find the person, look whether it is still true, say it once, and stamp it afterwards."""

import datetime as dt
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from framework.pack import Pack
from framework.words import Role
from handlers import gathering, tidying
from handlers.answering import Place, place_of
from handlers.composing import compose
from handlers.notice import Nothing, Notice, Wait
from handlers.notices import TO_THE_QA_TEAM
from handlers.notices.record import not_uploaded
from handlers.papers import Paper, paper_name, paper_of
from handlers.rendering import to_comment, to_letter, to_slack
from handlers.slack.errors import Later, NoAccount, Refused
from handlers.slack.gateway import Posted, SlackGateway
from handlers.untold import address, ask_qa_team, failed, practitioner_unreached
from mail import outgoing
from mail.outgoing import Letter, Outgoing, new_message_id
from store.record_duties import RECORD_COPY
from store.unit_of_work import Store

log = structlog.get_logger()

MOST_FAULTS = 5
_VACANT_SECONDS = 60.0
_NO_CHANNEL_SECONDS = 60.0
_CLOCKS_DIFFER = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Claimed:
    """A delivery that is ours for now. `attempts` tells whether it still is.

    `untried`: nothing can have been posted for it yet.
    """

    id: int
    key: str
    recipient: str
    attempts: int
    created: dt.datetime
    untried: bool

    @property
    def kind(self) -> str:
        """What kind of delivery it is."""
        return self.key.partition(":")[0]


@dataclass(frozen=True)
class _Door:
    """How the recipient is reached: their channel in Slack, or None and why there is none.

    `setup`: because of our own token, which somebody can put right.
    """

    channel: str | None
    why: str = ""
    setup: bool = False


@dataclass(frozen=True)
class Composed:
    """What is told, where it stands to a mail, and the document that goes with it."""

    notice: Notice
    place: Place
    paper: Paper | None = None


class _TakenOver(Exception):
    """Our lease ended and somebody else has the delivery now."""


class Sender:
    """Sends claimed deliveries; thread-safe. No transaction is open while anything is sent."""

    def __init__(
        self,
        store: Store,
        pack: Pack,
        slack: SlackGateway | None,
        smtp: Outgoing | None,
        lease: dt.timedelta,
        reply_to: Mapping[str, str],
    ) -> None:
        self._store = store
        self._pack = pack
        self._slack = slack
        self._smtp = smtp
        self._lease = lease
        self._reply_to = reply_to

    def send(self, claimed: Claimed) -> None:
        """Bring one delivery to an end, or put it back. Never raises for what Slack or the mail server do."""
        try:
            with self._held(claimed):
                self._send(claimed)
        except Later as later:
            self._put_back(claimed, later.reason, later.seconds)
        except outgoing.TryAgain as later:
            self._put_back(claimed, str(later), later.seconds)
        except outgoing.WrongSettings as later:
            self._put_back(claimed, str(later), None)
        except _TakenOver:
            log.info("delivery-taken-over", delivery=claimed.id)

    def _send(self, claimed: Claimed) -> None:
        if "@" not in claimed.recipient:
            self._address_to_holders(claimed)
            return
        door = self._find(claimed.recipient)
        if claimed.kind in tidying.KINDS:
            self._tidy(claimed, door)
            return
        posted = self._already_posted(claimed, door)
        if posted.complete and door.channel is not None:
            self._stamp(claimed, "slack", door.channel, posted.parts[posted.of])
            return
        match self._compose(claimed):
            case Composed() as composed:
                self._tell(claimed, composed, door, posted)
            case Nothing(reason=reason, gone=gone):
                self._cancel(claimed, reason, gone)
            case Wait(reason=reason, seconds=seconds):
                self._wait(claimed, reason, seconds)
            case None:
                pass

    # Finding and composing

    def _find(self, email: str) -> _Door:
        if self._slack is None:
            return _Door(None, "Slack is not set up.")
        try:
            user = self._slack.find_user(email)
            if user is None:
                return _Door(None, "Slack has no account with this address.")
            return _Door(self._slack.direct_message(user))
        except NoAccount as trouble:
            return _Door(None, trouble.reason)
        except Refused as trouble:
            return _Door(None, trouble.reason, trouble.setup)

    def _already_posted(self, claimed: Claimed, door: _Door) -> Posted:
        """A first try needs no look; a later one may have arrived though its answer was lost."""
        if claimed.untried or self._slack is None or door.channel is None:
            return Posted({}, 0)
        since = claimed.created - _CLOCKS_DIFFER
        try:
            if self._document_stands(self._slack, claimed, door.channel, since):
                return Posted({1: ""}, 1)
            return self._slack.already_posted(door.channel, claimed.id, since)
        except Refused as trouble:
            raise Later(f"Slack does not let us look whether it has arrived: {trouble.code}.") from None

    def _document_stands(
        self, slack: SlackGateway, claimed: Claimed, channel: str, since: dt.datetime
    ) -> bool:
        if claimed.kind != RECORD_COPY:
            return False
        with self._store.reading() as work:
            name = paper_name(work.outbox.get(claimed.id))
        return slack.file_posted(channel, name, since) is not None

    def _compose(self, claimed: Claimed) -> Composed | Nothing | Wait | None:
        """The notice as it is true now. What cannot be put together fails in the end, and is not in the way."""
        try:
            with self._store.reading() as work:
                delivery = work.outbox.get(claimed.id)
                place = place_of(work, delivery, self._reply_to)
                notice = compose(work, delivery, self._pack)
                paper = paper_of(work, delivery, self._pack) if isinstance(notice, Notice) else None
            if place.to_a_machine:
                return Nothing("a machine sent the mail, and no machine is answered")
            return Composed(notice, place, paper) if isinstance(notice, Notice) else notice
        except SQLAlchemyError:
            raise
        except Exception as error:
            fault = f"It could not be put together ({type(error).__name__})."
            log.error("delivery-fault", delivery=claimed.id, error=type(error).__name__)
            if claimed.attempts >= MOST_FAULTS:
                self._give_up(claimed, fault)
            else:
                self._put_back(claimed, fault, None)
            return None

    def _tidy(self, claimed: Claimed, door: _Door) -> None:
        if self._slack is None or door.channel is None:
            self._cancel(claimed, f"nothing can be taken out of Slack: {door.why}", gone=False)
            return
        with self._store.reading() as work:
            plan = tidying.plan_of(work, work.outbox.get(claimed.id))
        match plan:
            case Nothing(reason=reason):
                self._cancel(claimed, reason, gone=False)
            case Wait(reason=reason, seconds=seconds):
                self._wait(claimed, reason, seconds)
            case _:
                try:
                    tidying.carry_out(self._slack, door.channel, plan)
                except Refused as trouble:
                    raise Later(trouble.reason) from None
                self._stamp(claimed, "slack", door.channel)

    # Telling

    def _tell(self, claimed: Claimed, composed: Composed, door: _Door, posted: Posted) -> None:
        if self._slack is not None and door.channel is not None:
            try:
                ts = self._put(self._slack, claimed, composed, door.channel, posted)
                self._stamp(claimed, "slack", door.channel, ts)
                return
            except Refused as trouble:
                door = _Door(None, trouble.reason, trouble.setup)
        self._tell_by_mail(claimed, composed.notice, composed.place, door)

    def _put(
        self, slack: SlackGateway, claimed: Claimed, composed: Composed, channel: str, posted: Posted
    ) -> str | None:
        """As messages, or with its document as one; what Slack does not take is told of and offered again."""
        notice, paper = composed.notice, composed.paper
        if paper is not None:
            try:
                self._renew(claimed)
                slack.upload(channel, [(paper.name, paper.content)], to_comment(notice), title=notice.heading)
                return None
            except Refused as trouble:
                notice = not_uploaded(notice, trouble.reason)
        return self._post(slack, claimed, notice, channel, posted)

    def _post(
        self, slack: SlackGateway, claimed: Claimed, notice: Notice, channel: str, posted: Posted
    ) -> str:
        messages = to_slack(notice)
        ts = ""
        for part, message in enumerate(messages, start=1):
            if posted.of == len(messages) and part in posted.parts:
                ts = posted.parts[part]
                continue
            self._renew(claimed)
            ts = slack.post(channel, message, claimed.id, part=part, of=len(messages))
        return ts

    def _tell_by_mail(self, claimed: Claimed, notice: Notice, place: Place, door: _Door) -> None:
        if self._smtp is None:
            if door.setup:
                raise Later(f"{door.why} Put the token and its scopes right.")
            self._wait_for_a_channel(claimed, door)
            return
        words = to_letter(notice)
        message_id = self._mail_id(claimed, self._smtp.sender)
        try:
            self._smtp.send(
                Letter(
                    claimed.recipient,
                    words.subject,
                    words.text,
                    message_id,
                    words.html,
                    in_reply_to=place.in_reply_to,
                    references=place.references,
                    reply_to=place.reply_to,
                )
            )
        except outgoing.Refused as trouble:
            self._give_up(claimed, f"{door.why} {trouble}")
            return
        self._stamp(claimed, "email", mail_id=message_id)

    # What became of it

    @contextmanager
    def _held(self, claimed: Claimed) -> Iterator[None]:
        """Keep the delivery while we are alive, however slow Slack is; a process that dies lets go of it soon."""
        done = threading.Event()

        def keep() -> None:
            with suppress(_TakenOver, SQLAlchemyError):
                while not done.wait(self._lease.total_seconds() / 3):
                    self._renew(claimed)

        keeper = threading.Thread(target=keep, name=f"lease-{claimed.id}", daemon=True)
        keeper.start()
        try:
            yield
        finally:
            done.set()
            keeper.join()

    def _renew(self, claimed: Claimed) -> None:
        """_TakenOver if somebody else has the delivery by now."""
        with self._store.writing() as work:
            if not work.outbox.renew(work.outbox.get(claimed.id), claimed.attempts, self._lease):
                raise _TakenOver
            work.commit()

    def _mail_id(self, claimed: Claimed, sender: str) -> str:
        """The Message-ID of this delivery, kept before it goes out, so that a repeat has the same one."""
        with self._store.writing() as work:
            delivery = work.outbox.get(claimed.id)
            if not work.outbox.renew(delivery, claimed.attempts, self._lease):
                raise _TakenOver
            mail_id = delivery.mail_id or new_message_id(sender)
            delivery.mail_id = mail_id
            work.commit()
        return mail_id

    def _stamp(
        self,
        claimed: Claimed,
        channel: str,
        posted_in: str | None = None,
        ts: str | None = None,
        mail_id: str | None = None,
    ) -> None:
        with self._store.writing() as work:
            delivery = work.outbox.get(claimed.id)
            if delivery.sent is None:
                work.outbox.sent(delivery, channel, posted_in, ts, mail_id=mail_id or delivery.mail_id)
                if channel == "email":
                    practitioner_unreached(work, delivery)
                work.log.add("delivery-sent", f"delivery {delivery.id}", channel=channel)
                work.commit()
        log.info("delivery-sent", delivery=claimed.id, channel=channel)

    def _cancel(self, claimed: Claimed, reason: str, gone: bool) -> None:
        with self._store.writing() as work:
            delivery = work.outbox.get(claimed.id)
            work.outbox.cancel(delivery, reason)
            if gone and delivery.kind in TO_THE_QA_TEAM:
                address(work, delivery, Role.QA_TEAM)
            elif gone:
                ask_qa_team(work, delivery)
            work.log.add("delivery-cancelled", f"delivery {delivery.id}")
            work.commit()
        log.info("delivery-cancelled", delivery=claimed.id)

    def _wait(self, claimed: Claimed, reason: str, seconds: float) -> None:
        with self._store.writing() as work:
            work.outbox.wait(work.outbox.get(claimed.id), reason, seconds)
            work.commit()

    def _wait_for_a_channel(self, claimed: Claimed, door: _Door) -> None:
        """A gap in the settings is no refusal: it goes out once the gap is filled, and counts as no try."""
        if self._slack is None:
            why = "Neither Slack nor outgoing mail is set up: add [slack] or [smtp] to the settings."
        else:
            why = f"{door.why} Outgoing mail is not set up: add [smtp] to the settings."
        with self._store.writing() as work:
            delivery = work.outbox.get(claimed.id)
            work.outbox.wait(delivery, why, _NO_CHANNEL_SECONDS)
            if self._slack is not None:
                practitioner_unreached(work, delivery)
                ask_qa_team(work, delivery, gathering.waiting_delivery(delivery.id))
            work.commit()

    def _put_back(self, claimed: Claimed, reason: str, seconds: float | None) -> None:
        with self._store.writing() as work:
            delivery = work.outbox.get(claimed.id)
            work.outbox.put_back(delivery, reason, seconds)
            if delivery.state == "failed":
                failed(work, delivery)
            work.commit()
        log.warning("delivery-put-back", delivery=claimed.id, attempts=claimed.attempts, seconds=seconds)

    def _give_up(self, claimed: Claimed, error: str) -> None:
        with self._store.writing() as work:
            delivery = work.outbox.get(claimed.id)
            work.outbox.give_up(delivery, error)
            practitioner_unreached(work, delivery)
            failed(work, delivery)
            work.commit()
        log.error("delivery-failed", delivery=claimed.id)

    def _address_to_holders(self, claimed: Claimed) -> None:
        """A role that nobody held: wait until somebody does, then tell each of them."""
        with self._store.writing() as work:
            delivery = work.outbox.get(claimed.id)
            role = Role(delivery.recipient)
            if work.people.holding(role):
                address(work, delivery, role)
                work.outbox.cancel(delivery, "told to each person who holds the role")
            else:
                waiting = f"Nobody in the directory is the {role.label}: import one who is."
                work.outbox.wait(delivery, waiting, _VACANT_SECONDS)
            work.commit()
