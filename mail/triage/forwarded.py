"""Whom a forwarded mail names as its author. A claim: anybody can write it."""

import re
from collections.abc import Iterable

from mail.parts import parse
from mail.parts.model import Address, Mail, Part
from mail.parts.quoting import Quoting

_ADDRESS = re.compile(r"(?:mailto:)?([A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,253}[A-Za-z0-9])")
_IN_BRACKETS = re.compile(rf"(?<=[<\[]){_ADDRESS.pattern}(?=\s*[>\]])")


def original_sender(mail: Mail, parts: Iterable[Part] = ()) -> Address | None:
    """From whom the forwarder says to have it; None if the mail is no forward.

    The topmost header block in the text, if it gives an address: whom it came from last, not whoever began the
    conversation. Else the From of a mail attached as a mail; else the name in the block alone.
    """
    block = Quoting(mail.subject, mail.text).forwarded
    written = _address(block.sender) if block else None
    if written and written.address:
        return written
    return _attached(mail, parts) or written


def _attached(mail: Mail, parts: Iterable[Part]) -> Address | None:
    if mail.report:  # a bounce brings back what somebody else had sent
        return None
    for part in parts:
        if part.carriers:
            carrier = part.carriers[0]
        elif part.kind in ("mail", "msg") and part.state == "opened" and part.content:
            carrier = parse(part.content)
        else:
            continue
        if carrier.sender:
            return carrier.sender
    return None


def _unquoted(written: str) -> str:
    """The same, as long as it was, with nothing where something stood in quotation marks."""
    return re.sub(r'"[^"]*"', lambda quoted: " " * len(quoted[0]), written)


def _address(written: str) -> Address:
    plain = written.replace("*", "").strip()
    found = next(reversed(list(_IN_BRACKETS.finditer(_unquoted(plain)))), None) or _ADDRESS.search(plain)
    before = plain[: found.start()] if found else re.split(r"[<\[]", plain)[0]
    name = re.sub(r"[<\[(]\s*(mailto:)?\s*$", "", before).strip().strip("\"' \t<[(")
    if re.fullmatch(r"[^/]+(?:/[^/]+)+", name):  # Notes writes where somebody sits: "T Ashworth/Council"
        name = name.partition("/")[0]
    return Address(name, found[1] if found else "")
