"""The four kinds of mailbox as the crash test sees them: mail comes, people tidy up, servers fail."""

import contextlib
import hashlib
import random
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from email import message_from_bytes
from imaplib import IMAP4
from pathlib import Path
from typing import Any

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import MailBoxUnencrypted

from tests.mail.ews_bench import ADDRESS
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.exchange.ews import PASSWORD as EWS_PASSWORD
from tests.servers.exchange.ews import EwsServer
from tests.servers.exchange.graph import CLIENT_ID, SECRET, TENANT, GraphServer
from tests.servers.exchange.model import INBOX, Exchange
from tests.servers.proxy import Wire

ASIDE = "Aside"
_RATES = {
    "throttled": 0.03,
    "dropped": 0.05,
    "slow": 0.04,
    "broken": 0.05,
    "replayed": 0.04,
    "lost_state": 0.03,
}


class Place(ABC):
    """A mailbox. `settings` is its table in the settings file, without the first line. Thread-safe."""

    settings: str

    def __init__(self) -> None:
        self.faults: Counter[str] = Counter()
        self._lock = threading.Lock()

    @abstractmethod
    def lay(self, raws: Sequence[bytes]) -> None:
        """Mails arrive."""

    @abstractmethod
    def meddle(self, raw: bytes, fate: str) -> None:
        """Somebody deletes a mail that stands in the inbox, or puts it aside ("deleted", "put aside")."""

    @abstractmethod
    def folders(self) -> dict[str, Counter[str]]:
        """What stands in each folder, by hash; the inbox is ""."""

    @abstractmethod
    def trouble(self, chance: random.Random) -> None:
        """Something goes wrong; it is over when this returns, or goes on at random until `calm`."""

    @abstractmethod
    def calm(self) -> None:
        """All is well from now on."""


class FolderPlace(Place):
    """A directory; a share that goes away for moments is its trouble."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._away = path.with_name("not-there")
        self._number = 0
        self.settings = f'kind = "folder"\npath = "{path}"\npoll_seconds = 0.2'

    def lay(self, raws: Sequence[bytes]) -> None:
        with self._lock:
            for raw in raws:
                self._number += 1
                arriving = self._path / f"{self._number:06}.tmp"
                arriving.write_bytes(raw)
                arriving.rename(arriving.with_suffix(".eml"))

    def meddle(self, raw: bytes, fate: str) -> None:
        with self._lock:
            for file in sorted(self._path.glob("*.eml")):
                with contextlib.suppress(FileNotFoundError):
                    if file.read_bytes() == raw:
                        (self._path / ASIDE).mkdir(exist_ok=True)
                        file.unlink() if fate == "deleted" else file.rename(self._path / ASIDE / file.name)

    def folders(self) -> dict[str, Counter[str]]:
        found = {"": _hashes(file.read_bytes() for file in self._path.glob("*.eml"))}
        for folder in (each for each in self._path.iterdir() if each.is_dir()):
            found[folder.name] = _hashes(file.read_bytes() for file in folder.glob("*.eml"))
        return found

    def trouble(self, chance: random.Random) -> None:
        with self._lock:
            self.faults["away"] += 1
            self._path.rename(self._away)
            time.sleep(chance.uniform(0.05, 0.4))
            self._away.rename(self._path)

    def calm(self) -> None:
        """It is."""


class ImapPlace(Place):
    """A Dovecot at the end of a wire that breaks; now and then the server itself is started anew."""

    def __init__(self, server: Dovecot, wire: Wire) -> None:
        super().__init__()
        self._server, self._wire = server, wire
        self.settings = (
            f'kind = "imap"\nhost = "127.0.0.1"\nport = {wire.port}\nsecurity = "none"\n'
            f'username = "audits"\npassword = "{PASSWORD}"\npoll_seconds = 1'
        )
        with self._person():
            pass  # makes the user's directory

    def lay(self, raws: Sequence[bytes]) -> None:
        self._server.lay_in("audits", raws)

    def meddle(self, raw: bytes, fate: str) -> None:
        number = message_from_bytes(raw)["Message-ID"]
        with self._lock, contextlib.suppress(ImapToolsError, IMAP4.error), self._person() as box:
            found = box.uids(f'HEADER Message-ID "{number}"')
            if found and fate == "deleted":
                box.delete(found)
            elif found:
                if not box.folder.exists(ASIDE):
                    box.folder.create(ASIDE)
                box.client.uid("MOVE", ",".join(found), ASIDE)  # in one step, where imap-tools takes two

    def folders(self) -> dict[str, Counter[str]]:
        with self._person() as box:
            names = [each.name for each in box.folder.list()]
        boxes = {("" if name == "INBOX" else name): name for name in names}
        return {
            name: _hashes(file.read_bytes() for file in self._server.messages("audits", name))
            for name in boxes
        }

    def trouble(self, chance: random.Random) -> None:
        kind = chance.choices(("cut", "away", "restarted"), (6, 3, 1))[0]
        self.faults[kind] += 1
        self._wire.away = kind != "cut"
        self._wire.cut()
        if kind == "restarted":
            with self._lock:
                self._server.stop()
                self._server.start()
        elif kind == "away":
            time.sleep(chance.uniform(0.1, 0.6))
        self._wire.away = False

    def calm(self) -> None:
        self._wire.away = False

    def _person(self) -> MailBoxUnencrypted:
        box = MailBoxUnencrypted("127.0.0.1", self._server.imap)
        box.login("audits", PASSWORD)
        return box


class ExchangePlace(Place):
    """A mailbox in a made-up Exchange, behind either protocol; it fails at random, and goes away for moments."""

    def __init__(self, server: EwsServer | GraphServer, settings: str, seed: int) -> None:
        super().__init__()
        self._server, self._exchange = server, server.exchange
        self.settings = settings
        server.faults.at_random(**_RATES)
        server.faults._random.seed(seed)

    def lay(self, raws: Sequence[bytes]) -> None:
        for raw in raws:
            self._exchange.deliver(ADDRESS, raw)

    def meddle(self, raw: bytes, fate: str) -> None:
        for item in self._exchange.in_folder(ADDRESS, INBOX):
            if item.raw == raw:
                with contextlib.suppress(KeyError):
                    if fate == "deleted":
                        self._exchange.delete(ADDRESS, item.id)
                    else:
                        self._exchange.move(ADDRESS, item.id, ASIDE)

    def folders(self) -> dict[str, Counter[str]]:
        with self._exchange.at(ADDRESS) as account:
            names = list(account.folders)
        return {
            ("" if name == INBOX else name): _hashes(
                item.raw for item in self._exchange.in_folder(ADDRESS, name)
            )
            for name in names
        }

    def trouble(self, chance: random.Random) -> None:
        if chance.random() < 0.3:
            self.faults["away"] += 1
            self._server.stop()
            time.sleep(chance.uniform(0.1, 0.6))
            self._server.start()

    def calm(self) -> None:
        self._server.faults.clear()
        self.faults += Counter(self._server.faults.happened)


@contextmanager
def folder_place(directory: Path, _seed: int) -> Iterator[Place]:
    path = directory / "post"
    path.mkdir()
    yield FolderPlace(path)


@contextmanager
def imap_place(_directory: Path, _seed: int) -> Iterator[Place]:
    with Dovecot() as server, Wire(server.imap) as wire:
        yield ImapPlace(server, wire)


@contextmanager
def ews_place(_directory: Path, seed: int) -> Iterator[Place]:
    with EwsServer(Exchange(ADDRESS)) as server:
        settings = (
            f'kind = "ews"\naddress = "{ADDRESS}"\nserver = "{server.url}"\nusername = "{ADDRESS}"\n'
            f'password = "{EWS_PASSWORD}"\nversion = "Exchange2016"\npoll_seconds = 1'
        )
        yield ExchangePlace(server, settings, seed)


@contextmanager
def graph_place(_directory: Path, seed: int) -> Iterator[Place]:
    with GraphServer(Exchange(ADDRESS)) as server:
        settings = (
            f'kind = "graph"\naddress = "{ADDRESS}"\ntenant = "{TENANT}"\nclient_id = "{CLIENT_ID}"\n'
            f'client_secret = "{SECRET}"\napi_url = "{server.url}"\nauthority_url = "{server.authority_url}"\n'
            "poll_seconds = 0.5"
        )
        yield ExchangePlace(server, settings, seed)


PLACES: dict[str, Any] = {
    "folder": folder_place,
    "imap": imap_place,
    "ews": ews_place,
    "graph": graph_place,
}


def opened(adapter: str, directory: Path, seed: int) -> AbstractContextManager[Place]:
    """The mailbox for an adapter, for as long as the block lasts."""
    return PLACES[adapter](directory, seed)


def _hashes(raws: Iterator[bytes]) -> Counter[str]:
    return Counter(hashlib.sha256(raw).hexdigest() for raw in raws)
