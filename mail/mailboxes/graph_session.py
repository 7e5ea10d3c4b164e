"""Microsoft Graph as a mailbox uses it: one client, at most four calls at once, and plain words for refusals."""

import contextlib
import functools
import json
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import httpx

from mail.oauth import Tokens
from mail.web import NoAnswer, TooSlow, WebError, asked_to_wait, checked_url, client, explained

AT_ONCE = 4  # Graph answers no more of one application's calls about one mailbox at a time
_PREFER = 'IdType="ImmutableId"'
_PATIENCE = 10.0  # seconds that one call waits, all in all, because the server asks for it
_HEAD = 262_144  # as much as is looked at of a message that is too large
_TIMES = 3
_NO_MAILBOX = (
    "errorinvaliduser",
    "errornonexistentmailbox",
    "mailboxnotenabledforrestapi",
    "mailboxnotsupportedforrestapi",
    "request_resourcenotfound",
    "resourcenotfound",
    "userunknown",
)
_STATE_LOST = ("syncstatenotfound", "syncstateinvalid", "resyncrequired", "errorinvalidsyncstatedata")
_BAD_ID = ("errorinvalidid", "errorinvalididmalformed", "errorinvalididempty", "erroritemnotfound")
Permission = Literal["Mail.ReadWrite", "Mail.Send"]


class GraphError(WebError):
    """Graph refused. `code` is its own word for why ("ErrorAccessDenied")."""

    def __init__(
        self, message: str, code: str = "", *, lasting: bool = False, seconds: float | None = None
    ) -> None:
        super().__init__(message, lasting=lasting, seconds=seconds)
        self.code = code


class NotFound(GraphError):
    """There is no such message or folder (any more)."""


class StateLost(GraphError):
    """What a link remembered is forgotten: begin anew."""


class Unusable(GraphError):
    """Graph can make nothing of what was asked (400, 413)."""


class Broken(GraphError):
    """Graph failed at this (5xx), again and again."""


@dataclass(frozen=True)
class Answer:
    """What came back. `size` is how large the body is as far as is known; `content` may be its beginning only.

    `wait`: for how many seconds the server wants to be left alone.
    """

    status: int
    content: bytes
    size: int
    wait: float | None

    @property
    def whole(self) -> bool:
        return self.size <= len(self.content)


@functools.cache
def _places(_api_url: str, _client_id: str, _address: str) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(AT_ONCE)


class Graph:
    """Calls about one mailbox. May be used from several threads; `close` when none is at work."""

    def __init__(
        self,
        *,
        address: str,
        tenant: str,
        client_id: str,
        client_secret: str,
        api_url: str,
        authority_url: str,
        timeout: float,
        ca_file: str | Path | None,
        permission: Permission,
    ) -> None:
        """ValueError for plain http to another machine. `permission` is what to ask an administrator for."""
        self.address = address
        self._api_url = checked_url(api_url, "api_url")
        self.at = urlsplit(self._api_url).netloc
        self._permission: Permission = permission
        self._timeout, self._ca_file = timeout, ca_file
        self._tokens = Tokens(
            tenant=tenant,
            client_id=client_id,
            client_secret=client_secret,
            scope=_scope(self._api_url),
            authority_url=authority_url,
            ca_file=ca_file,
            timeout=timeout,
        )
        self._places = _places(self._api_url, client_id, address.casefold())
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._left_alone_until = 0.0

    @property
    def mailbox(self) -> str:
        """The mailbox's path."""
        return f"/users/{quote(self.address)}"

    def get(self, where: str, *, page: int = 0) -> dict[str, Any]:
        """What stands at a path below `api_url`, in pages of `page`."""
        prefer = f"{_PREFER}, odata.maxpagesize={page}" if page else _PREFER
        return self._read(self.ask("GET", where, {"Prefer": prefer}))

    def post(self, where: str, body: dict[str, Any]) -> dict[str, Any]:
        """Has something done that may be done twice without harm, or not at all."""
        return self._read(
            self.ask("POST", where, {"Content-Type": "application/json"}, json.dumps(body).encode())
        )

    def below(self, link: object) -> str:
        """The path and query of a link that Graph gave; whatever host it names, only `api_url` is ever asked."""
        parts, ours = urlsplit(link if isinstance(link, str) else ""), urlsplit(self._api_url)
        if not parts.path.startswith(f"{ours.path}/"):
            raise GraphError(f"{self.at} gave no link to what comes next. Check api_url.", lasting=True)
        path = parts.path.removeprefix(ours.path)
        return f"{path}?{parts.query}" if parts.query else path

    def ask(
        self,
        method: Literal["GET", "POST"],
        where: str,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
        *,
        limit: int | None = None,
    ) -> Answer:
        """Asks until there is an answer, as patiently as is good. A body above `limit` bytes is cut off.

        GraphError in words for a person. A POST is asked again only where it was surely not carried out.
        """
        until, times, renewed = time.monotonic() + _PATIENCE, 0, False
        while True:
            token = self._tokens()
            self._stay_away(until)
            try:
                answer = self._once(
                    method, where, {"Prefer": _PREFER, **(headers or {})}, token, content, limit
                )
            except NoAnswer as error:
                times += 1
                if method == "POST" or isinstance(error, TooSlow) or times > 1:
                    raise
                time.sleep(0.2)
                continue
            if answer.status < 300:
                return answer
            if answer.status == 401 and not renewed:
                renewed = True
                self._tokens.renew(token)
                continue
            if answer.wait is not None:
                self._leave_alone(answer.wait)
                continue
            times += 1
            if answer.status < 500 or method == "POST" or times >= _TIMES:
                raise self._error(answer)
            time.sleep(0.3 * times)

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = None

    def _once(
        self,
        method: str,
        where: str,
        headers: dict[str, str],
        token: str,
        content: bytes | None,
        limit: int | None,
    ) -> Answer:
        headers = {**headers, "Authorization": f"Bearer {token}"}
        with self._places, explained(self._api_url, self._timeout):
            asked = self._opened().stream(method, self._api_url + where, headers=headers, content=content)
            with asked as response:
                size = _announced(response)
                too_large = limit is not None and size > limit
                body = _read_up_to(response, _HEAD if too_large else limit)
        return Answer(response.status_code, body[:limit], max(size, len(body)), asked_to_wait(response))

    def _opened(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
                self._client = client(self._ca_file, self._timeout, limits=limits)
            return self._client

    def _read(self, answer: Answer) -> dict[str, Any]:
        with contextlib.suppress(ValueError):
            read = json.loads(answer.content)
            if isinstance(read, dict):
                return read
        raise GraphError(f"{self.at} does not answer as Microsoft Graph does. Check api_url.", lasting=True)

    def _leave_alone(self, seconds: float) -> None:
        with self._lock:
            self._left_alone_until = max(self._left_alone_until, time.monotonic() + seconds)

    def _stay_away(self, until: float) -> None:
        """Waits as long as the server asked for. A GraphError that says for how long, if that is too long."""
        with self._lock:
            wanted = self._left_alone_until
        now = time.monotonic()
        if wanted > until:
            raise GraphError(
                f"{self.at} asks to be left alone for {wanted - now:.0f} seconds. It is tried again then.",
                seconds=wanted - now,
            )
        time.sleep(max(0.0, wanted - now))

    def _error(self, answer: Answer) -> GraphError:
        code = _code(answer)
        at, who, status, low = self.at, self.address, answer.status, code.casefold()
        told = f"{status} {code}".strip()
        if status == 410 or low in _STATE_LOST:
            return StateLost(f"{at} does not remember how far {who} was read ({told}).", code)
        if low in _NO_MAILBOX:
            return GraphError(f"{at} has no mailbox {who} ({told}). Check address.", code, lasting=True)
        if status == 404 or low in _BAD_ID:
            return NotFound(f"{at} has no such message or folder ({told}).", code)
        if status == 401:
            return GraphError(
                f"{at} refuses the application's token ({told}). Check tenant and api_url.",
                code,
                lasting=True,
            )
        if status == 403:
            return GraphError(
                f"{at} does not let the application use {who} ({told}). Grant it the application permission "
                f"{self._permission} with admin consent; if a policy or a role scope limits it to some mailboxes, "
                "add this one.",
                code,
                lasting=True,
            )
        if status < 500:
            return Unusable(f"{at} does not take what was asked ({told}).", code)
        kind = GraphError if status == 503 else Broken
        return kind(f"{at} is in trouble ({told}). It is tried again.", code)


def _announced(response: httpx.Response) -> int:
    """How large the body is going to be, as far as the server says."""
    said = response.headers.get("Content-Length", "")
    packed = "Content-Encoding" in response.headers
    return int(said) if re.fullmatch(r"[0-9]{1,15}", said) and not packed else 0


def _read_up_to(response: httpx.Response, limit: int | None) -> bytes:
    if limit is None:
        return response.read()
    read = bytearray()
    for piece in response.iter_bytes(65_536):
        read += piece
        if len(read) > limit:
            break
    return bytes(read)


def _code(answer: Answer) -> str:
    """Graph's word for what is wrong. Its message is left out: it may quote."""
    with contextlib.suppress(ValueError, AttributeError, TypeError):
        found = json.loads(answer.content)["error"]
        code = found.get("code", "") if isinstance(found, dict) else ""
        return code if re.fullmatch(r"[A-Za-z_.]{1,60}", str(code)) else ""
    return ""


def _scope(api_url: str) -> str:
    """What tokens are for: the cloud that is asked. On this machine a server plays Microsoft's."""
    host = urlsplit(api_url).hostname or ""
    return f"https://{host if '.microsoft' in host else 'graph.microsoft.com'}/.default"
