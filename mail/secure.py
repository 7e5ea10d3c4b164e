"""How a mail server is reached safely: encrypted with a verified certificate, or on this machine."""

import ipaddress
import ssl
from pathlib import Path
from typing import Literal

Security = Literal["tls", "starttls", "none"]
SECURITIES: tuple[Security, ...] = ("tls", "starttls", "none")


class UnusableAuthority(ValueError):
    """A certificate authority's file that cannot be used; the text says what to do."""


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine by its very name; no name is looked up."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def refuse_unsafe(host: str, security: str) -> Security:
    """`security` if it may be used with `host`; ValueError with what to set instead.

    Passwords and children's records do not cross a network in the clear (requirements 5.5).
    """
    for known in SECURITIES:
        if security == known:
            if known == "none" and not is_loopback(host):
                raise ValueError(
                    f'security = "none" is for a server on this machine only, and {host} is another. '
                    'Set security = "tls" or "starttls".'
                )
            return known
    raise ValueError(f'security = "{security}" is not known. Set "tls", "starttls" or "none".')


def context(ca_file: str | Path | None = None) -> ssl.SSLContext:
    """A context that verifies certificate and name, TLS 1.2 or newer (requirements 5.5).

    `ca_file` is the council's own certificate authority in PEM, beside those that the system trusts;
    UnusableAuthority if it cannot be used.
    """
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        try:
            made.load_verify_locations(cafile=str(ca_file))
        except (OSError, ssl.SSLError) as error:
            raise UnusableAuthority(
                f"The certificate authority in {ca_file} cannot be used ({error}). "
                "Set ca_file to a readable PEM file."
            ) from error
    return made
