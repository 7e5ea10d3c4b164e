"""Which mails no person wrote just now, and what they are.

They are never answered, for two machines would answer for ever. One that carries no document is ignored, unless it
may be somebody's words: a rule that forwards feedback stamps it "auto-generated", as does a web form.
"""

import re
from collections.abc import Collection, Iterable
from enum import Enum

from mail.parts.model import Mail, Part

_MARKS = (
    "x-auto-response-suppress", "list-id", "list-unsubscribe", "x-autoreply", "x-auto-reply", "x-autorespond",
    "x-autoresponder", "x-failed-recipients",
)  # fmt: skip
_ABSENT = re.compile(
    r"\s*(?:automatic reply|out of office auto-?reply|automatische antwort|réponse automatique|"
    r"respuesta automática|odpowiedź automatyczna|risposta automatica|automatisch antwoord|ateb awtomatig)\s*:|"
    r"\s*auto:.{0,200}\bout of (?:the )?office\b",
    re.IGNORECASE,
)
_PERHAPS_ABSENT = re.compile(
    r"\s*(?:auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office)", re.IGNORECASE
)
_PERHAPS_UNDELIVERED = re.compile(
    r"\s*(?:undeliver(?:able|ed)|delivery (?:status notification|failure|has failed)|"
    r"mail delivery (?:failed|system)|returned mail|failure notice|message not delivered)",
    re.IGNORECASE,
)
_PERHAPS_READ = re.compile(r"\s*(?:not )?read:", re.IGNORECASE)
_PERHAPS_MEETING = re.compile(r"\s*(?:accepted|declined|tentative|cancell?ed):", re.IGNORECASE)
_MACHINES = re.compile(r"(?:mailer-daemon|postmaster|microsoftexchange[0-9a-f]+)@", re.IGNORECASE)
_UNREAD = re.compile(r"(?:no|do[._-]?not|never)[._-]?reply(?:[._+-][^@]*)?@", re.IGNORECASE)
_MARKETING = re.compile(
    r"(?:e?-?news|(?:e-?)?newsletters?|e?-?bulletins?|marketing|mailings?|offers|promotions?|campaigns?)"
    r"(?:[._+-][^@]*)?@",
    re.IGNORECASE,
)
_BULK = ("bulk", "list", "junk")


class Machine(Enum):
    """What a mail is that a machine sent by itself; the value says it to a person."""

    OUT_OF_OFFICE = "An out-of-office reply"
    AUTO_REPLY = "An automatic reply"
    BOUNCE = "A bounce: a mail could not be delivered"
    DELAYED = "A notice that a mail has not been delivered yet"
    DELIVERED = "A notice that a mail was delivered"
    READ = "A read receipt"
    INVITATION = "A meeting invitation"
    MEETING = "An answer to a meeting invitation"
    CANCELLED = "The cancellation of a meeting"
    REPORT = "A report of a mail server"
    NEWSLETTER = "A newsletter"
    BULK = "A mail sent to many"


def is_automatic(mail: Mail) -> bool:
    """Whether a mail must never be answered (RFC 3834 and what is in use beside it)."""
    return (
        machine_of(mail) is not None
        or _auto_submitted(mail) not in ("", "no")
        or mail.first("precedence").lower() in (*_BULK, "auto_reply")
        or any(mail.first(mark) for mark in _MARKS)
        or _has_null_return_path(mail)
        or bool(_ABSENT.match(mail.subject))
        or (mail.sender is not None and bool(_UNREAD.match(mail.sender.address)))
    )


def machine_of(mail: Mail, parts: Iterable[Part] = ()) -> Machine | None:
    """What a mail is that answers or reports by itself; None if it may be somebody's words."""
    if mail.report:
        return _report(mail, parts)
    if mail.calendar:
        return {"REPLY": Machine.MEETING, "CANCEL": Machine.CANCELLED}.get(mail.calendar, Machine.INVITATION)
    return _undelivered(mail) or _reply(mail) or _answer(mail)


def sent_to_many(mail: Mail, inside: Collection[str], *, known: bool) -> Machine | None:
    """Whether it is a newsletter, or may be one, from somebody outside whom nobody here knows.

    One of the council's own lists is none: it may be how a mailbox is reached.
    """
    sender = mail.sender
    if sender is None or known or sender.domain in inside:
        return None
    named = mail.first("list-id").lower().rstrip("> ")
    if any(named.endswith((f".{domain}", f"@{domain}", f"<{domain}")) for domain in inside):
        return None
    if mail.first("list-unsubscribe"):
        return Machine.NEWSLETTER
    in_bulk = mail.first("precedence").lower() in _BULK and _auto_submitted(mail) in ("", "no")
    return Machine.BULK if named or in_bulk or _MARKETING.match(sender.address) else None


def final_recipients(parts: Iterable[Part]) -> list[str]:
    """The addresses that a bounce says it could not reach (RFC 3464), in lower case."""
    return [
        address.lower()
        for report in _reports(parts)
        for address in re.findall(
            r"^Final-Recipient:\s*rfc822;\s*<?([A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,253})>?\s*$",
            report,
            re.IGNORECASE | re.MULTILINE,
        )
    ]


def _report(mail: Mail, parts: Iterable[Part]) -> Machine:
    if mail.report == "disposition-notification":
        return Machine.READ
    if mail.report != "delivery-status":
        return Machine.REPORT
    said = [
        action.lower()
        for report in _reports(parts)
        for action in re.findall(r"^Action:\s*(\w+)", report, re.IGNORECASE | re.MULTILINE)
    ]
    if not said or "failed" in said:
        return Machine.BOUNCE
    return Machine.DELAYED if "delayed" in said else Machine.DELIVERED


def _reports(parts: Iterable[Part]) -> list[str]:
    wanted = ("message/delivery-status", "message/global-delivery-status")
    return [
        part.content[:100_000].decode("utf-8", errors="replace") for part in parts if part.declared in wanted
    ]


def _undelivered(mail: Mail) -> Machine | None:
    machine = mail.sender is not None and bool(_MACHINES.match(mail.sender.address))
    told = bool(_PERHAPS_UNDELIVERED.match(mail.subject)) and (machine or _is_marked(mail))
    if told or mail.first("x-failed-recipients") or (machine and _has_null_return_path(mail)):
        return Machine.DELAYED if re.search(r"\bdelay", mail.subject, re.IGNORECASE) else Machine.BOUNCE
    return None


def _reply(mail: Mail) -> Machine | None:
    subject = mail.subject
    absent = _ABSENT.match(subject) or _PERHAPS_ABSENT.match(subject)
    if absent and (_is_marked(mail) or mail.first("precedence").lower() in _BULK):
        return Machine.OUT_OF_OFFICE
    if (
        _auto_submitted(mail).startswith(("auto-replied", "auto-notified"))
        or any(mail.first(mark) for mark in ("x-autoreply", "x-auto-reply", "x-autorespond"))
        or mail.first("precedence").lower() == "auto_reply"
    ):
        return Machine.OUT_OF_OFFICE if absent else Machine.AUTO_REPLY
    return None


def _answer(mail: Mail) -> Machine | None:
    if not _has_null_return_path(mail):  # rules that forward stamp all else on what people write
        return None
    if _PERHAPS_READ.match(mail.subject):
        return Machine.READ
    return Machine.MEETING if _PERHAPS_MEETING.match(mail.subject) else None


def _is_marked(mail: Mail) -> bool:
    """Whether anything but its subject says that a machine sent it."""
    return (
        _auto_submitted(mail) not in ("", "no")
        or bool(mail.first("x-auto-response-suppress"))
        or _has_null_return_path(mail)
    )


def _auto_submitted(mail: Mail) -> str:
    return mail.first("auto-submitted").lower().partition(";")[0].partition("(")[0].strip()


def _has_null_return_path(mail: Mail) -> bool:
    return mail.first("return-path").replace(" ", "") == "<>"
