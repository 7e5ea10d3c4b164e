"""What a mail is and whether it may be believed, from its head alone: pure, no clock, no look-ups.

Nothing here rejects anything. A mail that is not believed goes to a person, with the reason.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from mail.parts.model import Address, Mail, Part
from mail.triage.automatic import is_automatic, is_nothing_but_automatic
from mail.triage.forwarded import original_sender
from mail.triage.sender import MICROSOFT_365, Verdict, judge_sender

__all__ = ["MICROSOFT_365", "OWN_MARKER", "KindHint", "Triage", "Verdict", "original_sender", "triage"]

OWN_MARKER = "X-Auditbot"
KindHint = Literal["own", "automatic", "audit", "other"]


@dataclass(frozen=True)
class Triage:
    """What is known of a mail before anything in it is read.

    `kind_hint`: "own" (a message of ours come back) and "automatic" (bounce, receipt, out of office,
    invitation, with nothing to read) are final; "audit" means that it carries documents, read or not, "other"
    that it has words only. `believed` is whether its sender is who it says; `reason` says why, in a
    sentence, and is "not checked" when nobody checks. `automatic` means never to answer it, whatever it
    carries: rules that forward mail stamp it so (lessons, fact 7), and it is read all the same.
    `original_sender` is whom a forwarded mail names as its author: a claim, never an identity.
    """

    kind_hint: KindHint
    believed: bool
    reason: str
    automatic: bool
    own: bool
    original_sender: Address | None = None


def triage(
    mail: Mail,
    parts: Iterable[Part],
    *,
    domains: Collection[str],
    auth_server: str | None,
    own_addresses: Collection[str],
    own_marker: str = OWN_MARKER,
    known: bool = False,
) -> Triage:
    """Judges a mail by its head.

    `domains` are the council's own, exactly (a subdomain is listed by itself). `auth_server` is the name
    (authserv-id) under which the council's own mail server writes Authentication-Results, or MICROSOFT_365;
    None: nothing is checked. `own_addresses` are those that the bot sends from. `own_marker` is the header
    that it sets. `known`: the From address is that of an active person in the directory.
    """
    parts = list(parts)
    own = {address.lower() for address in own_addresses}
    is_own = mail.sender is not None and mail.sender.address.lower() in own and bool(mail.first(own_marker))
    verdict = judge_sender(mail, domains=domains, auth_server=auth_server, known=known)
    return Triage(
        kind_hint=_kind_hint(mail, parts, own, is_own=is_own),
        believed=verdict.believed,
        reason=verdict.reason,
        automatic=is_own or is_automatic(mail),
        own=is_own,
        original_sender=original_sender(mail, parts),
    )


def _kind_hint(mail: Mail, parts: list[Part], own: set[str], *, is_own: bool) -> KindHint:
    if is_own:
        return "own"
    documents = [part for part in parts if part.state in ("taken", "not read")]
    if mail.report:  # a bounce brings our own message back, with what we sent in it
        documents = [part for part in documents if not _came_from(part, own)]
    if documents:
        return "audit"
    return "automatic" if is_nothing_but_automatic(mail) else "other"


def _came_from(part: Part, own: set[str]) -> bool:
    senders = {sender.address.lower() for carrier in part.carriers for sender in carrier.senders}
    return bool(senders & own)
