"""What a mailbox and a sender ask of Exchange Web Services, each over a connection of its own."""

import base64
import binascii
import contextlib
import random
import re
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from exchangelib.account import Account
from exchangelib.errors import EWSError
from exchangelib.properties import DistinguishedFolderId, FolderId, Mailbox
from exchangelib.services import SubscribeToStreaming, Unsubscribe

from mail.mailboxes.ews_errors import DROPPED, FOLDER_GONE, EwsError, concerns_one, explained
from mail.mailboxes.ews_services import (
    Children,
    Events,
    Find,
    Get,
    Head,
    Look,
    Make,
    Move,
    Send,
    Shown,
    Sync,
)
from mail.mailboxes.ews_wire import Access, Application, Login, Wire, connected
from mail.mailboxes.port import MailboxError

T = TypeVar("T")
AT_ONCE = 200  # ids in a page
_NEWS = ("NewMailEvent", "CreatedEvent", "MovedEvent", "CopiedEvent")
_KNOWN = ("inbox", "sentitems")  # whatever they are called in the mailbox's language
_PAUSE = (1.0, 300.0)  # first and longest, seconds, while a server cannot be used
_PAUSE_REFUSED = (30.0, 900.0)  # a wrong password tried every second locks the account


class Session:
    """One mailbox at an endpoint. The connection is opened when it is needed, and again when it was lost.

    Everything raises MailboxError: the server refused, or there was no answer twice. For one thread at a time.
    """

    def __init__(self, access: Access, login: Login, folder: str = "Inbox") -> None:
        self._access, self._login, self._folder = access, login, folder
        self._made: tuple[Account, Wire] | None = None
        self._folders: dict[str, FolderId] = {}

    def count(self) -> int:
        """How many messages stand in the folder."""
        return self._ask(lambda account: Look(account=account).total(self._watched(account)))

    def came(self, state: str | None) -> tuple[list[Shown], str, bool]:
        """A page of what came to the folder after a state (None: all), the state after it, whether there is more.

        An EwsError of a code in STATE_LOST when the server no longer knows the state.
        """

        def ask(account: Account) -> tuple[list[Shown], str, bool]:
            sync = Sync(account=account)
            found = sync.page(self._watched(account), state, AT_ONCE)
            return found, str(sync.sync_state), sync.includes_last_item_in_range is False

        return self._ask(ask)

    def standing(self, offset: int) -> tuple[list[Shown], int, int | None]:
        """A page of what stands in the folder, oldest first, how many that is in all, and where it goes on."""

        def ask(account: Account) -> tuple[list[Shown], int, int | None]:
            find = Find(account=account)
            found, next_offset = find.page(self._watched(account), offset, AT_ONCE)
            return found, find.total, next_offset

        return self._ask(ask)

    def sizes(self, ids: list[str]) -> list[int | str]:
        """How many bytes each item has, about; for one that cannot be had, Exchange's word for why."""
        return [each if isinstance(each, str) else each.size for each in self._some(ids, "size")]

    def mails(self, ids: list[str]) -> list[bytes | str]:
        """The bytes of each item; for one that cannot be had, a word for why."""
        return [
            each if isinstance(each, str) else _bytes(each.mime) for each in self._some(ids, "mime_content")
        ]

    def head(self, uid: str) -> bytes | str:
        """The head of an item, as if it were all of it; or a word for why not."""

        def ask(account: Account) -> bytes | str:
            (found,) = Head(account=account).some([uid], "headers")
            return type(found).__name__ if isinstance(found, EWSError) else _head(found)

        return self._ask(ask)

    def move(self, uid: str, folder: str) -> str | None:
        """Moves an item into a folder ("Filed", "Filed/2014") beside the inbox, made if need be; its id there.

        An EwsError of its code when there is no such item.
        """
        for again in (True, False):
            try:
                return self._ask(
                    lambda account: Move(account=account).one(uid, self._found(account, folder, make=True))
                )
            except EwsError as error:
                if error.code not in FOLDER_GONE or not again:
                    raise
                self._folders.clear()
        return None

    def send(self, mime: bytes) -> None:
        """Sends a mail as it is, and keeps a copy in Sent Items. Never done twice by itself."""
        self._ask(lambda account: Send(account=account).one(mime, self._known("sentitems")), repeatable=False)

    def subscribe(self) -> str:
        """A subscription to what comes to the folder."""

        def ask(account: Account) -> str:
            folders = [self._watched(account)]
            return str(SubscribeToStreaming(account=account).get(folders=folders, event_types=_NEWS))

        return self._ask(ask)

    def news(self, subscription: str, minutes: int) -> Iterator[None]:
        """Each time something happens, for some minutes at most, or until `cut`."""
        try:
            for is_news in Events(account=self._connected()[0]).news(subscription, minutes):
                if is_news:
                    yield None
        except Exception as error:
            raise explained(error, self._access, self._folder) from None

    def unsubscribe(self, subscription: str) -> None:
        """A courtesy: a subscription ends by itself after half an hour."""
        with contextlib.suppress(Exception):
            list(Unsubscribe(account=self._connected()[0], timeout=2).call(subscription_id=subscription))

    def cut(self) -> None:
        """From another thread: ends what `news` is reading."""
        if self._made:
            self._made[1].cut()

    def close(self) -> None:
        """Lets go of the connection."""
        if self._made:
            self._made[1].close()
        self._made = None

    def _ask(self, action: Callable[[Account], T], *, repeatable: bool = True) -> T:
        tried = 0
        while True:
            try:
                return action(self._connected()[0])
            except Exception as error:  # exchangelib stumbles in many ways over an answer that is none
                explanation, tried = explained(error, self._access, self._folder), tried + 1
                if tried > 1 or not self._may_help(explanation, repeatable):
                    self._forget(explanation)
                    raise explanation from None

    def _may_help(self, explanation: MailboxError, repeatable: bool) -> bool:
        """Whether it is to be tried once more, at once: a connection had gone stale, or a token was refused."""
        code = explanation.code if isinstance(explanation, EwsError) else ""
        if code == "401" and isinstance(self._login.auth, Application):
            self._login.auth.renew()
            return True
        return code == DROPPED and repeatable

    def _forget(self, explanation: MailboxError) -> None:
        if isinstance(explanation, EwsError) and explanation.code in FOLDER_GONE:
            self._folders.clear()

    def _connected(self) -> tuple[Account, Wire]:
        if self._made is None:
            self._made = connected(self._access, self._login)
        return self._made

    def _some(self, ids: list[str], field: str) -> list[Shown | str]:
        def ask(account: Account) -> list[Shown | str]:
            found: list[Shown | str] = []
            for each in Get(account=account, chunk_size=AT_ONCE).some(ids, field):
                if isinstance(each, EWSError) and not concerns_one(type(each).__name__):
                    raise each
                found.append(type(each).__name__ if isinstance(each, EWSError) else each)
            return found

        return self._ask(ask)

    def _watched(self, account: Account) -> FolderId:
        return self._found(account, self._folder, make=False)

    def _found(self, account: Account, path: str, *, make: bool) -> FolderId:
        """A folder by its path from the mailbox's top or its inbox. EwsError if there is none."""
        if path in self._folders:
            return self._folders[path]
        first, *rest = _steps(path)
        known = first.casefold().replace(" ", "")
        is_known = known in _KNOWN
        at = self._known(known if is_known else "msgfolderroot")
        for name in rest if is_known else (first, *rest):
            at = self._child(account, at, name, make=make)
        self._folders[path] = at
        return at

    def _child(self, account: Account, parent: FolderId, name: str, *, make: bool) -> FolderId:
        found = Children(account=account).of(parent).get(name.casefold())
        if found is None and make:
            Make(account=account).one(name, parent)
            found = Children(account=account).of(parent).get(name.casefold())
        if found is None:
            raise EwsError(
                f"{self._access.at} has no folder {name!r} for {self._access.address}. Check folder.",
                "ErrorFolderNotFound",
                lasting=True,
            )
        return found

    def _known(self, name: str) -> FolderId:
        return DistinguishedFolderId(id=name, mailbox=Mailbox(email_address=self._access.address))


class Pause:
    """How long a server is left alone after failures: not at all after the first, then ever longer."""

    def __init__(self) -> None:
        self._until = 0.0
        self._length = 0.0
        self._failure: MailboxError | None = None

    @property
    def left(self) -> float:
        """Seconds."""
        return max(0.0, self._until - time.monotonic())

    @property
    def was_asked_for(self) -> bool:
        """Whether the server itself asked for it, or refused us; then nothing is tried before it is over."""
        return self._failure is not None and (self._failure.lasting or self._failure.seconds is not None)

    def check(self) -> None:
        """Raises the last failure again while the pause lasts."""
        if self._failure and self.left:
            seconds = self.left if self._failure.seconds is not None else None
            raise MailboxError(str(self._failure), lasting=self._failure.lasting, seconds=seconds)

    def failed(self, error: MailboxError) -> None:
        first, longest = _PAUSE_REFUSED if error.lasting else _PAUSE
        if error.seconds is not None:
            length = error.seconds
        elif self._failure is None and not error.lasting:
            length = 0.0
        else:
            length = self._length = min(max(self._length * 2, first), longest)
            length *= random.uniform(0.8, 1.0)
        self._failure, self._until = error, time.monotonic() + length

    def over(self) -> None:
        """All is well."""
        self._until, self._length, self._failure = 0.0, 0.0, None


def _steps(path: str) -> list[str]:
    steps = [each.strip() for each in path.replace("\\", "/").split("/")]
    if any(not each or len(each) > 255 or re.search(r"[\x00-\x1f\x7f]", each) for each in steps):
        raise EwsError(f"{path!r} is no name for a folder of a mailbox.", "folder", lasting=True)
    return steps


def _bytes(mime: str) -> bytes | str:
    try:
        return base64.b64decode("".join(mime.split()), validate=True) or "there is nothing in it"
    except (binascii.Error, ValueError):
        return "it came damaged"


def _head(found: Shown) -> bytes:
    """The head anew. What goes on in a further line is marked as such, so that it can be no other header."""
    lines = [
        f"{name}: " + "\r\n ".join(line.strip() for line in said.splitlines() if line.strip())
        for name, said in found.head
        if re.fullmatch(r"[!-9;-~]+", name)
    ]
    lines = lines or ["Subject: (the server did not even give the head of this message)"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", errors="replace")
