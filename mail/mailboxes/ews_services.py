"""exchangelib's operations, read strictly and plainly.

exchangelib mends broken XML and makes objects of what it finds. An answer broken off in the middle would then be a
listing without its second half, or half a mail; and a time written in an unusual way would be an error. So each
answer must be whole, and of each item only ids, times, sizes and bytes are read.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from exchangelib.errors import EWSError, MalformedResponseError
from exchangelib.fields import FieldOrder, FieldPath
from exchangelib.folders import Folder
from exchangelib.items import ID_ONLY, Item, Message
from exchangelib.properties import FolderId, ItemId
from exchangelib.services import (
    CreateFolder,
    CreateItem,
    FindFolder,
    FindItem,
    GetFolder,
    GetItem,
    GetStreamingEvents,
    MoveItem,
    SyncFolderItems,
)
from exchangelib.services.common import EWSService
from exchangelib.util import MNS, SOAPNS, TNS
from lxml import etree

_M, _T, _S = f"{{{MNS}}}", f"{{{TNS}}}", f"{{{SOAPNS}}}"
Element = Any  # lxml's, whose stubs exchangelib does not know


@dataclass(frozen=True)
class Shown:
    """What a server says of an item."""

    id: str
    received: dt.datetime | None = None
    size: int = 0
    mime: str = ""
    head: tuple[tuple[str, str], ...] = ()


class _Whole:
    """Answers must be well-formed to their end, unless `mended`, and are given as they are."""

    mended = False

    @classmethod
    def _get_soap_parts(cls, response: Any) -> tuple[Element, Element]:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=cls.mended)
        try:
            root = etree.fromstring(response.content, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise MalformedResponseError("the answer is no XML, or not all of it") from None
        body = root.find(f"{_S}Body")
        if body is None:
            raise MalformedResponseError("the answer has no body")
        return root.find(f"{_S}Header"), body

    def _elem_to_obj(self, elem: Element) -> Element:
        return elem


class Sync(_Whole, SyncFolderItems):
    def page(self, folder: FolderId, state: str | None, most: int) -> list[Shown]:
        """What came to the folder after a state; `sync_state` and `includes_last_item_in_range` are set then."""
        found = _unless_failed(
            self.call(
                folder=folder,
                shape=ID_ONLY,
                additional_fields=_fields("datetime_received"),
                sync_state=state,
                ignore=None,
                max_changes_returned=most,
                sync_scope=None,
            )
        )
        if not self.sync_state:
            raise MalformedResponseError("there is no sync state")
        return [shown(each[0]) for each in found if each.tag == f"{_T}Create" and len(each)]

    def _get_element_container(self, message: Element, name: str | None = None) -> Any:
        if message.get("ResponseClass") == "Error":  # some servers send no state with it
            return EWSService._get_element_container(self, message, name)
        return super()._get_element_container(message, name)


class Find(_Whole, FindItem):
    total = 0

    def page(self, folder: FolderId, offset: int, most: int) -> tuple[list[Shown], int | None]:
        """What stands in the folder from an offset on, oldest first, and where to go on; None at the end.

        `total` is then how many there are.
        """
        payload = self.get_payload(
            folders=[folder],
            additional_fields=_fields("datetime_received"),
            restriction=None,
            order_fields=[_oldest_first()],
            query_string=None,
            shape=ID_ONLY,
            depth="Shallow",
            calendar_view=None,
            page_size=most,
            offset=offset,
        )
        ((found, next_offset),) = _unless_failed(self._get_elements(payload=payload))
        return [shown(each) for each in found], next_offset

    def _get_page(self, message: Element) -> Any:
        said = EWSService._get_element_container(self, message, None)
        if isinstance(said, Exception):
            return said
        root = message.find(f"{_M}RootFolder")
        if root is None:  # some servers leave it out when there is nothing
            self.total = 0
            return [], None
        self.total, next_offset = self._get_paging_values(root)
        items = root.find(f"{_T}Items")
        return list(items) if items is not None else [], next_offset


class Get(_Whole, GetItem):
    ERRORS_TO_CATCH_IN_RESPONSE = (EWSError,)  # one that cannot be had is no reason to have none

    def some(self, ids: list[str], *fields: str) -> list[Shown | EWSError]:
        """Those items with those fields, in their order; for each that cannot be had, why."""
        asked = self.call(
            items=[ItemId(id=each) for each in ids], additional_fields=_fields(*fields), shape=ID_ONLY
        )
        found = [each if isinstance(each, EWSError) else shown(each) for each in asked]
        if len(found) != len(ids):
            raise MalformedResponseError(f"{len(found)} items where {len(ids)} were asked for")
        return found


class Head(Get):
    """The head alone. Servers write in it what XML forbids; and it goes to a person anyway."""

    mended = True


class Move(_Whole, MoveItem):
    def one(self, uid: str, folder: FolderId) -> str | None:
        """Moves an item; its id there, where the server says."""
        found = _unless_failed(self.call(items=[ItemId(id=uid)], to_folder=folder))
        return (shown(found[0]).id or None) if found and found[0] is not None else None


class Send(_Whole, CreateItem):
    def one(self, mime: bytes, copies: FolderId) -> None:
        """Sends a mail as it is and keeps a copy in a folder."""
        payload = self.get_payload(
            items=[Message(mime_content=mime, account=self.account)],
            folder=copies,
            message_disposition="SendAndSaveCopy",
            send_meeting_invitations="SendToNone",
        )
        for message in payload.iter(
            f"{_T}Message"
        ):  # exchangelib's defaults would stand above the mail's own
            message[:] = message.findall(f"{_T}MimeContent")
        _unless_failed(self._get_elements(payload=payload))


class Look(_Whole, GetFolder):
    def total(self, folder: FolderId) -> int:
        """How many items the folder has."""
        path = FieldPath(field=Folder.get_field_by_fieldname("total_count"))
        found = _unless_failed(self.call(folders=[folder], additional_fields=[path], shape=ID_ONLY))
        return int(found[0].findtext(f"{_T}TotalCount") or 0) if found else 0

    def _elems_to_objs(self, elems: Any) -> Any:
        return EWSService._elems_to_objs(self, elems)


class Children(_Whole, FindFolder):
    def of(self, parent: FolderId) -> dict[str, FolderId]:
        """The folders in a folder, by their names in lower case: Exchange does not tell "filed" from "Filed"."""
        path = FieldPath(field=Folder.get_field_by_fieldname("name"))
        named: dict[str, FolderId] = {}
        offset: int | None = 0
        while offset is not None:
            payload = self.get_payload([parent], [path], None, ID_ONLY, "Shallow", 200, offset)
            ((found, offset),) = _unless_failed(self._get_elements(payload=payload))
            named.update((_name(each), _folder_id(each)) for each in found)
            offset = offset if len(found) else None
        return named

    def _get_page(self, message: Element) -> Any:
        said = EWSService._get_element_container(self, message, None)
        root = message.find(f"{_M}RootFolder")
        if isinstance(said, Exception) or root is None:
            return said if isinstance(said, Exception) else ([], None)
        folders = root.find(f"{_T}Folders")
        return list(folders) if folders is not None else [], self._get_paging_values(root)[1]


class Make(_Whole, CreateFolder):
    def one(self, name: str, parent: FolderId) -> None:
        """Makes a folder for mail. ErrorFolderExists if there is one."""
        _unless_failed(self.call(parent_folder=parent, folders=[Folder(name=name, folder_class="IPF.Note")]))

    def _elems_to_objs(self, elems: Any) -> Any:
        return EWSService._elems_to_objs(self, elems)


class Events(GetStreamingEvents):
    def news(self, subscription: str, minutes: int) -> Iterator[bool]:
        """As long as the server keeps talking, whether what it said is that something happened."""
        said: Any = self.call([subscription], minutes)
        for notification in said:
            tags = [etree.QName(each).localname for each in notification]
            yield any(tag.endswith("Event") and tag != "StatusEvent" for tag in tags)

    def _elem_to_obj(self, elem: Element) -> Element:
        return elem


def shown(item: Element) -> Shown:
    """What is said of an item, whatever kind of item it is. MalformedResponseError if it has no id."""
    found = item if item.tag == f"{_T}ItemId" else item.find(f"{_T}ItemId")
    if found is None or not found.get("Id"):
        raise MalformedResponseError("there is an item without an id")
    size = item.findtext(f"{_T}Size") or ""
    return Shown(
        found.get("Id"),
        _time(item.findtext(f"{_T}DateTimeReceived") or ""),
        int(size) if size.isascii() and size.isdecimal() else 0,
        item.findtext(f"{_T}MimeContent") or "",
        tuple(
            (each.get("HeaderName", ""), each.text or "")
            for each in item.iterfind(f".//{_T}InternetMessageHeader")
        ),
    )


def _time(said: str) -> dt.datetime | None:
    """Any way to write a time; one without a zone is UTC, as was asked for."""
    try:
        found = dt.datetime.fromisoformat(said)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)


def _unless_failed(found: Any) -> list[Any]:
    listed = list(found)
    for each in listed:
        if isinstance(each, Exception):
            raise each
    return listed


def _fields(*names: str) -> list[FieldPath]:
    return [FieldPath(field=Message.get_field_by_fieldname(name)) for name in names]


def _oldest_first() -> Any:
    return FieldOrder(
        field_path=FieldPath(field=Item.get_field_by_fieldname("datetime_received")), reverse=False
    )


def _name(folder: Element) -> str:
    return (folder.findtext(f"{_T}DisplayName") or "").casefold()


def _folder_id(folder: Element) -> FolderId:
    found = folder.find(f"{_T}FolderId")
    if found is None:
        raise MalformedResponseError("there is a folder without an id")
    return FolderId(id=found.get("Id"))
