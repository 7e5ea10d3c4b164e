"""HTTP as the bot uses it: verified, within a time limit, and in plain words where there is no answer."""

import contextlib
import datetime as dt
import re
import ssl
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from mail.secure import UnusableAuthority, context, is_loopback

_SHORTEST, _UNSAID, _LONGEST = 0.5, 3.0, 900.0  # seconds for which a server is left alone


class WebError(Exception):
    """A service cannot be used. The text says what happened and what to do, and nothing of any content.

    `lasting` means that only a person can put it right. `seconds` is how long the service asked to be left
    alone, None where it did not say.
    """

    def __init__(self, message: str, *, lasting: bool = False, seconds: float | None = None) -> None:
        super().__init__(message)
        self.lasting = lasting
        self.seconds = seconds


class NoAnswer(WebError):
    """It could not be reached, or the connection was lost."""


class TooSlow(NoAnswer):
    """It did not answer in time."""


def checked_url(url: str, what: str) -> str:
    """The address without a slash at its end; ValueError if it would carry secrets over a network in the clear."""
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise ValueError(f"{what} must be an https address")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError(f"{what} must begin with https; plain http is for this machine only")
    return url.rstrip("/")


def client(ca_file: str | Path | None, timeout: float, **options: object) -> httpx.Client:
    """A client that verifies certificates and follows no redirection. WebError if `ca_file` cannot be used."""
    try:
        return httpx.Client(verify=context(ca_file), timeout=timeout, **options)  # pyright: ignore[reportArgumentType]
    except UnusableAuthority as error:
        raise WebError(str(error), lasting=True) from error


@contextlib.contextmanager
def explained(url: str, timeout: float) -> Iterator[None]:
    """Turns what httpx says of a failure into a WebError."""
    at = urlsplit(url).netloc
    try:
        yield
    except httpx.TimeoutException as error:
        raise TooSlow(
            f"{at} is too slow: no answer within {timeout:g} seconds. It is tried again; if it lasts, check the "
            "network."
        ) from error
    except httpx.TransportError as error:
        if (untrusted := _untrusted(error)) is not None:
            raise WebError(
                f"The certificate of {at} is not to be trusted ({untrusted.verify_message}); nothing was sent "
                "to it. Set ca_file to the authority that issued it.",
                lasting=True,
            ) from error
        how = "cannot be reached" if isinstance(error, httpx.ConnectError) else "broke off the connection"
        raise NoAnswer(f"{at} {how}. It is tried again; if it lasts, check the network.") from error
    except (httpx.InvalidURL, httpx.DecodingError) as error:
        raise WebError(f"{at} did not answer as it should ({type(error).__name__}).") from error


def asked_to_wait(answer: httpx.Response) -> float | None:
    """For how many seconds a server wants to be left alone (429, or 503 that says so); None if it does not."""
    said = answer.headers.get("Retry-After", "")
    if answer.status_code not in (429, 503) or (answer.status_code == 503 and not said):
        return None
    seconds = _UNSAID
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", said):
        seconds = float(said)
    else:
        with contextlib.suppress(ValueError, TypeError):
            seconds = (parsedate_to_datetime(said) - dt.datetime.now(dt.UTC)).total_seconds()
    return min(max(seconds, _SHORTEST), _LONGEST)


def _untrusted(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error
        error = error.__cause__ or error.__context__
    return None
