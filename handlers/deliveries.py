"""Working through the outbox: several deliveries at once, so that none waits for a slow one."""

import datetime as dt
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import structlog

from framework.pack import Pack
from handlers.sending import Claimed, Sender
from handlers.slack.gateway import SlackGateway
from mail.outgoing import Outgoing
from store.tables import Delivery
from store.unit_of_work import Store

log = structlog.get_logger()


class DeliveryWorker:
    """Sends deliveries. Several may run at once, in one process or many.

    `slack` and `smtp` are None where they are not set up. `reply_to` has the address of each mailbox by its name,
    the main one first: answers to what goes out by mail are asked for there. A delivery is claimed for `lease`,
    renewed for as long as it is in work: so long it takes until another process takes up what one that died had
    begun. `senders` are at work at once.
    """

    def __init__(
        self,
        store: Store,
        pack: Pack,
        slack: SlackGateway | None,
        smtp: Outgoing | None,
        *,
        reply_to: Mapping[str, str] | None = None,
        lease: dt.timedelta = dt.timedelta(seconds=30),
        senders: int = 4,
        poll_seconds: float = 1.0,
    ) -> None:
        self._store = store
        self._sender = Sender(store, pack, slack, smtp, lease, reply_to or {})
        self._lease = lease
        self._senders = senders
        self._free = threading.Semaphore(senders)
        self._poll_seconds = poll_seconds

    def run_once(self) -> int:
        """Work through everything that is due, and what comes of it; how many deliveries were taken up."""
        taken = before = 0
        while True:
            with ThreadPoolExecutor(self._senders, "delivery") as pool:
                while self._take_one(pool):
                    taken += 1
            if taken == before:
                return taken
            before = taken

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Work until `stop`. Setting `wake` has the outbox looked at now rather than within `poll_seconds`."""
        with ThreadPoolExecutor(self._senders, "delivery") as pool:
            while not stop.is_set():
                try:
                    if self._take_one(pool):
                        continue
                except Exception as error:
                    log.error("deliveries-trouble", error=type(error).__name__)
                wake.wait(self._poll_seconds)
                wake.clear()

    def _take_one(self, pool: ThreadPoolExecutor) -> bool:
        """Claim the next delivery once a sender is free, so that no lease runs out while it waits in a queue."""
        self._free.acquire()
        claimed = None
        try:
            claimed = self._claim()
        finally:
            if claimed is None:
                self._free.release()
        if claimed is not None:
            pool.submit(self._work, claimed)
        return claimed is not None

    def _claim(self) -> Claimed | None:
        with self._store.writing() as work:
            found = work.outbox.claim(1, self._lease)
            claimed = [_claimed(delivery) for delivery in found]
            work.commit()
        return claimed[0] if claimed else None

    def _work(self, claimed: Claimed) -> None:
        """Whatever goes wrong here leaves the delivery claimed: it comes back when the lease ends."""
        try:
            self._sender.send(claimed)
        except Exception as error:
            log.error("delivery-trouble", delivery=claimed.id, error=type(error).__name__)
        finally:
            self._free.release()


def _claimed(row: Delivery) -> Claimed:
    """One that only waited, without a try that counts, left the reason why in `error`."""
    untried = row.attempts == 1 and not row.error
    return Claimed(row.id, row.key, row.recipient, row.attempts, row.created, untried)
