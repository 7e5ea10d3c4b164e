"""What goes wrong with Exchange Web Services, in words for a person.

exchangelib raises whatever it stumbles over, and its texts may quote an answer: only the kind of an error is used.
"""

import math
import ssl
from collections.abc import Iterator

from exchangelib.errors import ErrorServerBusy, UnauthorizedError
from requests.exceptions import ConnectionError as Unconnected
from requests.exceptions import Timeout
from urllib3.exceptions import ReadTimeoutError

from mail.mailboxes.ews_wire import Access, Answered
from mail.mailboxes.port import MailboxError
from mail.secure import UnusableAuthority
from mail.web import WebError

STATE_LOST = ("ErrorInvalidSyncStateData",)
FOLDER_GONE = (
    "ErrorFolderNotFound",
    "ErrorSyncFolderNotFound",
    "ErrorToFolderNotFound",
    "ErrorParentFolderNotFound",
)
DROPPED, TOO_SLOW, UNCLEAR = "dropped", "too slow", "unclear"
_NO_MAILBOX = (
    "ErrorNonExistentMailbox",
    "ErrorInvalidSmtpAddress",
    "ErrorMailboxConfiguration",
    "ErrorMissingEmailAddress",
    "ErrorNonPrimarySmtpAddress",
)
_NOT_ALLOWED = (
    "ErrorAccessDenied",
    "ErrorCreateItemAccessDenied",
    "ErrorCreateSubfolderAccessDenied",
    "ErrorImpersonateUserDenied",
    "ErrorImpersonationDenied",
    "ErrorImpersonationFailed",
    "ErrorSendAsDenied",
    "ErrorSubscriptionAccessDenied",
)
_REFUSED = ("ErrorAccountDisabled", "ErrorPasswordChangeRequired", "ErrorPasswordExpired")
_LONGEST_WAIT = 900.0


class EwsError(MailboxError):
    """`code` is Exchange's own word for what is wrong ("ErrorItemNotFound"), or one of those above."""

    def __init__(
        self, message: str, code: str, *, lasting: bool = False, seconds: float | None = None
    ) -> None:
        super().__init__(message, lasting=lasting, seconds=seconds)
        self.code = code


def is_gone(code: str) -> bool:
    """Whether there is no such item, or never was one of that id."""
    return code == "ErrorItemNotFound" or code.startswith("ErrorInvalidId")


def is_about_the_request(code: str) -> bool:
    """Whether Exchange understood what was asked and did not do it, so that other things may go well."""
    return code.startswith("Error") or code == "folder"


def concerns_one(code: str) -> bool:
    """Whether an error that came for one item among others says nothing about the others."""
    mailbox = (
        *_NO_MAILBOX,
        *_REFUSED,
        "ErrorServerBusy",
        "ErrorMailboxStoreUnavailable",
        "ErrorMailboxFailover",
    )
    return code not in mailbox


def explained(error: Exception, access: Access, folder: str) -> MailboxError:
    """The error as a mailbox raises it."""
    if isinstance(error, MailboxError):
        return error
    if isinstance(error, WebError):  # there is no token
        return EwsError(str(error), "token", lasting=error.lasting, seconds=error.seconds)
    if isinstance(error, UnusableAuthority):
        return EwsError(str(error), "authority", lasting=True)
    if isinstance(error, Answered):
        return _answered(error, access)
    return _unconnected(error, access) or _coded(error, access, folder)


def _unconnected(error: Exception, access: Access) -> EwsError | None:
    at = access.at
    chain = list(_chain(error))
    for each in chain:
        if isinstance(each, ssl.SSLCertVerificationError):
            return EwsError(
                f"The certificate of {at} is not to be trusted ({each.verify_message}); nothing was sent to it. "
                "Set server to the name in its certificate, or ca_file to the authority that issued it.",
                "certificate",
                lasting=True,
            )
    if any(isinstance(each, ssl.SSLError) for each in chain):
        return EwsError(f"{at} does not speak TLS as expected. Check server.", "tls", lasting=True)
    if any(isinstance(each, Timeout | ReadTimeoutError | TimeoutError) for each in chain):
        return EwsError(
            f"{at} is too slow: no answer within {access.timeout:g} seconds. It is tried again; if it lasts, "
            "check the network and how busy the server is.",
            TOO_SLOW,
        )
    if any(isinstance(each, Unconnected | OSError) for each in chain):
        refused = any(isinstance(each, ConnectionRefusedError) for each in chain)
        how = (
            "is down: it takes no connections"
            if refused
            else "cannot be reached, or broke off the connection"
        )
        return EwsError(
            f"{at} {how}. It is tried again; if it lasts, check server and whether Exchange runs.", DROPPED
        )
    return None


def _answered(error: Answered, access: Access) -> EwsError:
    at, status = access.at, error.status
    if status == 401:
        return _refused(access, error.offers)
    if status == 403:
        return _switched_off(access, error.said)
    if status == 404:
        return EwsError(
            f"{at} has no mailbox {access.address}, or no Exchange Web Services at {access.url} (404). "
            "Check address and server.",
            "404",
            lasting=True,
        )
    if status in (429, 503):
        return _busy(at, error.seconds)
    if 300 <= status < 400:
        return EwsError(f"{at} sends us elsewhere ({status}). Check server.", str(status), lasting=True)
    return EwsError(f"{at} is in trouble (status {status}). It is tried again.", str(status))


def _coded(error: Exception, access: Access, folder: str) -> EwsError:
    at, who, code = access.at, access.address, type(error).__name__
    if isinstance(error, ErrorServerBusy):
        return _busy(at, error.back_off)
    if isinstance(error, UnauthorizedError) or code in _REFUSED:
        return _refused(access, access.auth)
    if code in _NO_MAILBOX:
        return EwsError(
            f"{at} has no mailbox {who} ({code}). Check address: it must be the mailbox's first one.",
            code,
            lasting=True,
        )
    if code in _NOT_ALLOWED:
        if _says_off(str(error)):
            return _switched_off(access, str(error))
        return EwsError(
            f"{at} does not let {access.who} use the mailbox {who} ({code}). {_grant(access)}",
            code,
            lasting=True,
        )
    if code in FOLDER_GONE:
        return EwsError(f"{at} has no folder {folder!r} for {who}. Check folder.", code, lasting=True)
    if code.startswith("Error"):
        return EwsError(f"{at} could not do what was asked of {who} ({code}). It is tried again.", code)
    return EwsError(f"{at} did not answer as Exchange does ({code}). It is tried again.", UNCLEAR)


def _busy(at: str, seconds: float | None) -> EwsError:
    wanted = None if seconds is None else min(float(seconds), _LONGEST_WAIT)
    whole = math.ceil(wanted or 0)
    how_long = f" for {whole:,} second{'' if whole == 1 else 's'}" if whole else ""
    return EwsError(
        f"{at} is busy and asks to be left alone{how_long}. It is tried again then.", "busy", seconds=wanted
    )


def _refused(access: Access, offers: str) -> EwsError:
    if access.client_id:
        told = f"{access.at} refuses the token of {access.who}. Check tenant and server. {_grant(access)}"
    elif offers and access.auth not in offers.casefold():
        kinds = sorted({each.split()[0] for each in offers.split(",") if each.split()})
        other = next((kind for kind in ("basic", "ntlm") if kind in map(str.casefold, kinds)), "")
        do = (
            f'Set auth = "{other}"'
            if other
            else "Switch basic or NTLM authentication on for its EWS directory"
        )
        told = f'{access.at} does not take auth = "{access.auth}"; it offers {", ".join(kinds)}. {do}.'
    else:
        told = (
            f"{access.at} refused {access.username}. Check username and password; the account may be locked."
        )
    return EwsError(told, "401", lasting=True)


def _grant(access: Access) -> str:
    if access.client_id:
        return (
            "Grant the application full_access_as_app of Office 365 Exchange Online, with admin consent; if a "
            "policy limits it to some mailboxes, add this one."
        )
    return "Give it full access to the mailbox, and leave to send as it."


def _says_off(said: str) -> bool:
    low = said.casefold()
    about = "appid" in low or "ews" in low or "exchange web services" in low
    return about and any(
        word in low for word in ("appid", "disabled", "not enabled", "not currently", "blocked")
    )


def _switched_off(access: Access, said: str) -> EwsError:
    """Names the cause as far as the server does, and what to switch."""
    low = said.casefold()
    on_org = "EWSEnabled (Set-OrganizationConfig, and Set-CASMailbox for the mailbox)"
    listed = f"the client id {access.client_id or 'of the application'} in EwsAllowedAppIDs"
    if "appid" in low:
        cause, do = " because it does not stand in the tenant's EwsAllowedAppIDs", f"put {listed}"
    elif "disabled" in low or "enabled" in low:
        cause, do = " because EWSEnabled is not true", f"set {on_org} to true"
    else:
        cause, do = "", f"set {on_org} to true and put {listed}"
    return EwsError(
        f"Exchange Web Services are switched off at {access.at} for {access.who}{cause} (403). In Exchange Online "
        f"they have been off since 1 October 2026 unless an administrator lets them be: {do}. They go for good on "
        '1 April 2027: use kind = "graph" instead. On an Exchange Server of your own, look at EwsEnabled and '
        "EwsApplicationAccessPolicy (Get-CASMailbox).",
        "403",
        lasting=True,
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what led to it, and what others wrapped into it."""
    todo, seen = [error], set()
    while todo:
        each = todo.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        wrapped = (*each.args, getattr(each, "reason", None))
        todo += [
            each.__cause__,
            each.__context__,
            *(one for one in wrapped if isinstance(one, BaseException)),
        ]
