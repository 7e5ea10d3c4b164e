"""What this process needs and cannot use: said once, written down as soon as the database takes it, and ended."""

import datetime as dt
import threading
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError

from mail.mailboxes.port import MailboxError
from store.database import out_of_use
from store.unit_of_work import Store

log = structlog.get_logger()

DATABASE = "database"


@dataclass
class _Met:
    """A trouble that lasts: who met it, and whether what is said of it stands in the database."""

    message: str
    lasting: bool
    began: dt.datetime
    who: set[str] = field(default_factory=set)
    written: bool = False


class Difficulties:
    """One for each process, shared by its threads. What it says goes to the log and to the table of troubles."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._met: dict[str, _Met] = {}
        self._well: set[str] = set()

    def meet(self, what: str, message: str, *, lasting: bool = False, who: str = "") -> None:
        """`who` could not use `what`; `message` says for a person what is wrong and what to do."""
        with self._lock:
            met = self._met.get(what)
            if met is None:
                met = self._met[what] = _Met(message, lasting, self._store.clock())
                log.warning("trouble", what=what, message=message)
            if (message, lasting) != (met.message, met.lasting):
                met.message, met.lasting, met.written = message, lasting, False
            met.who.add(who)
            self._write_begin(what, met)

    def failed(self, what: str, error: Exception) -> None:
        """`what` failed: a mailbox that cannot be used, the database beneath it, or something nobody thought of."""
        if isinstance(error, MailboxError):
            self.meet(what, str(error), lasting=error.lasting, who=what)
        elif out_of_use(error):
            self.meet(DATABASE, about_database(error), who=what)
        else:
            message = f"Unexpected {type(error).__name__}. It is tried again; please report it."
            self.meet(what, message, who=what)

    def well(self, what: str) -> None:
        """`what` does its work."""
        for each in (what, DATABASE):
            self.over(each, who=what)

    def over(self, what: str, *, who: str = "") -> None:
        """`who` can use `what`; the trouble is over when all who met it can."""
        with self._lock:
            met = self._met.get(what)
            if met is not None:
                met.who.discard(who)
            if (met is None and what in self._well) or (met is not None and met.who):
                return
            if self._write_end(what, met):
                self._well.add(what)
                if self._met.pop(what, None):
                    log.info("trouble-over", what=what)

    def of(self, what: str) -> str:
        """What is wrong with it now, empty while all is well."""
        met = self._met.get(what)
        return met.message if met else ""

    def _write_begin(self, what: str, met: _Met) -> None:
        if met.written:
            return
        try:
            with self._store.writing() as work:
                work.troubles.begin(what, met.message, lasting=met.lasting, began=met.began)
                work.commit()
            met.written = True
        except SQLAlchemyError:
            return  # it may be the very thing that is in trouble; at the latest it is written when it is over

    def _write_end(self, what: str, met: _Met | None) -> bool:
        """False if the database does not take it: the trouble is not over then."""
        try:
            with self._store.writing() as work:
                if met is not None:
                    work.troubles.begin(what, met.message, lasting=met.lasting, began=met.began)
                work.troubles.end(what)
                work.commit()
        except SQLAlchemyError:
            return False
        return True


def about_database(error: BaseException) -> str:
    """What is wrong with the database, and what to do, for a person; never what was to be written."""
    said = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[:1]
    cause = said[0] if said else type(error).__name__
    return (
        f"The database does not take what is to be kept ({cause}). New mail stays in the mailbox until it does; "
        "nothing is lost. Make room on its disk, end what holds it, or start its server."
    )
