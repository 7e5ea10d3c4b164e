"""What Exchange Web Services write: envelopes, faults, response messages, ids."""

import base64
from html import escape

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"
M, T, S = f"{{{MESSAGES}}}", f"{{{TYPES}}}", f"{{{SOAP}}}"
_VERSION = (
    '<t:ServerVersionInfo MajorVersion="15" MinorVersion="1" MajorBuildNumber="2507" MinorBuildNumber="6" '
    'Version="V2017_07_11"/>'
)


class Wrong(Exception):
    """An error by its EWS response code, in a response message; as a SOAP fault if `whole`."""

    def __init__(
        self, code: str, said: str = "", *, whole: bool = False, backoff: float | None = None
    ) -> None:
        super().__init__(code)
        self.code, self.said, self.whole, self.backoff = code, said or code, whole, backoff


def envelope(body: str) -> bytes:
    """A whole answer."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}">'
        f"<s:Header>{_VERSION}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def answer(operation: str, *messages: str) -> bytes:
    """The answer to an operation that has response messages."""
    joined = "".join(messages)
    return envelope(
        f"<m:{operation}Response><m:ResponseMessages>{joined}</m:ResponseMessages></m:{operation}Response>"
    )


def success(operation: str, inner: str = "") -> str:
    """One response message."""
    tag = f"m:{operation}ResponseMessage"
    return f'<{tag} ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>{inner}</{tag}>'


def error(operation: str, wrong: Wrong, inner: str = "") -> str:
    """One response message that is an error."""
    tag = f"m:{operation}ResponseMessage"
    return (
        f'<{tag} ResponseClass="Error"><m:MessageText>{escape(wrong.said)}</m:MessageText>'
        f"<m:ResponseCode>{wrong.code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>{inner}</{tag}>"
    )


def fault(wrong: Wrong) -> bytes:
    """A SOAP fault, as it comes with status 500."""
    waiting = (
        f'<t:MessageXml><t:Value Name="BackOffMilliseconds">{round(wrong.backoff * 1000)}</t:Value></t:MessageXml>'
        if wrong.backoff is not None
        else ""
    )
    return envelope(
        f'<s:Fault><faultcode xmlns:a="{TYPES}">a:{wrong.code}</faultcode><faultstring>{escape(wrong.said)}'
        f'</faultstring><detail><e:ResponseCode xmlns:e="{ERRORS}">{wrong.code}</e:ResponseCode>'
        f'<e:Message xmlns:e="{ERRORS}">{escape(wrong.said)}</e:Message>{waiting}</detail></s:Fault>'
    )


def as_id(*parts: object) -> str:
    """An opaque id that says where a thing is."""
    return base64.b64encode("\0".join(map(str, parts)).encode()).decode()


def from_id(shown: str | None, kind: str, length: int) -> list[str]:
    """The parts of an id of that kind, without the kind; Wrong if it is none."""
    try:
        found, *parts = base64.b64decode(shown or "", validate=True).decode().split("\0")
    except ValueError:
        raise Wrong("ErrorInvalidIdMalformed") from None
    if found != kind or len(parts) != length:
        raise Wrong("ErrorInvalidIdMalformed")
    return parts
