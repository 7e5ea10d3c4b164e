"""What somebody wrote in a message, as they wrote it: Slack escapes three signs and puts codes for the rest."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from handlers.blocks import escape

_CODE = re.compile(r"<([@#!])?([^<>|]*)(?:\|([^<>]*))?>")
_EMOJI = re.compile(r":([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):")


def written(event: Mapping[str, Any], name: Callable[[str], str]) -> str:
    """The words of a message event.

    `name` gives the name of a user's id, or nothing. Mentions become the names that were seen, and mention nobody
    any more; an emoji becomes the sign that was typed, where Slack tells it.
    """
    emoji = dict(_emoji(event.get("blocks")))
    text = _CODE.sub(lambda found: _decoded(found, name), str(event.get("text") or ""))
    text = _EMOJI.sub(lambda found: emoji.get(found[1], found[0]), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _decoded(found: re.Match[str], name: Callable[[str], str]) -> str:
    """A code as it was seen, still escaped."""
    kind, what, label = found[1], found[2], found[3]
    match kind:
        case "@":
            seen = label or escape(name(what))
            return f"@{seen.removeprefix('@')}" if seen else found[0]
        case "#":
            return f"#{label}" if label else found[0]
        case "!":
            shown = label or what.partition("^")[0]
            return shown if shown.startswith("@") or "^" in what else f"@{shown}"
        case _:
            address = what.removeprefix("mailto:").removeprefix("tel:")
            if not label or label in (address, what) or what.endswith(f"//{label}"):
                return label or address
            return f"{label} ({address})"


def _emoji(blocks: Any) -> Iterator[tuple[str, str]]:
    """The name and the sign of each emoji in the rich text of a message."""
    for element in blocks if isinstance(blocks, list) else ():
        if not isinstance(element, dict):
            continue
        if element.get("type") == "emoji" and element.get("unicode"):
            signs = "".join(chr(int(code, 16)) for code in str(element["unicode"]).split("-"))
            tone = element.get("skin_tone")
            yield str(element.get("name")) + (f"::skin-tone-{tone}" if tone else ""), signs
        yield from _emoji(element.get("elements"))
