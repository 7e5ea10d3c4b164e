"""What programs put before a subject: RE:, FW:, [External], OFFICIAL-SENSITIVE."""

import re

_REPLY = ("re", "aw", "sv", "odp", "rép", "antw", "atb")
_FORWARD = ("fw", "fwd", "wg", "tr", "i", "rv", "pd", "doorst", "enc", "vb")
_LABEL = re.compile(
    r"\s*(?:\[[^\]]{1,40}\]\s*:?|"
    r"(?:official(?:[- ]sensitive)?|external|secure|encrypt(?:ed)?|confidential)\s*[:|–-])\s*",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    rf"\s*(?P<word>{'|'.join((*_REPLY, *_FORWARD))})\s*(?:[\[(]\d{{1,3}}[\])])?\s*[:：]\s*", re.IGNORECASE
)
_LOOKED_AT = 1_000


def bare(subject: str) -> str:
    """A subject without what was put before it, however often."""
    return _split(subject)[1]


def is_forward(subject: str) -> bool:
    """Whether the last to touch it forwarded it: "FW: RE: Audit"."""
    return _outermost(subject) in _FORWARD


def is_reply(subject: str) -> bool:
    """Whether the last to touch it answered it: "RE: FW: Audit"."""
    return _outermost(subject) in _REPLY


def _outermost(subject: str) -> str:
    return next(iter(_split(subject)[0]), "")


def _split(subject: str) -> tuple[list[str], str]:
    """The prefixes, outermost first and in lower case, and what they stand before."""
    left, prefixes = subject[:_LOOKED_AT], []
    while found := _LABEL.match(left) or _PREFIX.match(left):
        word = found.groupdict().get("word")
        prefixes += [word.lower()] if word else []
        left = left[found.end() :]
    return prefixes, left.strip()
