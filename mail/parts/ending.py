"""Where what somebody says ends, and their signature or their council's small print begins."""

import re
from collections.abc import Sequence

from mail.parts.quoting import SIGN_OFFS

_MOST_LINES = 30  # of a signature with all that a council puts under it
_MOST_LETTERS = 4_000
_LONGEST_NAME = 4  # words
_BEGINS = re.compile(
    rf"(?:(?:{SIGN_OFFS})[,.!]*(?: [\w'’.-]+){{0,2}}[,.!]*|(?:Sent from|Get Outlook for) .{{1,60}}|"
    r"(?:disclaimer|confidentiality notice)\b.{0,60})$",
    re.IGNORECASE,
)
_RULE = re.compile(r"[_*=-]{5,}|\*{3,}")
_SMALL_PRINT = re.compile(
    r"(?:this|the information (?:contained )?in this) (?:e-?mail|message|communication)\b.{0,120}?\b"
    r"(?:confidential|intended|privileged|addressee|recipient|virus|monitored|disclos)",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:with )?(?:many |kind )?(?:thanks|thank you|cheers|diolch(?: yn fawr)?)[,.!]*(?: [\w'’.-]+){0,2}[,.!]*$",
    re.IGNORECASE,
)


def without_ending(lines: Sequence[str]) -> int:
    """How many of these lines stand before a signature; all where none is sure to be one.

    What follows a signature is short and no table. Words of thanks are one only where a name follows.
    """
    filled = [number for number, line in enumerate(lines) if line.strip()]
    letters = 0
    found = len(lines)
    for at in range(len(filled) - 1, max(-1, len(filled) - 1 - _MOST_LINES), -1):
        line = " ".join(lines[filled[at]].split())
        letters += len(line)
        if letters > _MOST_LETTERS or _is_row(lines[filled[at]]):
            break
        following = " ".join(lines[filled[at + 1]].split()) if at + 1 < len(filled) else ""
        if _begins(line, following) or (_RULE.fullmatch(line) and found in filled[at + 1 : at + 2]):
            found = filled[at]
    return found


def _begins(line: str, following: str) -> bool:
    if _THANKS.fullmatch(line) or line == "--":
        return _may_be_name(following)
    return bool(_BEGINS.fullmatch(line) or _SMALL_PRINT.match(line))


def _may_be_name(line: str) -> bool:
    return bool(line) and len(line.split()) <= _LONGEST_NAME and line[:1].isupper() and ":" not in line


def _is_row(line: str) -> bool:
    return "\t" in line.strip() or line.strip().count("|") > 1
