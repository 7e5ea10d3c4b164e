"""Working at the review desk in a test: mails that came to it, and somebody who takes steps."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from framework.reading import Reading
from store.recording import Outcome, Submission, record_all
from store.review import Item, ReviewDesk, Turn
from store.tables import Attachment, Audit, Delivery, Message
from store.unit_of_work import UnitOfWork, in_one_transaction
from tests.store.clock import NOON
from tests.store.council import AUDITOR, QA, Council


class DeskOf:
    """The review desk of a council. Each step is a transaction of its own, on the item as it then stands."""

    def __init__(self, council: Council, who: str = QA) -> None:
        self.council = council
        self.who = who

    def mail(
        self,
        *readings: Reading,
        day: int = 20,
        sender: str | None = AUDITOR,
        answerable: bool = True,
        mailbox: str = "audits",
        name: str = "",
    ) -> int:
        """A mail of that day in January 2014 with these audit tools, ended as the intake would end it; its id."""

        def take(work: UnitOfWork) -> int:
            raw = f"{name or readings!r}{day}{sender}{mailbox}".encode()
            message = work.messages.get(work.messages.keep(mailbox, raw).id)
            message.sender, message.answerable = sender, answerable
            message.received = sent = NOON.replace(day=day)
            done = record_all(work, readings, Submission("mail", sent, message), self.council.pack)
            work.messages.keep_attachments(
                message,
                [
                    Attachment(path=each.reading.part, size=1, sha256="0" * 64, outcome=each.outcome.value)
                    for each in done
                ],
            )
            waits = not done or any(each.outcome is Outcome.REVIEW for each in done)
            message.kind = "audit" if done else "other"
            work.messages.end(message, "review" if waits else "filed", "As it came.")
            return message.id

        return in_one_transaction(self.council.store, take)

    def do(self, what: Callable[[ReviewDesk], Any]) -> Any:
        """Something at the desk, kept."""
        return in_one_transaction(self.council.store, lambda work: what(ReviewDesk(work, self.council.pack)))

    def items(self) -> list[Item]:
        """What waits."""
        return self.do(lambda desk: desk.items())

    def item(self, mail: int) -> Item:
        """One item."""
        return self.do(lambda desk: desk.item(mail))

    def take(self, step: str, mail: int, *args: Any, **more: Any) -> Item:
        """A step on the item as it stands now."""
        turn = Turn(mail, self.item(mail).version, self.who)
        return self.do(lambda desk: getattr(desk, step)(turn, *args, **more))

    def audit_in(self, mail: int) -> int:
        """The id of the only audit that waits in a mail."""
        (waiting,) = self.item(mail).audits
        return waiting.audit_id

    def row(self, audit_id: int) -> Audit:
        """An audit as it is kept."""
        with self.council.store.reading() as work:
            return work.session.get_one(Audit, audit_id)

    def message(self, mail: int) -> Message:
        """A mail as it is kept."""
        with self.council.store.reading() as work:
            return work.messages.get(mail)

    def deliveries(self, *kinds: str, state: str = "waiting") -> set[tuple[str, str]]:
        """Kind and recipient of the deliveries of those kinds in that state."""
        with self.council.store.reading() as work:
            rows = select(Delivery).where(Delivery.kind.in_(kinds), Delivery.state == state)
            return {(row.kind, row.recipient) for row in work.session.scalars(rows)}
