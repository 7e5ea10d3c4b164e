"""Whether the sender of a mail is who the From header says (requirements 5.5). Nothing else gives identity."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from mail.parts.model import Address, Mail
from mail.triage.results import Result, results_of

MICROSOFT_365 = "microsoft-365"
NOT_CHECKED = "not checked"
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
    results = _ours(mail, auth_server)
    if results is None:
        return Verdict(False, "The council's mail server did not say whether the sender is who it says.")
    if any(r.method == "dmarc" and r.result == "fail" for r in results):
        return Verdict(
            False, "The sender is not who it says: the mail failed the check of its domain (DMARC)."
        )
    for method, why in (("dmarc", "DMARC"), ("dkim", "signature"), ("spf", "server")):
        if any(r.method == method and r.result == "pass" and _aligned(r, sender, inside) for r in results):
            return Verdict(True, f"The sender's domain was confirmed ({why}).")
    return Verdict(False, "Nothing confirms that the mail came from the sender's domain.")


def _ours(mail: Mail, auth_server: str) -> list[Result] | None:
    """The topmost results that our own server wrote; further down may stand what a sender wrote."""
    if auth_server == MICROSOFT_365:  # does not give its name, and strips these headers from what comes in
        if mail.first("x-ms-exchange-organization-authas").lower() == "internal":
            return [Result("dmarc", "pass", {})]
        auth_server = ""
    read = (results_of(header) for header in mail.all("authentication-results"))
    return next((results for server, results in read if server == auth_server.lower()), None)


def _aligned(result: Result, sender: Address, inside: set[str]) -> bool:
    """Whether a passed check speaks of the From domain and not of some other (RFC 7489, relaxed)."""
    key = {"dmarc": "header.from", "dkim": "header.d", "spf": "smtp.mailfrom"}[result.method]
    spoken = result.properties.get(
        key, result.properties.get("header.i", "") if result.method == "dkim" else ""
    )
    of = spoken.rpartition("@")[2].lower().rstrip(".")
    if not of:
        return result.method == "dmarc"
    if of == sender.domain or of.endswith(f".{sender.domain}"):
        return result.method != "dmarc" or of == sender.domain
    return result.method != "dmarc" and of in inside and sender.domain.endswith(f".{of}")
