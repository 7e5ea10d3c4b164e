"""Whom a forwarded mail names as its author. A claim: anybody can write it."""

import re
from collections.abc import Iterable

from mail.parts.model import Address, Mail, Part

_MARKER = re.compile(
    r"^[> \t]*(-{2,}\s*(Forwarded message|Original Message|Forwarded Message)\s*-{2,}|Begin forwarded message:)",
    re.IGNORECASE | re.MULTILINE,
)
_BLOCK = re.compile(
    r"^[> \t]*\*?From:\*?[ \t]*(?P<sender>[^\n]+)\n"
    r"(?=(?:[^\n]*\n){0,8}?[> \t]*\*?(?:Sent|Date):)(?=(?:[^\n]*\n){0,8}?[> \t]*\*?(?:Subject|To):)",
    re.IGNORECASE | re.MULTILINE,
)
_FORWARD = re.compile(r"^\s*(fwd?|wg|tr|i)\s*:", re.IGNORECASE)
_REPLY = re.compile(r"^\s*(re|aw|sv)\s*:", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:mailto:)?([A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9])")
_LOOKED_AT = 50_000


def original_sender(mail: Mail, parts: Iterable[Part] = ()) -> Address | None:
    """From whom the forwarder says to have it; None if the mail is no forward.

    Of a mail attached as a mail its From; else the topmost header block in the text, as Outlook, Gmail and
    Apple Mail write it: whom it came from last, not whoever began the conversation. A reply quotes such a
    block too, and is no forward.
    """
    carried = [part.carriers[0] for part in parts if part.carriers and not mail.report]
    senders = [carrier.sender for carrier in carried if carrier.sender]
    if senders:
        return senders[0]
    text = mail.text[:_LOOKED_AT]
    marker = _MARKER.search(text)
    explicit = marker is not None and "original" not in marker.group().lower()
    if _REPLY.match(mail.subject) and not explicit:
        return None
    block = _BLOCK.search(text, marker.start() if marker else 0)
    if block is None or not (explicit or _FORWARD.match(mail.subject) or _begins_with(text, block)):
        return None
    return _address(block["sender"])


def _begins_with(text: str, block: re.Match[str]) -> bool:
    """New Outlook forwards without "FW:"; then little but a greeting stands before the block."""
    return len(text[: block.start()].split()) <= 60


def _address(written: str) -> Address:
    plain = written.replace("*", "").strip()
    found = _ADDRESS.search(plain)
    address = found[1] if found else ""
    before = plain[: found.start()] if found else plain
    name = re.sub(r"[<\[(]\s*(mailto:)?\s*$", "", before).strip().strip("\"' \t<[(")
    return Address(name, address)
