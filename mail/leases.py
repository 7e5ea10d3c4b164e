"""Keeping a mail while it is in work, so that no other process takes it up as well."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError

from store.unit_of_work import Store

log = structlog.get_logger()


@contextmanager
def held(store: Store, message_id: int, attempts: int, lease: dt.timedelta) -> Iterator[None]:
    """Renew the lease of a claimed mail for as long as the block lasts; a process that dies lets go of it soon."""
    done = threading.Event()

    def keep() -> None:
        while not done.wait(lease.total_seconds() / 3):
            try:
                with store.writing() as work:
                    if not work.messages.renew(message_id, attempts, lease):
                        return
                    work.commit()
            except SQLAlchemyError as error:
                log.warning("lease-trouble", message=message_id, error=type(error).__name__)

    keeper = threading.Thread(target=keep, name=f"mail-{message_id}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()
