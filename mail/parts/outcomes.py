"""What becomes of each attachment, in words for a person."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mail.parts.model import Mail, Part, State

NOT_READ = {
    "empty": "Not read: the file is empty. Ask the sender for it again.",
    "calendar": "A calendar invitation.",
    "contact": "A contact card.",
    "signature": "A digital signature.",
    "mac": "What a Mac keeps beside a file, no document.",
    "smime": "Not read: a mail that is encrypted, so that only its recipients can open it. Ask the sender for it "
    "without.",
    "rights": "Not read: a mail that only its recipients may open (rights management). Ask for it without.",
    "pgp": "Not read: an encrypted or signed text. Ask the sender for it without.",
    "program": "Not read: a program. It was not run.",
    "rar": "Not read: a RAR archive. Ask the sender for the documents themselves, or for a zip.",
    "7z": "Not read: a 7-Zip archive. Ask the sender for the documents themselves, or for a zip.",
    "gzip": "Not read: a gzip archive. Ask the sender for the documents themselves, or for a zip.",
    "binhex": "Not read: packed by an old Mac. Ask the sender for the document itself.",
    "video": "Not read: a recording.",
    "ole": "Not read: a file of an older program that is not known here. Ask for it as Word or PDF.",
    "unknown": "Not read: it is not any kind of document that is known here.",
}
_NO_DOCUMENT = {"calendar", "contact", "signature", "report", "mac"}
BROKEN = "Not read: the mail is damaged, its attachments cannot be told apart. Ask the sender for it again."
TOO_DEEP = "Not read: nested more deeply than is looked into. Ask the sender for the document itself."
TOO_MUCH = "Not read: the attachments before it in this mail were as much as is unpacked of one mail."
REPORT = "A delivery report or receipt."
PIECE = (
    "Not read: one piece of a mail that its sender's program sent in pieces; they are not put together here. Ask "
    "the sender for it in one, or for the document itself."
)
SIGNED_DAMAGED = "Not read: a signed mail or file that is damaged. Ask the sender for it again."
WHOLE = "Open it in the mailbox, and ask the sender for the document itself if there is one in it."
EMPTY_MAIL = "Not read: a mail that is empty."
INLINE = "An inline picture, part of the mail's text."
YENC = "Not read: written into the text of the mail as yEnc. Ask the sender for it as an attachment."


def made(
    path: str, content: bytes, declared: str, outcome: str, kind: str, carriers: tuple[Mail, ...] = ()
) -> Part:
    """A part with the state that its kind and outcome mean."""
    return Part(
        path=path,
        name=path.rpartition("/")[2],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        declared=declared,
        kind=kind,
        state=_state(outcome, kind),
        outcome=outcome,
        carriers=carriers,
    )


def unique(parts: Iterable[Part]) -> Iterator[Part]:
    """The same parts; where two lay at one path, the second is told apart by a number."""
    seen: dict[str, int] = {}
    for part in parts:
        times = seen[part.path] = seen.get(part.path, 0) + 1
        while times > 1 and f"{part.path} ({times})" in seen:
            times += 1
        path = f"{part.path} ({times})" if times > 1 else part.path
        seen.setdefault(path, 1)
        yield replace(part, path=path)


def opened(what: str, inside: list[Part]) -> str:
    """What to say of a container that was opened."""
    held = "what is listed under it" if inside else "no attachments"
    return f"Opened: the {what} holds {held}."


def more_bodies(number: int) -> str:
    """What to say of the mails whose own words are no longer looked at."""
    return f"Not read: what {number} more of the mails in this mail say themselves. Open them and look."


def _state(outcome: str, kind: str) -> State:
    if not outcome:
        return "taken"
    return "passed over" if kind in _NO_DOCUMENT else "not read"
