"""A mailbox in Exchange Online, by Microsoft Graph."""

import contextlib
import datetime as dt
import json
import re
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mail.mailboxes.cursor import too_large
from mail.mailboxes.graph_session import AT_ONCE, Broken, Graph, GraphError, NotFound, StateLost, Unusable
from mail.mailboxes.port import Fetched, Listed, MailboxError, Page
from mail.web import NoAnswer, WebError

_PAGE = 200
_LONGEST_PAUSE = 300.0
_WELL_KNOWN = ("inbox", "archive", "drafts", "sentitems", "deleteditems", "junkemail")
_NOT_GIVEN = "The server did not give this message, however often it was asked. It lies in the mailbox."


class GraphMailbox:
    """The mailbox port over Microsoft Graph, for an application that needs the permission Mail.ReadWrite.

    A folder is listed by its changes (delta); messages are known by immutable ids, which stay when somebody moves
    them. `folder` is a folder of the first level, by its name or the well-known one ("Inbox"). Graph tells of new
    mail only a server that it can call from outside, so `wait` is a pause and the folder is asked every
    `poll_seconds`. A message above `max_bytes` comes with its head only. ValueError for plain http to another
    machine.
    """

    def __init__(
        self,
        *,
        name: str,
        address: str,
        tenant: str,
        client_id: str,
        client_secret: str,
        api_url: str = "https://graph.microsoft.com/v1.0",
        authority_url: str = "https://login.microsoftonline.com",
        folder: str = "Inbox",
        poll_seconds: float = 30.0,
        timeout: float = 30.0,
        max_bytes: int = 150_000_000,
        ca_file: str | Path | None = None,
    ) -> None:
        self._name = name
        self._graph = Graph(
            address=address,
            tenant=tenant,
            client_id=client_id,
            client_secret=client_secret,
            api_url=api_url,
            authority_url=authority_url,
            timeout=timeout,
            ca_file=ca_file,
            permission="Mail.ReadWrite",
        )
        self._folder = folder
        self._poll = poll_seconds
        self._max_bytes = max_bytes
        self._folder_ids: dict[str, str] = {}
        self._failures = 0

    @property
    def name(self) -> str:
        return self._name

    def list(self, cursor: str | None) -> Iterator[Page]:
        try:
            with self._explained():
                for page in self._changes(*_place(cursor, self._of)):
                    self._failures = 0
                    yield page
        except MailboxError:
            self._failures += 1
            raise

    def everything(self) -> Iterator[Listed]:
        with self._explained():
            where = f"{self._watched()}/messages?$select=id,receivedDateTime&$orderby=receivedDateTime&$top={_PAGE}"
            while where:
                found = self._graph.get(where)
                yield from _listed(found)
                link = found.get("@odata.nextLink")
                where = self._graph.below(link) if link else ""

    def fetch(self, uids: Sequence[str]) -> Iterator[Fetched]:
        """A few messages are on their way at once; so many, and no more, are in memory."""
        waiting = deque(uids)
        coming: deque[Future[Fetched]] = deque()
        pool = ThreadPoolExecutor(AT_ONCE, f"graph-{self._name}")
        try:
            with self._explained():
                while waiting or coming:
                    while waiting and len(coming) < AT_ONCE:
                        coming.append(pool.submit(self._fetch, waiting.popleft()))
                    yield coming.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def wait(self, seconds: float, stop: threading.Event) -> None:
        longest = max(self._poll, _LONGEST_PAUSE)
        stop.wait(min(seconds, self._poll * 2 ** min(self._failures, 10), longest))

    def file(self, uid: str, folder: str) -> str | None:
        """A message that somebody has put into Deleted Items stays there."""
        if not uid:
            return None
        message = f"{self._graph.mailbox}/messages/{quote(uid, safe='')}"
        with self._explained():
            try:
                stands_in = self._graph.get(f"{message}?$select=id,parentFolderId").get("parentFolderId")
            except NotFound:
                return None
            if stands_in == self._made(folder):
                return uid
            if stands_in == self._id_of("deleteditems"):
                return None
            return self._move(message, folder)

    def check(self) -> str:
        self._folder_ids.clear()
        with self._explained():
            found = self._graph.get(f"{self._watched()}?$select=id,totalItemCount")
        how_many = int(found.get("totalItemCount", 0))
        return (
            f"{how_many:,} message{'' if how_many == 1 else 's'} in {self._folder}; "
            f"asked every {self._poll:g} seconds"
        )

    def close(self) -> None:
        self._graph.close()

    # Listing

    def _changes(self, link: str, anew: bool) -> Iterator[Page]:
        """What changed since a link was given, or all; all of it once more when Graph has forgotten the link.

        `anew`: the link is a place in the middle of a listing that began at the beginning.
        """
        start = f"{self._watched()}/messages/delta?$select=id,receivedDateTime"
        where, anew, forgotten = link or start, anew or not link, False
        while where:
            try:
                found = self._graph.get(where, page=_PAGE)
            except (StateLost, Unusable) as error:
                if forgotten or (isinstance(error, Unusable) and where != link):
                    raise
                where, anew, forgotten = start, True, True
                continue
            further = found.get("@odata.nextLink")
            reached = self._graph.below(further or found.get("@odata.deltaLink"))
            new = json.dumps({"of": self._of, "link": reached, "anew": anew and bool(further)})
            yield Page(tuple(sorted(_listed(found), key=_by_arrival)), new, anew)
            where = reached if further else ""

    @property
    def _of(self) -> str:
        return f"{self._graph.address}/{self._folder}"

    # Fetching

    def _fetch(self, uid: str) -> Fetched:
        """WebError if the mailbox as such cannot be used; what is wrong with one message is its problem."""
        if not uid:
            return Fetched(uid, None)
        where = f"{self._graph.mailbox}/messages/{quote(uid, safe='')}/$value"
        try:
            answer = self._graph.ask("GET", where, limit=self._max_bytes)
        except NotFound:
            return Fetched(uid, None)
        except Broken:
            return Fetched(uid, None, _NOT_GIVEN)
        except NoAnswer:
            self._graph.get(f"{self._watched()}?$select=id")
            return Fetched(uid, None, _NOT_GIVEN)
        if answer.whole:
            return Fetched(uid, answer.content)
        return Fetched(uid, _head(answer.content), too_large(answer.size, self._max_bytes))

    # Folders

    def _watched(self) -> str:
        found = self._id_of(self._folder)
        if found is None:
            raise self._no_folder()
        return f"{self._graph.mailbox}/mailFolders/{quote(found, safe='')}"

    def _no_folder(self) -> GraphError:
        who = self._graph.address
        return GraphError(
            f"{self._graph.at} has no folder {self._folder!r} for {who}. Check folder.", lasting=True
        )

    def _id_of(self, folder: str) -> str | None:
        """A folder's id, by its well-known name or the one that it shows; None if there is none."""
        if folder not in self._folder_ids:
            found = self._well_known(folder) or self._named(folder)
            if found is None:
                return None
            self._folder_ids[folder] = found
        return self._folder_ids[folder]

    def _well_known(self, folder: str) -> str | None:
        known = folder.casefold().replace(" ", "")
        if known not in _WELL_KNOWN:
            return None
        with contextlib.suppress(NotFound):
            return self._graph.get(f"{self._graph.mailbox}/mailFolders/{known}?$select=id").get("id")
        return None

    def _named(self, folder: str) -> str | None:
        wanted = quote("'" + folder.replace("'", "''") + "'", safe="'")
        found = self._graph.get(
            f"{self._graph.mailbox}/mailFolders?$filter=displayName%20eq%20{wanted}&$select=id,displayName"
        )
        return next((each["id"] for each in found.get("value", []) if "id" in each), None)

    def _made(self, folder: str) -> str:
        """The folder's id, the folder made if need be; by us or by somebody else at the same moment."""
        if found := self._id_of(folder):
            return found
        with contextlib.suppress(Unusable):
            self._graph.post(f"{self._graph.mailbox}/mailFolders", {"displayName": folder})
        if found := self._id_of(folder):
            return found
        raise GraphError(f"{self._graph.at} does not make the folder {folder!r} for {self._graph.address}.")

    def _move(self, message: str, folder: str) -> str | None:
        for _ in range(2):
            with contextlib.suppress(NotFound):
                return self._graph.post(f"{message}/move", {"destinationId": self._made(folder)}).get("id")
            self._folder_ids.pop(folder, None)  # gone is the message, or the folder that we knew
        return None

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except NotFound as error:
            self._folder_ids.clear()
            raise MailboxError(str(error), lasting=True) from error
        except WebError as error:
            raise MailboxError(str(error), lasting=error.lasting, seconds=error.seconds) from error


def _place(cursor: str | None, of: str) -> tuple[str, bool]:
    """The link in a cursor of that folder, and whether it is in the middle of a listing that began anew."""
    with contextlib.suppress(ValueError, TypeError, KeyError):
        read = json.loads(cursor or "")
        if read["of"] == of and re.fullmatch(r"/[\x21-\x7e]+", read["link"]):
            return read["link"], read["anew"] is True
    return "", True


def _listed(found: dict[str, Any]) -> list[Listed]:
    """The messages in an answer; of one that went away only its leaving is told, and that means nothing here."""
    entries = found.get("value")
    return [
        Listed(entry["id"], _time(entry.get("receivedDateTime")))
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict) and isinstance(entry.get("id"), str) and "@removed" not in entry
    ]


def _by_arrival(message: Listed) -> dt.datetime:
    return message.received or dt.datetime.max.replace(tzinfo=dt.UTC)


def _time(said: object) -> dt.datetime | None:
    with contextlib.suppress(ValueError):
        if isinstance(said, str):
            found = dt.datetime.fromisoformat(said)
            return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    return None


def _head(beginning: bytes) -> bytes:
    """The head of a message of which there is only the beginning."""
    found = re.search(rb"\r?\n\r?\n", beginning)
    return beginning[: found.end()] if found else beginning[: beginning.rfind(b"\n") + 1]
