"""Identifiers in the shapes that Slack uses."""

import secrets
import string

_ALPHABET = string.ascii_uppercase + string.digits


def make_id(prefix: str) -> str:
    """An id such as `U4K2M0Q7ZX1`: the prefix says what kind of thing it names."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(10))


def short_id() -> str:
    """What Slack puts where an app left out a block_id or an action_id."""
    return secrets.token_urlsafe(4)


def make_token(kind: str) -> str:
    """A token of its own for this workspace; `kind` is `xoxb` (bot) or `xapp` (Socket Mode)."""
    return f"{kind}-{secrets.randbelow(10**12):012d}-{secrets.token_hex(16)}"
