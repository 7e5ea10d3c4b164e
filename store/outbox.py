"""The outbox: who is to be told of what, once. Rows are written in the transaction that causes them."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.inserting import insert_once
from store.tables import Delivery

RETRY_SECONDS = (2, 10, 30, 120, 600, 1800)
LAST_TRY = 60
OPEN = ("waiting", "sending")


class Outbox:
    """Deliveries waiting and done. Times come from `now`."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def add(
        self,
        kind: str,
        recipient: str,
        *,
        audit_id: int | None = None,
        message_id: int | None = None,
        period: str | None = None,
    ) -> bool:
        """Have `recipient` told, once for (kind, recipient, period or record); False if that stands already.

        `recipient` is an e-mail address, or a role's code if nobody in the directory holds it.
        ValueError if it is about nothing.
        """
        if period is None and audit_id is None and message_id is None:
            raise ValueError("a delivery is about a period, an audit or a mail")
        record = period or (f"audit-{audit_id}" if audit_id is not None else f"message-{message_id}")
        return insert_once(
            self._session,
            Delivery,
            key=f"{kind}:{recipient}:{record}",
            kind=kind,
            recipient=recipient,
            period=period,
            audit_id=audit_id,
            message_id=message_id,
            state="waiting",
            attempts=0,
            created=self._now,
            next_try=self._now,
            error="",
        )

    def claim(self, limit: int, lease: dt.timedelta) -> list[Delivery]:
        """Take up to `limit` deliveries whose turn it is, for `lease`.

        A row that was being sent when its process died comes back when the lease ends, with `attempts` above 1.
        """
        due = (
            select(Delivery)
            .where(Delivery.state.in_(OPEN), Delivery.next_try <= self._now)
            .order_by(Delivery.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claimed = list(self._session.scalars(due))
        for delivery in claimed:
            delivery.state = "sending"
            delivery.attempts += 1
            delivery.next_try = self._now + lease
        return claimed

    def get(self, delivery_id: int) -> Delivery:
        """The delivery with that id."""
        return self._session.get_one(Delivery, delivery_id)

    def last_id(self) -> int:
        """The id of the delivery that was added last, 0 before there is any."""
        return self._session.scalar(select(func.max(Delivery.id))) or 0

    def since(self, delivery_id: int) -> list[Delivery]:
        """Every delivery that was added after that one."""
        return list(
            self._session.scalars(select(Delivery).where(Delivery.id > delivery_id).order_by(Delivery.id))
        )

    def of_audit(self, audit_id: int) -> list[Delivery]:
        """Every delivery about one version of an audit."""
        found = select(Delivery).where(Delivery.audit_id == audit_id).order_by(Delivery.id)
        return list(self._session.scalars(found))

    def receipts_of(self, message_id: int) -> list[Delivery]:
        """Every receipt for a mail."""
        found = select(Delivery).where(Delivery.message_id == message_id, Delivery.kind == "receipt")
        return list(self._session.scalars(found.order_by(Delivery.id)))

    def sent(
        self,
        delivery: Delivery,
        channel: str,
        posted_in: str | None = None,
        ts: str | None = None,
        *,
        mail_id: str | None = None,
    ) -> None:
        """Stamp a delivery after its send was confirmed, whatever else was meant for it; the first stamp stays.

        `mail_id` is the Message-ID under which it went out by mail, in its angle brackets.
        """
        self._hold(delivery)
        if delivery.sent is None:
            delivery.state, delivery.channel, delivery.sent, delivery.error = "sent", channel, self._now, ""
            delivery.posted_in, delivery.posted_ts, delivery.mail_id = posted_in, ts, mail_id

    def put_back(self, delivery: Delivery, error: str, after: float | None = None) -> None:
        """Try again later: in `after` seconds if the service said so, else longer each time; at last give up.

        This and what follows leave alone what has come to an end meanwhile.
        """
        if delivery.attempts >= LAST_TRY:
            self.give_up(delivery, f"Given up after {delivery.attempts} tries. {error}")
        elif self._hold(delivery):
            pause = RETRY_SECONDS[min(max(delivery.attempts, 1), len(RETRY_SECONDS)) - 1]
            self._later(delivery, error, pause if after is None else after)

    def wait(self, delivery: Delivery, reason: str, seconds: float) -> None:
        """Its time has not come: look again in `seconds`. That was no try, so it may wait for ever."""
        if self._hold(delivery):
            delivery.attempts = max(delivery.attempts - 1, 0)
            self._later(delivery, reason, seconds)

    def renew(self, delivery: Delivery, attempts: int, lease: dt.timedelta) -> bool:
        """Keep a claimed delivery for another `lease`; False if somebody else has taken it up meanwhile."""
        if not self._hold(delivery) or delivery.state != "sending" or delivery.attempts != attempts:
            return False
        delivery.next_try = self._now + lease
        return True

    def give_up(self, delivery: Delivery, error: str) -> None:
        """This cannot be sent; `error` says why."""
        if self._hold(delivery):
            delivery.state, delivery.error = "failed", error

    def cancel(self, delivery: Delivery, reason: str) -> None:
        """When its turn came it was no longer true; `reason` says how."""
        if self._hold(delivery):
            delivery.state, delivery.error = "cancelled", reason

    def withdraw(self, audit_id: int, reason: str) -> None:
        """Cancel whatever is about one version of an audit and was never tried: it cannot have arrived."""
        for delivery in self.of_audit(audit_id):
            self.withdraw_one(delivery, reason)

    def withdraw_one(self, delivery: Delivery, reason: str) -> bool:
        """Cancel a delivery that was never tried; whether it cannot have arrived."""
        if self._hold(delivery) and delivery.attempts == 0:
            delivery.state, delivery.error = "cancelled", reason
        return delivery.state == "cancelled"

    def wait_again(self, delivery: Delivery) -> None:
        """What was cancelled has come true again."""
        self._hold(delivery)
        if delivery.state == "cancelled":
            self._later(delivery, "", 0)

    def seen(self, delivery: Delivery) -> bool:
        """The person says that they have seen it; False if they had said so before."""
        self._hold(delivery)
        if delivery.seen is not None:
            return False
        delivery.seen = self._now
        return True

    def _hold(self, delivery: Delivery) -> bool:
        """See the delivery as it is now and keep others from it until the end; whether it is still to be sent."""
        self._session.flush()
        self._session.refresh(delivery, with_for_update=True)
        return delivery.state in OPEN

    def _later(self, delivery: Delivery, reason: str, seconds: float) -> None:
        delivery.state, delivery.error = "waiting", reason
        delivery.next_try = self._now + dt.timedelta(seconds=max(seconds, 0))
