"""Every attachment of a mail, however deep: mails in mails, archives in archives. Each gets an outcome."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from email.message import Message

from mail.parts.archives import Unopened, entries
from mail.parts.head import children, describe, is_body, is_broken, parse, payload, structure
from mail.parts.kinds import is_picture, kind_of
from mail.parts.leaves import (
    decoded_mail,
    flat,
    is_inline,
    is_mail_file,
    leaves_of,
    mail_name,
    nameless,
    pictures_in_text,
)
from mail.parts.model import Limits, Mail, Part, State
from mail.parts.names import file_name, shown

_NOT_READ = {
    "empty": "Not read: the file is empty. Ask the sender for it again.",
    "msg": "Not read yet: an Outlook message (.msg). Save what is in it and send it again.",
    "tnef": "Not read yet: Outlook's own packing (winmail.dat). Ask the sender for it as an ordinary attachment.",
    "calendar": "A calendar invitation.",
    "contact": "A contact card.",
    "signature": "A digital signature.",
    "smime": "Not read: a mail that is encrypted or sealed. Ask the sender for it without.",
    "pgp": "Not read: an encrypted or signed text. Ask the sender for it without.",
    "program": "Not read: a program. It was not run.",
    "rar": "Not read: a RAR archive. Ask the sender for the documents themselves, or for a zip.",
    "7z": "Not read: a 7-Zip archive. Ask the sender for the documents themselves, or for a zip.",
    "gzip": "Not read: a gzip archive. Ask the sender for the documents themselves, or for a zip.",
    "video": "Not read: a recording.",
    "unknown": "Not read: it is not any kind of document that is known here.",
}
_NO_DOCUMENT = {"calendar", "contact", "signature", "report"}
_REPORTS = {
    "message/delivery-status",
    "message/global-delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "text/rfc822-headers",
}
_BROKEN = "Not read: the mail is damaged, its attachments cannot be told apart. Ask the sender for it again."
_TOO_DEEP = "Not read: nested more deeply than is looked into. Ask the sender for the document itself."


def documents(raw: bytes, limits: Limits = Limits()) -> list[Part]:
    """Every attachment, in the order in which a reader would meet them. Never raises.

    A container (mail, archive) is listed before what it holds.
    """
    if len(raw) > limits.message:
        size = f"{len(raw) / 1_000_000:,.0f} MB"
        return [
            _part(
                "message", raw[:0], "message/rfc822", f"Not read: the whole message is {size}.", kind="mail"
            )
        ]
    message, defect = structure(raw)
    sent = describe(message, defect or "only its head is wanted").date
    found = _Walk(limits).mail(message, defect, _Place())
    return [replace(part, sent=sent) for part in _unique(found)]


@dataclass(frozen=True)
class _Place:
    """Where the walk is: the path so far, and the mails inside the mail that lead there."""

    path: str = ""
    depth: int = 0
    carriers: tuple[Mail, ...] = ()

    def within(self, name: str, carrier: Mail | None = None) -> "_Place":
        carriers = (*self.carriers, carrier) if carrier else self.carriers
        return _Place(f"{self.path}{name}/", self.depth + 1, carriers)


class _Walk:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.room = limits.total
        self.count = 0

    def mail(self, message: Message, defect: str, place: _Place) -> Iterator[Part]:
        """Everything attached to a mail that is already a tree."""
        if defect:
            yield self._put("message", b"", "message/rfc822", place, f"Not read: {defect}", "mail")
            return
        leaves = [leaf for leaf in leaves_of(message) if not is_body(leaf[0])]
        shown_ids = pictures_in_text(message)
        for done, (leaf, related) in enumerate(leaves):
            if self.count >= self.limits.parts:
                yield self._rest(len(leaves) - done, place)
                return
            yield from self.leaf(leaf, place, shown_ids, related)

    def leaf(self, leaf: Message, place: _Place, shown_ids: set[str], related: bool) -> Iterator[Part]:
        declared = leaf.get_content_type()
        if declared in _REPORTS:
            name = shown(file_name(leaf), "report")
            yield self._put(name, flat(leaf), declared, place, "A delivery report or receipt.", "report")
        elif declared in ("message/rfc822", "message/global"):
            yield from self._nested(leaf, place)
        elif is_broken(leaf):
            if payload(leaf).strip():
                yield self._put("damaged mail", payload(leaf), declared, place, _BROKEN, "text")
        elif declared == "message/external-body":
            yield self._put(
                "link", b"", declared, place, "Not read: a link, not a file. Ask for the file.", "link"
            )
        elif declared == "message/partial":
            yield self._put(
                "part", b"", declared, place, "Not read: one piece of a mail sent in pieces.", "mail"
            )
        else:
            content = payload(leaf)
            name = shown(file_name(leaf), nameless(declared, content))
            inline = is_inline(leaf, shown_ids, related) and len(content) < self.limits.inline_picture
            yield from self.file(name, content, declared, place, inline=inline)

    def file(
        self, name: str, content: bytes, declared: str, place: _Place, *, inline: bool = False
    ) -> Iterator[Part]:
        """One file, and what it holds if it is a container."""
        kind = kind_of(content, name, declared)
        refused = self._refused(content, place)
        if refused:
            yield self._put(
                name, content if len(content) <= self.limits.part else b"", declared, place, refused, kind
            )
        elif inline and is_picture(kind):
            told = "An inline picture, part of the mail's text."
            yield replace(self._put(name, content, declared, place, told, kind), state="passed over")
        elif kind in ("mail", "text") and is_mail_file(name, declared, content):
            yield from self._mail_file(name, content, declared, place)
        elif kind == "zip":
            yield from self._archive(name, content, declared, place)
        else:
            yield self._put(name, content, declared, place, _NOT_READ.get(kind, ""), kind)

    def _nested(self, leaf: Message, place: _Place) -> Iterator[Part]:
        inside = children(leaf)
        recoded = decoded_mail(leaf, inside)
        if recoded is not None:
            yield from self._mail_file(
                mail_name(leaf, parse(recoded)), recoded, leaf.get_content_type(), place
            )
            return
        if not inside:
            name = shown(file_name(leaf), "attached mail.eml")
            yield self._put(
                name, payload(leaf), "message/rfc822", place, "Not read: a mail that is empty.", "mail"
            )
            return
        carrier = describe(inside[0])
        name = mail_name(leaf, carrier)
        yield from self._container(name, flat(inside[0]), inside[0], carrier, place, "message/rfc822")

    def _mail_file(self, name: str, content: bytes, declared: str, place: _Place) -> Iterator[Part]:
        message, defect = structure(content)
        carrier = describe(message, defect)
        yield from self._container(name, content, message, carrier, place, declared)

    def _container(
        self, name: str, content: bytes, message: Message, carrier: Mail, place: _Place, declared: str
    ) -> Iterator[Part]:
        refused = self._refused(content, place)
        if refused:
            yield self._put(name, b"", declared, place, refused, "mail")
            return
        at = self._put(name, content, declared, place, "", "mail")
        inside = list(self.mail(message, carrier.defect, place.within(name, carrier)))
        yield replace(at, state="opened", outcome=_opened("mail", inside))
        yield from inside

    def _archive(self, name: str, content: bytes, declared: str, place: _Place) -> Iterator[Part]:
        at = self._put(name, content, declared, place, "", "zip")
        below = place.within(name)
        inside: list[Part] = []
        try:
            for entry in entries(content, self.limits, self.room):
                if self.count >= self.limits.parts:
                    inside.append(self._rest(entry.of - entry.number, below))
                    break
                *folders, last = [step for step in entry.name.replace("\\", "/").split("/") if step] or [
                    "unnamed"
                ]
                deeper = replace(below, path=below.path + "".join(f"{shown(step)}/" for step in folders))
                if entry.outcome:
                    kind = kind_of(entry.content, last)
                    put = self._put(shown(last), b"", "", deeper, entry.outcome, kind)
                    inside.append(replace(put, state="passed over") if entry.of_the_system else put)
                else:
                    inside += self.file(shown(last), entry.content, "", deeper)
        except Unopened as error:
            yield replace(at, state="not read", outcome=str(error))
            return
        yield replace(at, state="opened", outcome=_opened("archive", inside))
        yield from inside

    def _refused(self, content: bytes, place: _Place) -> str:
        """Why nothing more is looked at here, or ""."""
        if place.depth >= self.limits.depth:
            return _TOO_DEEP
        if len(content) > self.limits.part:
            return f"Not read: {len(content) / 1_000_000:,.1f} MB is larger than is read."
        if len(content) > self.room:
            return "Not read: the attachments before it in this mail were as much as is unpacked of one mail."
        return ""

    def _put(self, name: str, content: bytes, declared: str, place: _Place, outcome: str, kind: str) -> Part:
        self.room -= len(content)
        self.count += 1
        return _part(f"{place.path}{name}", content, declared, outcome, kind, place.carriers)

    def _rest(self, how_many: int, place: _Place) -> Part:
        limit = f"the mail holds more than {self.limits.parts:,} files"
        return self._put("the rest", b"", "", place, f"Not read: {how_many:,} more here; {limit}.", "unknown")


def _part(
    path: str, content: bytes, declared: str, outcome: str, kind: str, carriers: tuple[Mail, ...] = ()
) -> Part:
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


def _state(outcome: str, kind: str) -> State:
    if not outcome:
        return "taken"
    return "passed over" if kind in _NO_DOCUMENT else "not read"


def _unique(parts: Iterable[Part]) -> Iterator[Part]:
    """The same parts; where two lay at one path, the second is told apart by a number."""
    seen: dict[str, int] = {}
    for part in parts:
        times = seen[part.path] = seen.get(part.path, 0) + 1
        while times > 1 and f"{part.path} ({times})" in seen:
            times += 1
        path = f"{part.path} ({times})" if times > 1 else part.path
        seen.setdefault(path, 1)
        yield replace(part, path=path)


def _opened(what: str, inside: list[Part]) -> str:
    held = "what is listed under it" if inside else "no attachments"
    return f"Opened: the {what} holds {held}."
