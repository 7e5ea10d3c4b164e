"""What a mail is and whether it may be believed, from its head alone: pure, no clock, no look-ups.

Nothing here rejects anything. A mail that is not believed goes to a person, with the reason.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from mail.parts.model import Address, Mail, Part
from mail.triage.automatic import Machine, final_recipients, is_automatic, machine_of, sent_to_many
from mail.triage.forwarded import original_sender
from mail.triage.ours import answered, claims_to_be_ours, set_aside
from mail.triage.sender import MICROSOFT_365, Verdict, is_forged, judge_sender

__all__ = [
    "MICROSOFT_365",
    "OWN_MARKER",
    "KindHint",
    "Machine",
    "Triage",
    "Verdict",
    "original_sender",
    "set_aside",
    "triage",
]

OWN_MARKER = "X-Auditbot"
KindHint = Literal["own", "automatic", "audit", "other"]


@dataclass(frozen=True)
class Triage:
    """What is known of a mail before anything in it is read.

    `kind_hint`: "own" (a message of ours come back) and "automatic" (sent by the `machine` named, with nothing
    to read) are final; "audit" means that it carries documents, read or not, "other" that it has words only.
    `believed` is whether its sender is who it says; `reason` says why, in a sentence, and is "not checked" when
    nobody checks. `automatic` means never to answer it, whatever it carries: rules that forward mail stamp it so
    (lessons, fact 7), and it is read all the same. `forged`: it says that it is ours, and our own mail server
    says that it is not. `original_sender` is whom a forwarded mail names as its author: a claim, never an
    identity. `answers` is the Message-ID of the mail of ours that it answers or brings back, or "".
    `undelivered` are the council's own addresses that a bounce names. `confirmed`: whoever the sender is, known
    here or not, it is who it says (or nobody checks).
    """

    kind_hint: KindHint
    believed: bool
    reason: str
    automatic: bool
    own: bool
    original_sender: Address | None = None
    machine: Machine | None = None
    answers: str = ""
    undelivered: tuple[str, ...] = ()
    forged: bool = False
    confirmed: bool = False


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
    own = {address.lower() for address in own_addresses}
    inside = {domain.lower().rstrip(".") for domain in domains}
    parts = set_aside(mail, parts, own)
    ours, forged = claims_to_be_ours(mail, own, own_marker), is_forged(mail, auth_server)
    verdict = judge_sender(mail, domains=inside, auth_server=auth_server, known=known)
    machine = machine_of(mail, parts) or sent_to_many(mail, inside, known=known)
    unreached = final_recipients(parts) if machine in (Machine.BOUNCE, Machine.DELAYED) else []
    return Triage(
        kind_hint="own" if ours and not forged else _kind_hint(parts, machine),
        believed=verdict.believed,
        reason=verdict.reason,
        automatic=ours or machine is not None or is_automatic(mail),
        own=ours and not forged,
        original_sender=original_sender(mail, parts),
        machine=machine,
        answers=answered(mail, parts, own),
        undelivered=tuple(each for each in unreached if each.rpartition("@")[2] in inside),
        forged=ours and forged,
        confirmed=judge_sender(mail, domains=inside, auth_server=auth_server, known=True).believed,
    )


def _kind_hint(parts: Iterable[Part], machine: Machine | None) -> KindHint:
    documents = [part for part in parts if part.state in ("taken", "not read")]
    if machine and all(part.kind == "link" for part in documents):  # newsletters are full of them
        return "automatic"
    return "audit" if documents else "other"
