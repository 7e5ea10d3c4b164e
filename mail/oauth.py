"""Access tokens of an application registered with Microsoft Entra ID, which logs in without a person."""

import json
import re
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from msal import ConfidentialClientApplication

from mail.web import WebError, asked_to_wait, checked_url, client, explained

_DISCOVERY = "/v2.0/.well-known/openid-configuration"
_FOR_NOW = ("temporarily_unavailable", "server_error")


class Tokens:
    """Gives a token that is good, from memory while it lasts. May be used from several threads.

    `scope` is what it is for: "https://graph.microsoft.com/.default". `authority_url` is plain http on this
    machine only (ValueError).
    """

    def __init__(
        self,
        *,
        tenant: str,
        client_id: str,
        client_secret: str,
        scope: str,
        authority_url: str = "https://login.microsoftonline.com",
        ca_file: str | Path | None = None,
        timeout: float = 30.0,
    ) -> None:
        self._url = checked_url(authority_url, "authority_url")
        self._tenant, self._client_id, self._secret = tenant, client_id, client_secret
        self._scope, self._ca_file, self._timeout = scope, ca_file, timeout
        self._lock = threading.Lock()
        self._made: ConfidentialClientApplication | None = None
        self._last = ""

    def __call__(self) -> str:
        """A token. WebError, lasting if the application or its secret was refused."""
        with self._lock:
            answer = self._ask()
            if token := answer.get("access_token"):
                self._last = token
                return token
        raise self._refused(answer)

    def renew(self, refused: str) -> None:
        """Forget a token that was refused though its time had not come, unless it is forgotten already."""
        with self._lock:
            if refused == self._last and self._made is not None:
                self._made.remove_tokens_for_client()

    def _ask(self) -> dict[str, Any]:
        at = urlsplit(self._url).netloc
        try:
            with explained(self._url, self._timeout):
                return self._application().acquire_token_for_client([self._scope]) or {}
        except ValueError as error:
            raise WebError(
                f"{at} does not know the tenant {self._tenant}. Check tenant and authority_url.", lasting=True
            ) from error

    def _application(self) -> ConfidentialClientApplication:
        if self._made is None:
            self._made = ConfidentialClientApplication(
                self._client_id,
                client_credential=self._secret,
                authority=f"https://{self._url.partition('://')[2]}/{self._tenant}",
                instance_discovery=False,  # the settings say where tokens come from, nobody else
                http_client=_Http(self._url, self._ca_file, self._timeout),
            )
        return self._made

    def _refused(self, answer: dict[str, Any]) -> WebError:
        """Why there is no token: Microsoft's number for it is kept, its text, which may say more, is not."""
        at = urlsplit(self._url).netloc
        kind = str(answer.get("error", ""))
        found = re.match(r"AADSTS\d+", str(answer.get("error_description", "")))
        why = found.group() if found else kind or "no reason given"
        if kind in _FOR_NOW:
            return WebError(f"{at} gives no tokens now ({why}). It is tried again.")
        if kind == "invalid_client":
            return WebError(
                f"{at} refused the secret of the application {self._client_id} ({why}). Check client_secret; "
                "it may have run out.",
                lasting=True,
            )
        return WebError(
            f"{at} refused the application {self._client_id} ({why}). Check tenant and client_id.",
            lasting=True,
        )


class _Http:
    """How msal reaches the network: by httpx, so that the council's own authority and time limit hold.

    msal knows https only and asks the server where its tokens are; on this machine, without https, that is said
    for it.
    """

    def __init__(self, url: str, ca_file: str | Path | None, timeout: float) -> None:
        self._client = client(ca_file, timeout)
        self._plain = url.startswith("http://")

    def get(self, url: str, params: Any = None, headers: Any = None, **_: object) -> httpx.Response:
        if self._plain and url.endswith(_DISCOVERY):
            return httpx.Response(200, text=json.dumps(_configuration(url.removesuffix(_DISCOVERY))))
        return self._usable(self._client.get(self._address(url), params=params, headers=headers))

    def post(
        self, url: str, params: Any = None, data: Any = None, headers: Any = None, **_: object
    ) -> httpx.Response:
        return self._usable(self._client.post(self._address(url), params=params, data=data, headers=headers))

    def close(self) -> None:
        self._client.close()

    def _usable(self, answer: httpx.Response) -> httpx.Response:
        """The answer, unless the server is merely in trouble: msal would take that for a wrong tenant."""
        if answer.status_code == 429 or answer.status_code >= 500:
            raise WebError(
                f"{answer.url.netloc.decode()} gives no tokens now ({answer.status_code}). It is tried again.",
                seconds=asked_to_wait(answer),
            )
        return answer

    def _address(self, url: str) -> str:
        return url.replace("https://", "http://", 1) if self._plain else url


def _configuration(tenant_url: str) -> dict[str, str]:
    return {
        "issuer": f"{tenant_url}/v2.0",
        "authorization_endpoint": f"{tenant_url}/oauth2/v2.0/authorize",
        "token_endpoint": f"{tenant_url}/oauth2/v2.0/token",
    }
