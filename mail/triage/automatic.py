"""Which mails no person wrote just now: they are never answered, for two machines would answer for ever."""

import re

from mail.parts.model import Mail

_MARKS = ("x-auto-response-suppress", "list-id", "x-autoreply", "x-autorespond", "x-autoresponder")
_ABSENT = re.compile(
    r"^\s*(automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office|undeliverable|"
    r"delivery (status notification|failure)|mail delivery (failed|system)|read:|not read:|accepted:|declined:|"
    r"tentative:|canceled:|cancelled:)",
    re.IGNORECASE,
)
_MACHINES = re.compile(r"^(mailer-daemon|postmaster|microsoftexchange[0-9a-f]+)@", re.IGNORECASE)


def is_automatic(mail: Mail) -> bool:
    """Whether a mail must never be answered (RFC 3834 and what is in use beside it)."""
    return (
        is_nothing_but_automatic(mail)
        or _auto_submitted(mail) not in ("", "no")
        or mail.first("precedence").lower() in ("bulk", "list", "junk", "auto_reply")
        or any(mail.first(mark) for mark in _MARKS)
        or _has_null_return_path(mail)
    )


def is_nothing_but_automatic(mail: Mail) -> bool:
    """Whether a mail without documents is a bounce, receipt, out of office or invitation, and so no feedback.

    A rule that forwards somebody's feedback stamps it "auto-generated", as does a web form: that alone does
    not make it one.
    """
    said = _auto_submitted(mail)
    machine = mail.sender is not None and bool(_MACHINES.match(mail.sender.address))
    return (
        bool(mail.report or mail.calendar)
        or said.startswith(("auto-replied", "auto-notified"))
        or bool(mail.first("x-autoreply") or mail.first("x-autorespond") or mail.first("x-failed-recipients"))
        or mail.first("precedence").lower() == "auto_reply"
        or (bool(_ABSENT.match(mail.subject)) and (is_marked(mail) or machine))
        or (_has_null_return_path(mail) and machine)
    )


def is_marked(mail: Mail) -> bool:
    """Whether anything but its subject says that a machine sent it."""
    return (
        _auto_submitted(mail) not in ("", "no")
        or bool(mail.first("x-auto-response-suppress"))
        or _has_null_return_path(mail)
    )


def _auto_submitted(mail: Mail) -> str:
    return mail.first("auto-submitted").lower().partition(";")[0].strip()


def _has_null_return_path(mail: Mail) -> bool:
    return mail.first("return-path").replace(" ", "") == "<>"
