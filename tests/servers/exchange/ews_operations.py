"""The operations of Exchange Web Services over the model, by the protocol's documentation."""

import base64
import datetime as dt
import email
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from tests.servers.exchange.ews_xml import T, Wrong, answer, as_id, error, from_id, success
from tests.servers.exchange.model import INBOX, Exchange, Item

ROOT = ""  # msgfolderroot
_DISTINGUISHED = {"msgfolderroot": ROOT, "inbox": INBOX, "sentitems": "Sent Items"}
Element = etree._Element


@dataclass
class Operations:
    """What a server answers to whom. `denied` may not open any mailbox; `unsendable` recipients are refused;
    with `unmoved` nobody may move anything. `created` names the properties that mails were sent with.

    `poison` maps an item's id in the model to the error that GetItem gives for it. With `omits_empty` a search with
    no hits has no root folder, and with `short_dates` times have no fraction and no zone, as some servers have it.
    """

    exchange: Exchange
    denied: set[str] = field(default_factory=set)
    denial: str = "Access is denied. Check credentials and try again."
    unmoved: bool = False
    unsendable: set[str] = field(default_factory=set)
    poison: dict[str, str] = field(default_factory=dict)
    omits_empty: bool = False
    short_dates: bool = False
    no_streaming: bool = False
    replay: bool = False
    lose_state: bool = False
    subscriptions: dict[str, tuple[str, str]] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def answer(self, operation: str, user: str, asked: Element) -> bytes:
        """Carries an operation out, for the mailbox of `user` if the request names no other. Wrong if it fails."""
        known: dict[str, Callable[[str, Element], list[str]]] = {
            "GetFolder": self._get_folder,
            "FindFolder": self._find_folder,
            "CreateFolder": self._create_folder,
            "SyncFolderItems": self._sync,
            "FindItem": self._find_item,
            "GetItem": self._get_item,
            "MoveItem": self._move_item,
            "CreateItem": self._create_item,
            "Subscribe": self._subscribe,
            "Unsubscribe": self._unsubscribe,
        }
        if operation not in known:
            raise Wrong("ErrorInvalidRequest", whole=True)
        try:
            return answer(operation, *known[operation](user, asked))
        except Wrong as wrong:
            if wrong.whole:
                raise
            inner = "<m:SyncState/><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange>"
            return answer(operation, error(operation, wrong, inner if operation == "SyncFolderItems" else ""))

    def folder(self, user: str, asked: Element) -> tuple[str, str]:
        """Mailbox and folder that an element with a folder id means."""
        distinguished = asked.find(f".//{T}DistinguishedFolderId")
        if distinguished is not None:
            address = distinguished.findtext(f"{T}Mailbox/{T}EmailAddress") or user
            name = _DISTINGUISHED[distinguished.get("Id", "")]
        else:
            found = asked.find(f".//{T}FolderId")
            address, name = from_id(None if found is None else found.get("Id"), "folder", 2)
        if user in self.denied:
            raise Wrong("ErrorAccessDenied", self.denial)
        if address not in self.exchange.accounts:
            raise Wrong("ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it.")
        with self.exchange.at(address) as account:
            if name not in {*account.folders, *_DISTINGUISHED.values()}:
                raise Wrong("ErrorFolderNotFound", "The specified folder could not be found in the store.")
        return address, name

    def _get_folder(self, user: str, asked: Element) -> list[str]:
        address, name = self.folder(user, asked)
        return [success("GetFolder", f"<m:Folders>{self._folder(address, name)}</m:Folders>")]

    def _find_folder(self, user: str, asked: Element) -> list[str]:
        address, parent = self.folder(user, asked)
        with self.exchange.at(address) as account:
            names = [each for each in account.folders if each.rpartition("/")[0] == parent]
        shown = "".join(self._folder(address, name) for name in names)
        return [
            success(
                "FindFolder",
                f'<m:RootFolder TotalItemsInView="{len(names)}" IncludesLastItemInRange="true">'
                f"<t:Folders>{shown}</t:Folders></m:RootFolder>",
            )
        ]

    def _create_folder(self, user: str, asked: Element) -> list[str]:
        address, parent = self.folder(user, asked)
        name = "/".join(filter(None, (parent, asked.findtext(f".//{T}DisplayName"))))
        with self.exchange.at(address) as account:
            if name.casefold() in map(str.casefold, account.folders):
                raise Wrong("ErrorFolderExists", "A folder with the specified name already exists.")
        self.exchange.make_folder(address, name)
        return [success("CreateFolder", f"<m:Folders>{self._folder(address, name)}</m:Folders>")]

    def _folder(self, address: str, name: str) -> str:
        total = len(self.exchange.in_folder(address, name))
        return (
            f'<t:Folder><t:FolderId Id="{as_id("folder", address, name)}" ChangeKey="AQAAAA=="/>'
            f"<t:DisplayName>{escape(name.rpartition('/')[2])}</t:DisplayName><t:TotalCount>{total}</t:TotalCount>"
            "</t:Folder>"
        )

    def _sync(self, user: str, asked: Element) -> list[str]:
        address, folder = self.folder(user, asked)
        state, most = asked.findtext("{*}SyncState"), int(asked.findtext("{*}MaxChangesReturned") or 512)
        if state and self.lose_state:
            raise Wrong("ErrorInvalidSyncStateData", "The sync state data is not valid.")
        with self.exchange.at(address) as account:
            begun = self._begun(state, address, folder, account.era)
            changes, last, more = self._changes(address, folder, 0 if self.replay else begun, most)
            last = max(begun, last)
            new_state = as_id("state", address, folder, account.era, last)
        return [
            success(
                "SyncFolderItems",
                f"<m:SyncState>{new_state}</m:SyncState>"
                f"<m:IncludesLastItemInRange>{_bool(not more)}</m:IncludesLastItemInRange>"
                f"<m:Changes>{''.join(changes)}</m:Changes>",
            )
        ]

    def _begun(self, state: str | None, address: str, folder: str, era: int) -> int:
        if not state:
            return 0
        try:
            *where, number = from_id(state, "state", 4)
        except Wrong:
            where, number = [], "0"
        if where != [address, folder, str(era)]:
            raise Wrong("ErrorInvalidSyncStateData", "The sync state data is not valid.")
        return int(number)

    def _changes(self, address: str, folder: str, begun: int, most: int) -> tuple[list[str], int, bool]:
        """What changed after a number, netted; the last number looked at; whether there is more."""
        happenings = self.exchange.since(address, folder, begun)
        came = {item: number for number, what, item in happenings if what == "came"}
        changes: list[str] = []
        at = begun
        for number, what, item_id in happenings:
            if len(changes) == most:
                return changes, at, True
            at = number
            item = self.exchange.accounts[address].items.get(item_id)
            if item and item.folder == folder and came.get(item_id, number) == number:
                tag = "Create" if what == "came" else "Update"
                changes.append(f"<t:{tag}>{self._item(address, item, {'item:DateTimeReceived'})}</t:{tag}>")
            elif what == "went" and item_id not in came:
                gone = as_id("item", address, item_id, folder, 0)
                changes.append(f'<t:Delete><t:ItemId Id="{gone}"/></t:Delete>')
        return changes, at, False

    def _find_item(self, user: str, asked: Element) -> list[str]:
        address, folder = self.folder(user, asked)
        view = asked.find("{*}IndexedPageItemView")
        offset, most = (
            (0, 1000)
            if view is None
            else (int(view.get("Offset", 0)), int(view.get("MaxEntriesReturned", 0)))
        )
        items = self.exchange.in_folder(address, folder)
        page = items[offset : offset + most]
        if not items and self.omits_empty:
            return [success("FindItem")]
        shown = "".join(self._item(address, item, {"item:DateTimeReceived"}) for item in page)
        last = offset + len(page) >= len(items)
        paging = f'IndexedPagingOffset="{offset + len(page)}" TotalItemsInView="{len(items)}"'
        return [
            success(
                "FindItem",
                f'<m:RootFolder {paging} IncludesLastItemInRange="{_bool(last)}">'
                f"<t:Items>{shown}</t:Items></m:RootFolder>",
            )
        ]

    def _get_item(self, user: str, asked: Element) -> list[str]:
        wanted = {each.get("FieldURI", "") for each in asked.iterfind(f".//{T}FieldURI")}
        return [self._got(each.get("Id"), wanted) for each in asked.iterfind(f".//{T}ItemId")]

    def _got(self, shown: str | None, wanted: set[str]) -> str:
        try:
            address, item = self._named(shown)
            if item.id in self.poison and "item:MimeContent" in wanted:
                raise Wrong(self.poison[item.id])
        except Wrong as wrong:
            return error("GetItem", wrong, "<m:Items/>")
        return success("GetItem", f"<m:Items>{self._item(address, item, wanted)}</m:Items>")

    def _named(self, shown: str | None) -> tuple[str, Item]:
        address, item_id, folder, moves = from_id(shown, "item", 4)
        with self.exchange.at(address) as account:
            item = account.items.get(item_id)
        if not item or (item.folder, str(item.moves)) != (folder, moves):
            raise Wrong("ErrorItemNotFound", "The specified object was not found in the store.")
        return address, item

    def _item(self, address: str, item: Item, wanted: set[str]) -> str:
        shown = as_id("item", address, item.id, item.folder, item.moves)
        inner = f'<t:ItemId Id="{shown}" ChangeKey="{as_id(item.change)}"/>'
        if "item:MimeContent" in wanted:
            inner = (
                f'<t:MimeContent CharacterSet="UTF-8">{base64.b64encode(item.raw).decode()}</t:MimeContent>'
                + inner
            )
        if "item:DateTimeReceived" in wanted:
            inner += f"<t:DateTimeReceived>{self._time(item.received)}</t:DateTimeReceived>"
        if "item:Size" in wanted:
            inner += f"<t:Size>{len(item.raw)}</t:Size>"
        if "item:InternetMessageHeaders" in wanted:
            heads = email.message_from_bytes(item.raw).items()
            shown_heads = "".join(
                f'<t:InternetMessageHeader HeaderName="{escape(name)}">{escape(value)}</t:InternetMessageHeader>'
                for name, value in heads
            )
            inner += f"<t:InternetMessageHeaders>{shown_heads}</t:InternetMessageHeaders>"
        return f"<t:Message>{inner}</t:Message>"

    def _time(self, when: dt.datetime) -> str:
        return when.strftime("%Y-%m-%dT%H:%M:%S" if self.short_dates else "%Y-%m-%dT%H:%M:%SZ")

    def _move_item(self, user: str, asked: Element) -> list[str]:
        to = asked.find("{*}ToFolderId")
        assert to is not None
        _, folder = self.folder(user, to)
        if self.unmoved:
            raise Wrong("ErrorAccessDenied")
        said = []
        for each in asked.iterfind(f".//{T}ItemId"):
            try:
                address, item = self._named(each.get("Id"))
            except Wrong as wrong:
                said.append(error("MoveItem", wrong, "<m:Items/>"))
                continue
            moved = self.exchange.move(address, item.id, folder)
            said.append(success("MoveItem", f"<m:Items>{self._item(address, moved, set())}</m:Items>"))
        return said

    def _create_item(self, user: str, asked: Element) -> list[str]:
        raw = base64.b64decode(asked.findtext(f".//{T}MimeContent") or "")
        self.created += [etree.QName(each).localname for each in asked.iterfind(f".//{T}Message/*")]
        to = asked.find("{*}SavedItemFolderId")
        address = user if to is None else self.folder(user, to)[0]
        recipient = email.message_from_bytes(raw).get("To", "")
        if not recipient or any(each in recipient for each in self.unsendable):
            raise Wrong("ErrorInvalidRecipients", "At least one recipient is not valid.")
        with self.exchange.at(address) as account:
            account.sent.append(raw)
        return [success("CreateItem", "<m:Items/>")]

    def _subscribe(self, user: str, asked: Element) -> list[str]:
        if self.no_streaming:
            raise Wrong("ErrorInvalidSubscriptionRequest", "Streaming is not allowed here.")
        number = f"subscription-{next(self._numbers)}"
        self.subscriptions[number] = self.folder(user, asked)
        return [success("Subscribe", f"<m:SubscriptionId>{number}</m:SubscriptionId>")]

    def _unsubscribe(self, user: str, asked: Element) -> list[str]:
        if self.subscriptions.pop(asked.findtext("{*}SubscriptionId") or "", None) is None:
            raise Wrong("ErrorSubscriptionNotFound")
        return [success("Unsubscribe")]


def named_item(shown: str | None) -> str:
    """The item's id in the model that an id shown stands for; empty if it stands for none."""
    try:
        return from_id(shown, "item", 4)[1]
    except Wrong:
        return ""


def _bool(value: bool) -> str:
    return "true" if value else "false"
