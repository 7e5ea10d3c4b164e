"""Mailboxes as Exchange keeps them: folders, messages with ids that stay, and a journal of what changed.

Both protocols look at the same model, so that what is true of one is true of the other. Thread-safe.
"""

import datetime as dt
import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

INBOX = "Inbox"
Happening = tuple[int, str, str]  # (number, "came", "went" or "changed", the message's id)


@dataclass
class Item:
    """One message. `id` stays when it is moved; `change` grows with each change of it, `moves` with each move."""

    id: str
    raw: bytes
    received: dt.datetime
    folder: str
    change: int = 1
    moves: int = 0
    read: bool = False


@dataclass
class Journal:
    """What came into a folder and went from it, in order."""

    happenings: list[Happening] = field(default_factory=list)


@dataclass
class Account:
    """One mailbox: its address, folders by name, messages, and what it has sent."""

    address: str
    items: dict[str, Item] = field(default_factory=dict)
    folders: dict[str, Journal] = field(default_factory=lambda: {INBOX: Journal()})
    sent: list[bytes] = field(default_factory=list)
    era: int = 1


class Exchange:
    """Some mailboxes. `arrived` callbacks run after each delivery, outside the lock."""

    def __init__(self, *addresses: str) -> None:
        self.accounts = {address: Account(address) for address in addresses}
        self.arrived: list[Callable[[str], None]] = []
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)

    @contextmanager
    def at(self, address: str) -> Iterator[Account]:
        """One mailbox, to oneself. KeyError if there is none with that address."""
        with self._lock:
            yield self.accounts[address]

    def deliver(
        self, address: str, raw: bytes, *, folder: str = INBOX, received: dt.datetime | None = None
    ) -> Item:
        """A message arrives."""
        with self.at(address) as account:
            number = next(self._numbers)
            item = Item(f"item-{number:08}", raw, received or dt.datetime.now(dt.UTC), folder)
            account.items[item.id] = item
            self.make_folder(address, folder)
            account.folders[folder].happenings.append((number, "came", item.id))
        for tell in list(self.arrived):
            tell(address)
        return item

    def move(self, address: str, item_id: str, folder: str) -> Item:
        """Move a message; it keeps its id here (a protocol may show another). KeyError if it is gone."""
        with self.at(address) as account:
            item = account.items[item_id]
            self._went(account, item)
            item.folder, item.change, item.moves = folder, item.change + 1, item.moves + 1
            self.make_folder(address, folder)
            account.folders[folder].happenings.append((next(self._numbers), "came", item.id))
            return item

    def mark_read(self, address: str, item_id: str) -> None:
        """Somebody reads a message."""
        with self.at(address) as account:
            item = account.items[item_id]
            item.read, item.change = True, item.change + 1
            account.folders[item.folder].happenings.append((next(self._numbers), "changed", item.id))

    def delete(self, address: str, item_id: str) -> None:
        """Somebody deletes a message."""
        with self.at(address) as account:
            self._went(account, account.items.pop(item_id))

    def make_folder(self, address: str, folder: str) -> None:
        """A folder, if it is not there yet."""
        with self.at(address) as account:
            account.folders.setdefault(folder, Journal())

    def in_folder(self, address: str, folder: str) -> list[Item]:
        """What stands in a folder, oldest first; nothing if there is no such folder."""
        with self.at(address) as account:
            found = [item for item in account.items.values() if item.folder == folder]
            return sorted(found, key=lambda item: (item.received, item.id))

    def since(self, address: str, folder: str, number: int) -> list[Happening]:
        """What happened in a folder after a number, in order."""
        with self.at(address) as account:
            return [each for each in account.folders[folder].happenings if each[0] > number]

    def renew(self, address: str) -> None:
        """The mailbox is restored from a backup: the same messages under new ids; sync states mean nothing."""
        with self.at(address) as account:
            account.era += 1
            items = sorted(account.items.values(), key=lambda item: item.id)
            account.items.clear()
            for journal in account.folders.values():
                journal.happenings.clear()
            for item in items:
                number = next(self._numbers)
                item.id = f"item-{number:08}"
                account.items[item.id] = item
                account.folders[item.folder].happenings.append((number, "came", item.id))

    def _went(self, account: Account, item: Item) -> None:
        journal = account.folders[item.folder]
        journal.happenings.append((next(self._numbers), "went", item.id))
