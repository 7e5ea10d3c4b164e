"""Reads an Authentication-Results header (RFC 8601)."""

import re
from dataclasses import dataclass

_PAIR = re.compile(r"([A-Za-z0-9.-]+)(?:/\d+)?\s*=\s*((?:\"(?:[^\"\\]|\\.)*\"|[^\s;\"])+)")


@dataclass(frozen=True)
class Result:
    """One check: "dkim", "pass" and what it was about ("header.d": "council.example"), in lower case."""

    method: str
    result: str
    properties: dict[str, str]


def results_of(header: str) -> tuple[str, list[Result]]:
    """The server that speaks ("" if it does not say) and what it found."""
    first, *rest = _split(header[:20_000])
    server = "" if "=" in first else _unquoted((first.split() or [""])[0].lower()).rstrip(".")
    if "=" in first:  # Microsoft 365 leaves the server's name out
        rest = [first, *rest]
    found = [_result(text) for text in rest]
    return server, [result for result in found if result]


def _result(text: str) -> Result | None:
    pairs = [(key.lower(), _unquoted(value.lower())) for key, value in _PAIR.findall(text)]
    if not pairs:
        return None
    (method, result), *properties = pairs
    first_said: dict[str, str] = {}
    for key, value in properties:
        first_said.setdefault(key, value)
    return Result(method, result, first_said)


def _unquoted(value: str) -> str:
    whole = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', value)
    return whole[1] if whole else value


def _split(header: str) -> list[str]:
    """The pieces between semicolons, without comments; both may stand in quotes and mean nothing there."""
    pieces, depth, quoted, escaped = [""], 0, False, False
    for ch in header:
        if escaped:
            escaped = False
        elif ch == "\\":
            escaped = True
        elif ch == '"' and not depth:
            quoted = not quoted
        elif ch in "()" and not quoted:
            depth = max(0, depth + (1 if ch == "(" else -1))
            continue
        elif ch == ";" and not quoted and not depth:
            pieces.append("")
            continue
        if not depth:
            pieces[-1] += ch
    return [piece.strip() for piece in pieces]
