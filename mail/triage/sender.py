"""Whether the sender of a mail is who the From header says (requirements 5.5). Nothing else gives identity."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from mail.parts.model import Address, Mail
from mail.triage.results import Result, results_of

MICROSOFT_365 = "microsoft-365"
NOT_CHECKED = "not checked"
_CHECKS = {"dmarc": "DMARC", "dkim": "signature", "spf": "server"}
_PROPERTIES = {"dmarc": "header.from", "dkim": "header.d", "spf": "smtp.mailfrom"}
_LOOKALIKES = str.maketrans("0135аеорсухіјѕԁԛԝӏ", "olesaeopcyxijsdqwl")


@dataclass(frozen=True)
class Verdict:
    """Whether the sender is believed, and why, in a sentence that may be shown."""

    believed: bool
    reason: str


def judge_sender(mail: Mail, *, domains: Collection[str], auth_server: str | None, known: bool) -> Verdict:
    """Judges the From header; arguments as for `triage()`."""
    inside = {domain.lower().rstrip(".") for domain in domains}
    if not mail.senders:
        return Verdict(False, "The mail does not say who sent it.")
    if mail.sender is None:
        return Verdict(False, "The mail names more than one sender.")
    sender = mail.sender
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", sender.address):
        return Verdict(False, "The sender's address is not a mail address.")
    posing = _posing(sender, inside, known=known)
    if posing:
        return Verdict(False, posing)
    if sender.domain not in inside and not known:
        return Verdict(False, "The sender is outside the council and not in the directory.")
    if auth_server is None:
        return Verdict(True, NOT_CHECKED)
    return _authenticated(mail, sender, inside, auth_server)


def is_forged(mail: Mail, auth_server: str | None) -> bool:
    """Whether our own server found that a mail is not from the domain that it says, which a mail of ours is.

    What goes round within the house may never be checked; that it was not is no sign of anything.
    """
    if auth_server is None or mail.sender is None:
        return False
    found = _ours(mail, auth_server)
    if not found or _confirmed(found[0], mail.sender, {mail.sender.domain}):
        return False
    failed = ("fail", "softfail", "permerror")
    return any(r.result in failed and r.method in ("dmarc", "dkim", "spf") for r in found[0])


def _posing(sender: Address, inside: set[str], *, known: bool) -> str:
    """How a sender pretends to be another, or ""."""
    for shown in re.findall(
        r"[^\s<>\"'(),;:]+@([^\s<>\"'(),;:]+)", unicodedata.normalize("NFKC", sender.name)
    ):
        domain = shown.lower().rstrip(".")
        if domain != sender.domain and (domain in inside or sender.domain in inside):
            return "The sender's name shows an address of another domain than the mail came from."
    if known or sender.domain in inside:
        return ""
    for domain in inside:
        if looks_like(sender.domain, domain):
            return f"The sender's domain looks like {domain} and is another."
    return ""


def looks_like(domain: str, own: str) -> bool:
    """Whether a domain could be taken for another that it is not: other scripts, a letter more or less."""
    mine, other = _skeleton(own), _skeleton(domain)
    if mine == other:
        return True
    near = len(mine) >= 8 and OSA.distance(mine, other, score_cutoff=1) <= 1
    return near or other.startswith(f"{mine}.")


def _skeleton(domain: str) -> str:
    try:
        readable = domain.encode("ascii").decode("idna")
    except UnicodeError:
        readable = domain
    plain = unicodedata.normalize("NFKD", readable.casefold())
    plain = "".join(ch for ch in plain if not unicodedata.combining(ch)).translate(_LOOKALIKES)
    return plain.replace("rn", "m").replace("vv", "w").replace("l", "i")


def _authenticated(mail: Mail, sender: Address, inside: set[str], auth_server: str) -> Verdict:
    found = _ours(mail, auth_server)
    if not found:
        return Verdict(False, "The council's mail server did not say whether the sender is who it says.")
    if any(r.method == "dmarc" and r.result == "fail" for results in found for r in results):
        return Verdict(
            False, "The sender is not who it says: the mail failed the check of its domain (DMARC)."
        )
    if why := _confirmed(found[0], sender, inside):
        return Verdict(True, f"The sender's domain was confirmed ({why}).")
    return Verdict(False, "Nothing confirms that the mail came from the sender's domain.")


def _confirmed(results: Iterable[Result], sender: Address, inside: set[str]) -> str:
    """What confirms that a mail came from the sender's domain, or ""."""
    passed = {r.method for r in results if r.result == "pass" and _aligned(r, sender, inside)}
    return next((why for method, why in _CHECKS.items() if method in passed), "")


def _ours(mail: Mail, auth_server: str) -> list[list[Result]]:
    """The results in the name of our own server, topmost first.

    Only the topmost are sure to be its own: what a sender wrote stands further down, and may speak against the
    sender but never for it.
    """
    if auth_server == MICROSOFT_365:  # does not give its name, and strips these headers from what comes in
        if mail.first("x-ms-exchange-organization-authas").lower() == "internal":
            return [[Result("dmarc", "pass", {})]]
        auth_server = ""
    read = (results_of(header) for header in mail.all("authentication-results"))
    return [results for server, results in read if server == auth_server.strip().rstrip(".").lower()]


def _aligned(result: Result, sender: Address, inside: set[str]) -> bool:
    """Whether a passed check speaks of the From domain and not of some other (RFC 7489).

    A subdomain may speak for a domain of the council's own and the other way round; outside, where one domain
    may be many organisations' (as nhs.uk is), it is the very domain, or DMARC, which knows.
    """
    if result.method not in _PROPERTIES:
        return False
    key = _PROPERTIES[result.method]
    spoken = result.properties.get(
        key, result.properties.get("header.i", "") if result.method == "dkim" else ""
    )
    of = spoken.rpartition("@")[2].lower().rstrip(".")
    if not of:
        return result.method == "dmarc"
    if result.method == "dmarc" or of == sender.domain:
        return of == sender.domain
    if sender.domain in inside and of.endswith(f".{sender.domain}"):
        return True
    return of in inside and sender.domain.endswith(f".{of}")
