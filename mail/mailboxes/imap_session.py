"""One logged-in IMAP connection with its folder open, and plain words for why there is none."""

import contextlib
import datetime as dt
import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from imap_tools.errors import ImapToolsError, MailboxFolderSelectError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.utils import encode_folder

from mail.mailboxes.port import MailboxError
from mail.secure import Security, UnusableAuthority, context, refuse_unsafe

DROPPED = (imaplib.IMAP4.error, ImapToolsError, OSError)
_UID = re.compile(rb"\bUID (\d+)")
_BUSY = re.compile(rb"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|OVERQUOTA)\]")


@dataclass(frozen=True)
class Account:
    """Where a mailbox is and who opens it. `access_token` (XOAUTH2) is asked for anew at each connection."""

    host: str
    port: int
    security: Security
    username: str
    password: str = ""
    access_token: Callable[[], str] | None = None
    folder: str = "INBOX"
    ca_file: str | Path | None = None
    timeout: float = 30.0

    def __post_init__(self) -> None:
        refuse_unsafe(self.host, self.security)


class Refused(imaplib.IMAP4.error):
    """The server answered NO; the connection is as good as before."""


class Busy(imaplib.IMAP4.error):
    """The server answered that it cannot do this now."""


class Session:
    """A connection with the folder open. Its methods raise one of DROPPED when the connection is gone."""

    def __init__(self, account: Account) -> None:
        """MailboxError, in words for a person, when there is no getting in."""
        self._account = account
        with _explained(account):
            self._box = _open(account)
        try:
            with _explained(account):
                _login(self._box, account)
                self._box.folder.set(account.folder)
        except BaseException:
            self.close()
            raise
        self.client = self._box.client
        self._can = self._capabilities()
        self.validity = self._number("UIDVALIDITY")
        self.can_idle = "IDLE" in self._can
        self._naming: tuple[str, str] | None = None

    def uids_after(self, uid: int) -> list[int]:
        """The UIDs above `uid`, ascending, of all that has arrived by now."""
        self.client.noop()  # a search alone looks at the mailbox as the session last saw it
        self.client.untagged_responses.pop("EXISTS", None)
        found = self._box.uids(f"UID {uid + 1}:*", charset=None)
        return sorted(
            number for number in map(int, found) if number > uid
        )  # "n:*" gives the last in any case

    def arrivals(self, uids: list[int]) -> list[tuple[int, dt.datetime | None]]:
        """UID and time of arrival of those messages that are still there, ascending."""
        said = self._said_of(uids, "INTERNALDATE")
        return [(uid, _received(said[uid])) for uid in sorted(said)]

    def sizes(self, uids: list[int]) -> dict[int, int]:
        """The sizes of those messages that are still there, by UID."""
        said = self._said_of(uids, "RFC822.SIZE")
        found = {uid: re.search(rb"RFC822\.SIZE (\d+)", line) for uid, line in said.items()}
        return {uid: int(size[1]) for uid, size in found.items() if size}

    def messages(self, uids: list[int]) -> dict[int, bytes]:
        """The bytes of messages, by UID, as far as the server gave them; all of them are in memory at once."""
        if not uids:
            return {}
        status, data = self.client.uid("FETCH", ",".join(map(str, uids)), "(UID BODY.PEEK[])")
        _ok(status, data)
        return {uid: raw for uid, raw in bodies(data).items() if raw is not None}

    def message(self, uid: int, what: str = "") -> bytes | None:
        """The bytes of a message or of its HEADER, its flags untouched; None if it is gone.

        Refused when the server has it but will not give it.
        """
        status, data = self.client.uid("FETCH", str(uid), f"(UID BODY.PEEK[{what}])")
        _ok(status, data)
        found = bodies(data)
        if uid in found and found[uid] is None:
            raise Refused("BODY[] NIL: there, but not given")
        return found.get(uid)

    def has(self, uid: int) -> bool:
        """Whether the message is still there and nobody has deleted it."""
        self.client.noop()
        return bool(self._box.uids(f"UID {uid} UNDELETED", charset=None))

    @contextlib.contextmanager
    def standing_in(self, folder: str) -> Iterator[str | None]:
        """Another folder is open for as long as the block lasts ("" is our own): its UIDVALIDITY, None if there is
        no such folder."""
        if not folder:
            yield self.validity
            return
        try:
            yield self._open_folder(folder)
        finally:
            self._box.folder.set(self._account.folder)
            self.validity = self._number("UIDVALIDITY")

    def move(self, uid: int, folder: str) -> tuple[str, int] | None:
        """Moves one message, making the folder if need be. Nothing else in the mailbox is expunged.

        Returns UIDVALIDITY and UID there, if the server says.
        """
        box = self._folder_name(folder)
        command = "MOVE" if "MOVE" in self._can else "COPY"
        self.client.untagged_responses.pop("COPYUID", None)
        status, data = self.client.uid(command, str(uid), _quoted(box))
        if status == "NO":
            if not self._box.folder.exists(box):
                _ok(*self.client.create(_quoted(box)))
                with contextlib.suppress(*DROPPED):  # only so that people's programs show it
                    self.client.subscribe(_quoted(box))
            status, data = self.client.uid(command, str(uid), _quoted(box))
        _ok(status, data)
        there = copied(self.client.response("COPYUID")[1])
        if command == "COPY":
            _ok(*self.client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)"))
            if "UIDPLUS" in self._can:
                _ok(*self.client.uid("EXPUNGE", str(uid)))
        return there

    def count(self) -> int:
        return len(self.uids_after(0))

    def idle(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        """Whether the server said within that time, at most 29 minutes, that something arrived."""
        if self.client.untagged_responses.get("EXISTS"):
            return True
        said: list[bytes] = []
        slices = max(1, round(seconds / 0.25))
        self._box.idle.start()
        for _ in range(slices):
            said += self._box.idle.poll(timeout=seconds / slices)
            if said or stopped():
                break
        _, rest = self._box.idle.stop()
        said += [line for line in rest if isinstance(line, bytes)]
        return any(b"EXISTS" in line for line in said) or bool(self.client.untagged_responses.get("EXISTS"))

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._box.logout()
        with contextlib.suppress(Exception):
            self._box.client.shutdown()

    def _capabilities(self) -> set[str]:
        """What the server can do now that somebody is logged in; before, many say less."""
        status, data = self.client.capability()
        _ok(status, data)
        return set(_said(data).decode("ascii", errors="replace").upper().split())

    def _said_of(self, uids: list[int], what: str) -> dict[int, bytes]:
        """What the server says of those messages that are still there, by UID."""
        if not uids:
            return {}
        status, data = self.client.uid("FETCH", ",".join(map(str, uids)), f"(UID {what})")
        _ok(status, data)
        wanted, found = set(uids), dict[int, bytes]()
        for line in data:
            uid = _UID.search(line) if isinstance(line, bytes) else None
            if uid and what.encode() in line and int(uid[1]) in wanted:
                found[int(uid[1])] = line
        return found

    def _open_folder(self, folder: str) -> str | None:
        try:
            self._box.folder.set(self._folder_name(folder))
        except MailboxFolderSelectError:
            return None
        return self._number("UIDVALIDITY")

    def _asked_for_naming(self) -> tuple[str, str]:
        """What stands before the names of this account's folders, and between their parts."""
        with contextlib.suppress(imaplib.IMAP4.error):
            _, data = self.client.namespace()
            personal = re.match(rb'\(\("((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.))"', _said(data))
            if personal:
                return personal[1].decode("ascii"), personal[2].decode("ascii")
        return "", "/"

    def _number(self, code: str) -> str:
        _, data = self.client.response(code)
        return data[0].decode("ascii") if data and data[0] else "0"

    def _folder_name(self, folder: str) -> str:
        """The folder's name as the server writes it: "Filed/2014" may be "INBOX.Filed.2014"."""
        prefix, delimiter = self._naming = self._naming or self._asked_for_naming()
        return prefix + folder.removeprefix(prefix).replace("/", delimiter)


def _open(account: Account) -> BaseMailBox:
    if account.security == "none":
        box = MailBoxUnencrypted(account.host, account.port, timeout=account.timeout)
    elif account.security == "starttls":
        box = MailBoxStartTls(
            account.host, account.port, timeout=account.timeout, ssl_context=context(account.ca_file)
        )
    else:
        box = MailBox(
            account.host, account.port, timeout=account.timeout, ssl_context=context(account.ca_file)
        )
    box.client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return box


def _login(box: BaseMailBox, account: Account) -> None:
    if account.access_token:
        answers = iter((f"user={account.username}\1auth=Bearer {account.access_token()}\1\1".encode(),))
        box.client.authenticate("XOAUTH2", lambda _: next(answers, b""))
    elif (account.username + account.password).isascii():
        box.login(account.username, account.password, initial_folder=None)
    else:
        box.login_utf8(account.username, account.password, initial_folder=None)


@contextlib.contextmanager
def _explained(account: Account) -> Iterator[None]:
    """Turns what went wrong on the way in into a MailboxError. Servers' own words are kept, passwords never."""
    at = f"{account.host}:{account.port}"
    try:
        yield
    except UnusableAuthority as error:
        raise MailboxError(str(error), lasting=True) from error
    except ssl.SSLCertVerificationError as error:
        raise MailboxError(
            f"The certificate of {at} is not to be trusted ({error.verify_message}); nothing was sent to it. "
            "Set host to the name in its certificate, or ca_file to the authority that issued it.",
            lasting=True,
        ) from error
    except ssl.SSLError as error:
        raise MailboxError(
            f"{at} does not speak TLS as expected ({error.reason or 'no TLS'}). Check port and security.",
            lasting=True,
        ) from error
    except MailboxFolderSelectError as error:
        if _BUSY.search(str(error).encode()):
            raise _busy(at) from error
        raise MailboxError(
            f"{at} has no folder {account.folder!r} for {account.username}. Check folder.", lasting=True
        ) from error
    except TimeoutError as error:
        raise MailboxError(
            f"{at} is too slow: it gave no answer within {account.timeout:.0f} seconds. It is tried again; if it "
            "lasts, look how busy the mail server and the way to it are."
        ) from error
    except (imaplib.IMAP4.abort, OSError) as error:
        if _BUSY.search(str(error).encode()):
            raise _busy(at) from error
        raise MailboxError(
            f"{at} cannot be reached ({_reason(error)}). It is tried again; if it lasts, check host, port "
            "and whether the mail server runs."
        ) from error
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        raise _refused(account, at, error) from error


def _busy(at: str) -> MailboxError:
    return MailboxError(f"{at} is busy and let nobody in. It is tried again.")


def _refused(account: Account, at: str, error: Exception) -> MailboxError:
    text = str(error).encode()
    if _BUSY.search(text):
        return _busy(at)
    if "STARTTLS" in str(error).upper() and "TLS not supported" in str(error):
        return MailboxError(
            f'{at} does not offer STARTTLS; nothing was sent to it. Set security = "tls" and its port.',
            lasting=True,
        )
    how = "access token" if account.access_token else "password"
    return MailboxError(
        f"{at} refused {account.username}. Check username and {how}, and that the account may use IMAP.",
        lasting=True,
    )


def _reason(error: BaseException) -> str:
    if isinstance(error, socket.gaierror):
        return "no such host"
    return getattr(error, "strerror", None) or "the connection was closed"


def _ok(status: str, data: object) -> None:
    if status != "OK":
        raise (Busy if _BUSY.search(_said(data)) else Refused)(f"{status} where OK was expected")


def _said(data: object) -> bytes:
    return b" ".join(item for item in data if isinstance(item, bytes)) if isinstance(data, list) else b""


def bodies(data: Sequence[object]) -> dict[int, bytes | None]:
    """The bodies in the answer to a FETCH, by UID; None is one that the server would not give."""
    found: dict[int, bytes | None] = {}
    for index, item in enumerate(data):
        literal = item[1] if isinstance(item, tuple) else None
        said = item[0] if isinstance(item, tuple) else item
        if not isinstance(said, bytes) or b"BODY[" not in said:
            continue
        after = data[index + 1] if literal is not None and index + 1 < len(data) else b""
        uid = _UID.search(said) or _UID.search(after if isinstance(after, bytes) else b"")
        if uid:
            found[int(uid[1])] = bytes(literal) if literal is not None else _quoted_body(said)
    return found


def _quoted_body(said: bytes) -> bytes | None:
    """A body that is no literal: a short string, or NIL."""
    body = re.search(rb'BODY\[[^]]*\] "((?:[^"\\]|\\.)*)"', said)
    return re.sub(rb"\\(.)", rb"\1", body[1]) if body else None


def copied(data: Sequence[object] | None) -> tuple[str, int] | None:
    """The answer code COPYUID of RFC 4315 for one message: UIDVALIDITY and UID where it was put."""
    said = data[0] if data else None
    found = re.fullmatch(rb"(\d+) \d+ (\d+)", said) if isinstance(said, bytes) else None
    return (found[1].decode(), int(found[2])) if found else None


def _received(said: bytes) -> dt.datetime | None:
    found = re.search(rb'INTERNALDATE "([^"]+)"', said)
    with contextlib.suppress(ValueError, TypeError):
        if found:
            return parsedate_to_datetime(found[1].decode("ascii").replace("-", " ", 2)).astimezone(dt.UTC)
    return None


def _quoted(box: str) -> str:
    return encode_folder(box).decode("ascii")
