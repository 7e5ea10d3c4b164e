"""How Exchange Web Services are reached: whose mailbox, by which login, over connections of its own.

exchangelib shares connections between all who use one endpoint and one login, and waits for up to an hour when a
server is in trouble. Here each user has connections of its own that can be closed, and trouble is told at once.
"""

import contextlib
import datetime as dt
import functools
import logging
import ssl
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import requests
from exchangelib.account import Account
from exchangelib.configuration import Configuration
from exchangelib.credentials import DELEGATE, IMPERSONATION
from exchangelib.errors import TransportError
from exchangelib.ewsdatetime import UTC
from exchangelib.protocol import CachingProtocol, FailFast, Protocol
from exchangelib.transport import NOAUTH
from exchangelib.util import is_xml
from exchangelib.version import EXCHANGE_2016, VERSIONS, Build, Version
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase, HTTPBasicAuth
from requests_ntlm import HttpNtlmAuth

from mail.oauth import Tokens
from mail.secure import context, is_loopback
from mail.web import checked_url

logging.getLogger("exchangelib").setLevel(logging.CRITICAL + 1)  # it writes whole requests: they hold mails


Auth = Literal["basic", "ntlm"]


@dataclass(frozen=True)
class Access:
    """Whose mailbox it is, where, and how to log in: as an application if `client_id` is set, else as `username`
    with `password`, as `auth` says.

    `server` is a host, host:port, or the endpoint's whole address. ValueError for plain http or `insecure` with
    another machine, and for a `version` that is none.
    """

    address: str
    server: str
    username: str = ""
    password: str = field(default="", repr=False)
    auth: Auth = "basic"
    tenant: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    version: str = ""
    insecure: bool = False
    timeout: float = 30.0
    ca_file: str | Path | None = None
    authority_url: str = "https://login.microsoftonline.com"

    def __post_init__(self) -> None:
        checked_url(self.url, "server")
        self.known_version()
        if "@" not in self.address:
            raise ValueError(f"{self.address!r} is not the address of a mailbox")
        if self.insecure and not self.on_this_machine:
            raise ValueError("insecure is for this machine only; give ca_file for an authority of your own")

    @property
    def url(self) -> str:
        """The endpoint."""
        return self.server if "://" in self.server else f"https://{self.server}/EWS/Exchange.asmx"

    @property
    def at(self) -> str:
        """The endpoint's host and port, for people."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    @property
    def on_this_machine(self) -> bool:
        return is_loopback(urlsplit(self.url).hostname or "")

    @property
    def who(self) -> str:
        """Who logs in, for people."""
        return f"the application {self.client_id}" if self.client_id else self.username

    def known_version(self) -> Version:
        """The version to begin with; one that is too new is put right by exchangelib when the server says so."""
        if not self.version:
            return Version(EXCHANGE_2016)
        numbers = self.version.split(".")
        if len(numbers) in (2, 3, 4) and all(each.isascii() and each.isdecimal() for each in numbers):
            with contextlib.suppress(ValueError):
                return Version(Build(*map(int, numbers)))
        for build, name, _ in VERSIONS:
            if name == self.version:
                return Version(build, name)
        raise ValueError(f'version must be like "Exchange2016" or "15.1.2507", not {self.version!r}')


class Login:
    """How requests say who asks, and whom they trust. Kept: a token is good for an hour, a context takes long."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self.auth = _application(access) if access.client_id else _person(access)

    @functools.cached_property
    def tls(self) -> ssl.SSLContext | None:
        """UnusableAuthority if `ca_file` cannot be used."""
        if self._access.url.startswith("http://"):
            return None
        return _insecure() if self._access.insecure else context(self._access.ca_file)


class Application(AuthBase):
    """The login of an application: a token with each request. WebError out of the request if there is none."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._shown = ""

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        self._shown = self._tokens()
        r.headers["Authorization"] = f"Bearer {self._shown}"
        return r

    def renew(self) -> None:
        """The token shown last was refused."""
        self._tokens.renew(self._shown)


class Answered(TransportError):
    """The server answered with something else than a result. `said` is what it wrote; it is not for people."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__(f"status {response.status_code}")
        self.status = response.status_code
        self.seconds = _retry_after(response.headers.get("Retry-After", ""))
        self.offers = response.headers.get("WWW-Authenticate", "")
        self.said = response.content[:4000].decode("utf-8", errors="replace")


def connected(access: Access, login: Login) -> tuple[Account, "Wire"]:
    """A mailbox as exchangelib's services want it, on connections of its own. Nothing is sent yet.

    UnusableAuthority if `ca_file` cannot be used.
    """
    wire = Wire(access, login)
    account = Account(
        access.address,
        access_type=IMPERSONATION if access.client_id else DELEGATE,
        config=wire.config,
        default_timezone=UTC,
    )
    account.protocol = wire
    return account, wire


class _OfItsOwn(CachingProtocol):
    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return type.__call__(cls, *args, **kwargs)


class Wire(Protocol, metaclass=_OfItsOwn):
    """One connection to an endpoint, opened when it is needed; a failure leaves none behind."""

    def __init__(self, access: Access, login: Login) -> None:
        super().__init__(
            config=Configuration(
                service_endpoint=access.url,
                auth_type=NOAUTH,  # exchangelib's ways are passed over: they fetch tokens while they hold locks
                version=access.known_version(),
                retry_policy=_AtOnce(),
                max_connections=1,
            )
        )
        self.TIMEOUT = access.timeout
        self.RETRY_WAIT = 0  # what a server did not ask for is not to be taken for its wish
        self._access, self._login, self._tls = access, login, login.tls
        self._adapters: list[_Adapter] = []

    def create_session(self) -> requests.Session:
        session = super().create_session()
        session.auth = self._login.auth
        session.verify = not self._access.insecure
        session.trust_env = not self._access.on_this_machine  # a proxy, but not for this machine
        adapter = _Adapter(self._tls)
        self._adapters = [adapter]
        session.mount(self._access.url, adapter)
        return session

    def retire_session(self, session: requests.Session) -> None:
        """exchangelib would open another at once, and wait for ever for one that could not be opened."""
        self.close_session(session)
        self._session_pool_size -= 1

    def cut(self) -> None:
        """Ends a stream that another thread is reading."""
        for adapter in self._adapters:
            adapter.cut()


class _AtOnce(FailFast):
    """Tells each failure at once, as what it is. A SOAP fault comes with status 500 and is read as one."""

    def raise_response_errors(self, response: requests.Response) -> None:
        if response.status_code == 200 or (response.status_code == 500 and is_xml(response.content)):
            return
        raise Answered(response)


class _Adapter(HTTPAdapter):
    """Trusts whom the settings trust, and no list of requests' own."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self._streaming: requests.Response | None = None
        super().__init__(pool_connections=1, pool_maxsize=1, pool_block=True)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._tls, **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        return super().proxy_manager_for(proxy, ssl_context=self._tls, **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context knows whom to trust."""

    def send(
        self,
        request: Any,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        response = super().send(request, stream, timeout, verify, cert, proxies)
        self._streaming = response if stream else None
        return response

    def close(self) -> None:
        """urllib3 closes connections only when the last answer from them is collected as garbage."""
        for key in self.poolmanager.pools.keys():  # noqa: SIM118 - no mapping to go through
            self.poolmanager.pools[key].close()
        super().close()

    def cut(self) -> None:
        response = self._streaming
        if response is not None:
            with contextlib.suppress(OSError, ValueError, RuntimeError):  # it has ended by itself
                response.raw.shutdown()


def _person(access: Access) -> AuthBase:
    if access.auth == "ntlm":
        return HttpNtlmAuth(access.username, access.password)
    return HTTPBasicAuth(access.username.encode(), access.password.encode())  # requests would write Latin-1


def _application(access: Access) -> Application:
    host = urlsplit(access.url).hostname or ""
    return Application(
        Tokens(
            tenant=access.tenant,
            client_id=access.client_id,
            client_secret=access.client_secret,
            scope=f"https://{'outlook.office365.com' if access.on_this_machine else host}/.default",
            authority_url=access.authority_url,
            ca_file=access.ca_file,
            timeout=access.timeout,
        )
    )


def _insecure() -> ssl.SSLContext:
    made = ssl.create_default_context()
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    return made


def _retry_after(said: str) -> float | None:
    if said.isascii() and said.isdecimal():
        return float(said[:9])
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(said) - dt.datetime.now(dt.UTC)).total_seconds())
    return None
