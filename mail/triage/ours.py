"""Mails of ours that come back, whole or in an answer."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from mail.parts import parse
from mail.parts.model import Mail, Part
from mail.parts.tree import payload, structure
from mail.triage.automatic import machine_of

_CAME_BACK = "Part of a mail of ours that came back."
_HEADERS_BACK = ("text/rfc822-headers", "message/rfc822-headers")
_LOOKED_AT = 100_000


def claims_to_be_ours(mail: Mail, own: Collection[str], marker: str) -> bool:
    """Whether a mail says that we sent it."""
    return mail.sender is not None and mail.sender.address.lower() in own and bool(mail.first(marker))


def answered(mail: Mail, parts: Iterable[Part], own: Collection[str]) -> str:
    """The Message-ID of the mail of ours that this one answers or brings back, or "".

    Ours are known by their form (`mail.outgoing.new_message_id`), wherever a server or a program quotes them.
    """
    domains = "|".join(sorted(re.escape(address.rpartition("@")[2].lower()) for address in own))
    if not domains:
        return ""
    form = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{40}}@(?:{domains})(?![\w.-])", re.IGNORECASE)
    for quoted in _quoted(mail, parts):
        if found := form.search(quoted):
            return f"<{found[0].lower()}>"
    return ""


def set_aside(mail: Mail, parts: Iterable[Part], own_addresses: Collection[str]) -> list[Part]:
    """The same parts; what a machine only brings back to us is no document that anybody sends."""
    own = {address.lower() for address in own_addresses}
    if not own or machine_of(mail) is None:
        return list(parts)
    return [
        replace(part, state="passed over", outcome=_CAME_BACK)
        if part.state in ("taken", "not read") and _came_from(part, own)
        else part
        for part in parts
    ]


def _came_from(part: Part, own: set[str]) -> bool:
    senders = {sender.address.lower() for carrier in part.carriers for sender in carrier.senders}
    return bool(senders & own)


def _quoted(mail: Mail, parts: Iterable[Part]) -> Iterable[str]:
    yield from (value for name in ("in-reply-to", "references") for value in mail.all(name))
    if machine_of(mail) is None:
        return
    for part in parts:
        if part.declared in _HEADERS_BACK:
            leaf, _ = structure(part.content[:_LOOKED_AT])
            yield (payload(leaf) or part.content[:_LOOKED_AT]).decode("utf-8", errors="replace")
        elif part.kind == "mail" and part.content and not part.carriers:
            yield parse(part.content).message_id
    yield mail.text[:_LOOKED_AT]
