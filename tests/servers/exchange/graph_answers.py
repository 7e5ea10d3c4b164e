"""What Microsoft Graph answers about one mailbox, by its documentation: changes, messages, folders, sending."""

import base64
import binascii
import itertools
import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.servers.exchange.model import INBOX, Account, Exchange, Item, Journal

IMMUTABLE = 'idtype="immutableid"'


class Refusal(Exception):
    """An answer that is an error, as Graph words it."""

    def __init__(self, status: int, code: str, **headers: str) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers


class Answers:
    """Answers about a mailbox. The methods take the mailbox, the request and its body; a Refusal is an error.

    An immutable id is the model's; without the Prefer header, ids change with each move. `empty_pages`: every
    other page of changes has nothing on it. `link_host` stands in links instead of this server. `largest` is how
    many bytes a mail may have that is sent.
    """

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.empty_pages = False
        self.link_host = ""
        self.largest = 4_000_000
        self._pages = itertools.count(1)

    # Messages

    def delta(self, account: Account, request: Request, _body: bytes) -> Response:
        folder = _folder_name(account, request.path_params["folder"])
        token = request.query_params.get("$skiptoken") or request.query_params.get("$deltatoken")
        upto = max((n for n, *_ in account.folders[folder].happenings), default=0)
        after, first = 0, True
        if token:
            after, upto, first = self._state(account, token, upto)
        if getattr(request.state, "replayed", False):
            after = 0
        most = _page_size(request)
        happened = [each for each in self.exchange.since(account.address, folder, after) if each[0] <= upto]
        if self.empty_pages and next(self._pages) % 2 and happened:
            return self._changes(request, [], f"skip.{account.era}.{after}.{upto}.{int(first)}")
        page, rest = happened[:most], happened[most:]
        entries = []
        for item_id in dict.fromkeys(item_id for _, _, item_id in page):
            item = account.items.get(item_id)
            if item is not None and item.folder == folder:
                entries.append(_entry(item, request))
            elif not first:
                entries.append({"@removed": {"reason": "deleted"}, "id": item_id})
        if rest:
            return self._changes(request, entries, f"skip.{account.era}.{page[-1][0]}.{upto}.{int(first)}")
        return self._changes(request, entries, f"delta.{account.era}.{upto}")

    def _state(self, account: Account, token: str, newest: int) -> tuple[int, int, bool]:
        try:
            kind, era, *numbers = base64.urlsafe_b64decode(token).decode().split(".")
        except (binascii.Error, ValueError):
            raise Refusal(400, "BadRequest") from None
        if int(era) != account.era:
            raise Refusal(410, "syncStateNotFound")
        if kind == "skip":
            return int(numbers[0]), int(numbers[1]), numbers[2] == "1"
        return int(numbers[0]), newest, False

    def _changes(self, request: Request, entries: list[dict[str, Any]], state: str) -> Response:
        kind = "skiptoken" if state.startswith("skip") else "deltatoken"
        host = self.link_host or _host(request)
        link = f"{host}{quote(request.url.path)}?${kind}={base64.urlsafe_b64encode(state.encode()).decode()}"
        name = "@odata.nextLink" if kind == "skiptoken" else "@odata.deltaLink"
        return JSONResponse({"value": entries, name: link})

    def messages(self, account: Account, request: Request, _body: bytes) -> Response:
        folder = _folder_name(account, request.path_params["folder"])
        skip, top = int(request.query_params.get("$skip", 0)), int(request.query_params.get("$top", 10))
        order = request.query_params.get("$orderby", "receivedDateTime desc")
        items = self.exchange.in_folder(account.address, folder)[:: -1 if order.endswith(" desc") else 1]
        answer: dict[str, Any] = {"value": [_entry(item, request) for item in items[skip : skip + top]]}
        if items[skip + top :]:
            url = request.url.include_query_params(**{"$skip": skip + top})
            answer["@odata.nextLink"] = str(url)
        return JSONResponse(answer)

    def message(self, account: Account, request: Request, _body: bytes) -> Response:
        item = _item(account, request)
        return JSONResponse(_entry(item, request) | {"parentFolderId": _folder_id(item.folder)})

    def value(self, account: Account, request: Request, _body: bytes) -> Response:
        return Response(_item(account, request).raw, media_type="text/plain")

    def move(self, account: Account, request: Request, body: bytes) -> Response:
        item, folder = _item(account, request), _folder_name(account, json.loads(body)["destinationId"])
        if item.folder == folder:
            raise Refusal(400, "ErrorMoveCopyFailed")
        moved = self.exchange.move(account.address, item.id, folder)
        return JSONResponse(_entry(moved, request), 201)

    # Folders

    def folder(self, account: Account, request: Request, _body: bytes) -> Response:
        folder = _folder_name(account, request.path_params["folder"])
        how_many = len(self.exchange.in_folder(account.address, folder))
        return JSONResponse(
            {
                "id": _folder_id(folder),
                "displayName": folder,
                "totalItemCount": how_many,
                "unreadItemCount": 0,
            }
        )

    def folders(self, account: Account, request: Request, body: bytes) -> Response:
        if request.method == "POST":
            name = json.loads(body)["displayName"]
            if name in account.folders:
                raise Refusal(409, "ErrorFolderExists")
            self.exchange.make_folder(account.address, name)
            return JSONResponse({"id": _folder_id(name), "displayName": name}, 201)
        wanted = request.query_params.get("$filter", "")
        name = wanted.removeprefix("displayName eq '").removesuffix("'").replace("''", "'")
        found = [each for each in account.folders if not wanted or each.casefold() == name.casefold()]
        return JSONResponse({"value": [{"id": _folder_id(each), "displayName": each} for each in found]})

    # Sending

    def send(self, account: Account, request: Request, body: bytes) -> Response:
        if len(body) > self.largest:
            raise Refusal(413, "RequestEntityTooLarge")
        if request.headers.get("Content-Type", "").startswith("text/plain"):
            raw = _decoded(body)
        else:
            raw = _from_json(account.address, json.loads(body)["message"])
        mail = message_from_bytes(raw, policy=policy.default)
        sender = mail["From"].addresses[0].addr_spec if mail["From"] else account.address
        if sender.casefold() != account.address.casefold():
            raise Refusal(403, "ErrorSendAsDenied")
        if not mail["To"] or not mail["To"].addresses:
            raise Refusal(400, "ErrorInvalidRecipients")
        account.sent.append(raw)
        return Response(b"", 202)


def is_immutable(request: Request) -> bool:
    return IMMUTABLE in request.headers.get("Prefer", "").casefold()


def _page_size(request: Request) -> int:
    for preference in request.headers.get("Prefer", "").split(","):
        name, _, value = preference.strip().partition("=")
        if name == "odata.maxpagesize":
            return int(value)
    return 10


def _shown_id(item: Item, request: Request) -> str:
    return item.id if is_immutable(request) else f"mutable/{item.change}+{item.id}="


def _entry(item: Item, request: Request) -> dict[str, Any]:
    """What $select asks for; the id is there in any case."""
    properties = {
        "receivedDateTime": item.received.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "isRead": item.read,
        "internetMessageId": "",
    }
    wanted = request.query_params.get("$select", "").split(",")
    shown = {key: value for key, value in properties.items() if key in wanted or wanted == [""]}
    return {"@odata.etag": f'W/"{item.change}"', "id": _shown_id(item, request), **shown}


def _item(account: Account, request: Request) -> Item:
    asked = request.path_params["id"]
    known, _, item_id = asked.removesuffix("=").rpartition("+")
    if known and not known.startswith("mutable/"):
        raise Refusal(400, "ErrorInvalidIdMalformed")
    item = account.items.get(item_id)
    if not item_id.startswith("item-"):
        raise Refusal(400, "ErrorInvalidIdMalformed")
    if item is None or (known and known != f"mutable/{item.change}"):
        raise Refusal(404, "ErrorItemNotFound")
    return item


def _folder_id(folder: str) -> str:
    return f"folder-{folder.encode().hex()}"


def _folder_name(account: Account, asked: str) -> str:
    """The folder meant by an id or by a well-known name."""
    if asked == "inbox":
        return INBOX
    if asked == "deleteditems":
        account.folders.setdefault("Deleted Items", Journal())
        return "Deleted Items"
    for folder in account.folders:
        if asked == _folder_id(folder):
            return folder
    raise Refusal(404, "ErrorItemNotFound")


def _decoded(body: bytes) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        raise Refusal(400, "ErrorMimeContentInvalidBase64String") from None


def _from_json(sender: str, message: dict[str, Any]) -> bytes:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = sender
    to = [each["emailAddress"]["address"] for each in message.get("toRecipients", [])]
    if to:
        mail["To"] = ", ".join(to)
    mail["Subject"] = message.get("subject", "")
    mail.set_content(message.get("body", {}).get("content", ""))
    return mail.as_bytes()


def _host(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
