"""Every attachment of a mail, however deep: mails in mails, archives in archives. Each gets an outcome."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from email.message import Message
from functools import partial

from mail.parts.archives import Unopened, entries
from mail.parts.bounds import Bounds, Place
from mail.parts.head import describe
from mail.parts.kinds import is_picture, is_web_archive, kind_of
from mail.parts.leaves import (
    decoded_mail,
    flat,
    holds_files,
    is_inline,
    is_mail_file,
    leaves_of,
    mail_name,
    nameless,
    pictures_in_text,
    written_in,
)
from mail.parts.links import MOST_LINKS, linking_texts, links, told, told_of_more
from mail.parts.mails import described, parse
from mail.parts.model import Limits, Mail, Part
from mail.parts.names import file_name, header_text, shown
from mail.parts.outcomes import (
    BROKEN,
    EMPTY_MAIL,
    INLINE,
    NOT_READ,
    PIECE,
    REPORT,
    SIGNED_DAMAGED,
    TOO_DEEP,
    WHOLE,
    YENC,
    made,
    opened,
    unique,
)
from mail.parts.outlook.compound import Damaged, root_of
from mail.parts.outlook.letter import LINK, Enclosure, Letter, object_in
from mail.parts.outlook.msg import is_outlook, open_outlook
from mail.parts.outlook.tnef import open_tnef
from mail.parts.sayings import Sayings
from mail.parts.signed import file_within, is_encrypted, is_of_a_mail, signed_content
from mail.parts.texts import texts_of
from mail.parts.tree import children, is_body, is_broken, payload, structure

_REPORTS = {
    "message/delivery-status",
    "message/global-delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "text/rfc822-headers",
}


def documents(raw: bytes, limits: Limits = Limits(), tree: tuple[Message, str] | None = None) -> list[Part]:
    """Every attachment, in the order in which a reader would meet them. Never raises.

    A container (mail, archive) is listed before what it holds. `tree` is what `structure` made of `raw`, if that
    has been done.
    """
    return _taken_apart(raw, limits, tree)[0]


def with_bodies(
    raw: bytes, limits: Limits = Limits(), tree: tuple[Message, str] | None = None
) -> tuple[list[Part], list[Part]]:
    """What `documents` gives, and what the mail and every mail in it say themselves, where that is long enough to
    hold an audit tool (`body_of`)."""
    parts, bodies = _taken_apart(raw, limits, tree)
    named = list(unique([*parts, *bodies()]))
    return parts, named[len(parts) :]


def part_at(raw: bytes, path: str) -> Part | None:
    """What lies at a path in a mail, be it an attachment or what a mail says itself; None if nothing does."""
    parts, bodies = with_bodies(raw)
    return next((part for part in (*parts, *bodies) if part.path == path), None)


def _taken_apart(
    raw: bytes, limits: Limits, tree: tuple[Message, str] | None
) -> tuple[list[Part], Callable[[], list[Part]]]:
    if len(raw) > limits.message:
        told = f"Not read: the whole message is {len(raw) / 1_000_000:,.0f} MB."
        return [made("message", b"", "message/rfc822", told, "mail")], list
    walk = _Walk(limits)
    if is_outlook(raw):
        letter = open_outlook(raw)
        sent, found = letter.mail.date, walk.letter(letter, Place())
    else:
        message, defect = tree or structure(raw)
        sent = describe(message, defect or "only its head is wanted").date
        found = walk.mail(message, defect, Place())
    parts = [replace(part, sent=sent) for part in unique(found)]
    return parts, lambda: [replace(part, sent=sent) for part in walk.sayings.bodies()]


class _Walk(Bounds):
    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.sayings = Sayings()

    def mail(self, message: Message, defect: str, place: Place) -> Iterator[Part]:
        """Everything attached to a mail that is already a tree."""
        if defect:
            yield self.put("message", b"", "message/rfc822", place, f"Not read: {defect} {WHOLE}", "mail")
            return
        subject = header_text(message.get("Subject", ""))
        self.sayings.add(place, subject, partial(texts_of, message))
        leaves = list(leaves_of(message))
        shown_ids = pictures_in_text(message)
        for done, (leaf, related) in enumerate(leaves):
            if self.count >= self.limits.parts:
                if rest := sum(not is_body(left) for left, _ in leaves[done:]):
                    yield self.rest(rest, place)
                return
            if is_body(leaf):
                yield from self._written(leaf, place)
            else:
                yield from self.leaf(leaf, place, shown_ids, related)
        texts = linking_texts(leaf for leaf, _ in leaves)
        yield from self._links(subject, texts, place)

    def letter(self, letter: Letter, place: Place) -> Iterator[Part]:
        """Everything attached to a mail as Outlook keeps it."""
        if letter.mail.defect:
            yield self.put("message", b"", "", place, f"Not read: {letter.mail.defect}", "mail")
            return
        self.sayings.add(place, letter.mail.subject, lambda: letter.texts)
        for done, enclosure in enumerate(letter.enclosures):
            if self.count >= self.limits.parts:
                yield self.rest(letter.count - done, place)
                return
            yield from self._enclosure(enclosure, place)
        yield from self._links(letter.mail.subject, [letter.mail.text], place)

    def leaf(self, leaf: Message, place: Place, shown_ids: set[str], related: bool) -> Iterator[Part]:
        declared = leaf.get_content_type()
        if declared in _REPORTS:
            name = shown(file_name(leaf), "report")
            yield self.put(name, flat(leaf), declared, place, REPORT, "report")
        elif declared in ("message/rfc822", "message/global"):
            yield from self._nested(leaf, place)
        elif is_broken(leaf):
            if payload(leaf).strip():
                yield self.put("damaged mail", payload(leaf), declared, place, BROKEN, "text")
        elif declared == "message/external-body":
            yield self.put("link", b"", declared, place, LINK, "link")
        elif declared == "message/partial":
            yield self.put("piece of a mail", b"", declared, place, PIECE, "mail")
        else:
            content = payload(leaf)
            name = shown(file_name(leaf), nameless(declared, content))
            inline = is_inline(leaf, shown_ids, related)
            yield from self.file(name, content, declared, place, inline=inline)

    def file(
        self, name: str, content: bytes, declared: str, place: Place, *, inline: bool = False
    ) -> Iterator[Part]:
        """One file, and what it holds if it is a container."""
        kind = kind_of(content, name, declared)
        refused = self.refused(content, place)
        if refused:
            yield self.put(
                name, content if len(content) <= self.limits.part else b"", declared, place, refused, kind
            )
        elif inline and is_picture(kind) and len(content) < self.limits.inline_picture:
            yield replace(self.put(name, content, declared, place, INLINE, kind), state="passed over")
        elif (kind in ("mail", "text") and is_mail_file(name, declared, content)) or (
            kind == "mht" and holds_files(structure(content)[0])
        ):
            yield from self._mail_file(name, content, declared, place)
        elif kind == "zip":
            yield from self._archive(name, content, declared, place)
        elif kind in ("msg", "tnef"):
            yield from self._outlook(name, content, declared, place, kind)
        elif kind == "smime" and (signed := signed_content(content)) is not None:
            yield from self._signed(name, content, signed, declared, place)
        elif kind == "smime" and not is_encrypted(content):
            yield self.put(name, content, declared, place, SIGNED_DAMAGED, kind)
        elif kind == "ole" and (wrapped := _wrapped(content)):
            at = self.put(name, content, declared, place, "", kind)
            inside = list(self.file(shown(wrapped[0], name), wrapped[1], "", place.within(name)))
            yield from (replace(at, state="opened", outcome=opened("object", inside)), *inside)
        else:
            yield self.put(name, content, declared, place, NOT_READ.get(kind, ""), kind)

    def _signed(
        self, name: str, content: bytes, signed: bytes, declared: str, place: Place
    ) -> Iterator[Part]:
        """More of the same mail, with a signature around it; or a file that was signed itself."""
        if not signed:
            yield self.put(name, content, declared, place, NOT_READ["signature"], "signature")
            return
        at = self.put(name, content, declared, place, "", "smime")
        message, defect = structure(signed)
        if is_of_a_mail(message, name, kind_of(signed, file_within(name))):
            what, inside = "signed mail", list(self.mail(message, defect, place.within(name)))
            self.sayings.fold(place.within(name), place)
        else:
            what, inside = "signed file", list(self.file(file_within(name), signed, "", place.within(name)))
        told = f"{opened(what, inside)} The signature was not checked."
        yield replace(at, state="opened", outcome=told)
        yield from inside

    def _nested(self, leaf: Message, place: Place) -> Iterator[Part]:
        inside = children(leaf)
        recoded = decoded_mail(leaf, inside)
        saved = recoded if recoded is not None else flat(inside[0]) if inside else b""
        if is_web_archive(saved, file_name(leaf)):  # declared as a mail, as Windows does
            name = shown(file_name(leaf) or "web page.mht")
            yield from self.file(name, saved, "multipart/related", place)
            return
        if recoded is not None:
            yield from self._mail_file(
                mail_name(leaf, parse(recoded)), recoded, leaf.get_content_type(), place
            )
            return
        if not inside:
            name = shown(file_name(leaf), "attached mail.eml")
            yield self.put(name, payload(leaf), "message/rfc822", place, EMPTY_MAIL, "mail")
            return
        carrier = described(inside[0])
        name = mail_name(leaf, carrier)
        yield from self._container(name, saved, inside[0], carrier, place, "message/rfc822")

    def _mail_file(self, name: str, content: bytes, declared: str, place: Place) -> Iterator[Part]:
        message, defect = structure(content)
        carrier = described(message, defect)
        yield from self._container(name, content, message, carrier, place, declared)

    def _container(
        self, name: str, content: bytes, message: Message, carrier: Mail, place: Place, declared: str
    ) -> Iterator[Part]:
        refused = self.refused(content, place)
        if refused:
            yield self.put(name, b"", declared, place, refused, "mail")
            return
        at = self.put(name, content, declared, place, "", "mail")
        inside = list(self.mail(message, carrier.defect, place.within(name, carrier)))
        yield replace(at, state="opened", outcome=opened("mail", inside))
        yield from inside

    def _outlook(self, name: str, content: bytes, declared: str, place: Place, kind: str) -> Iterator[Part]:
        """An Outlook message, which is a mail in the mail, or a winmail.dat, which is more of the same mail."""
        letter = open_outlook(content) if kind == "msg" else open_tnef(content)
        yield from self._opened(name, content, declared, place, kind, letter)

    def _opened(
        self, name: str, content: bytes, declared: str, place: Place, kind: str, letter: Letter
    ) -> Iterator[Part]:
        at = self.put(name, content, declared, place, "", kind)
        if letter.mail.defect:
            told = f"Not read: {letter.mail.defect} Ask the sender for it again."
            yield replace(at, state="not read", outcome=told)
            return
        inside = list(self.letter(letter, place.within(name, letter.mail if kind == "msg" else None)))
        if kind == "tnef":
            self.sayings.fold(place.within(name), place)
        what = "Outlook message" if kind == "msg" else "packing of Outlook (winmail.dat)"
        yield replace(at, state="opened", outcome=opened(what, inside))
        yield from inside

    def _enclosure(self, enclosure: Enclosure, place: Place) -> Iterator[Part]:
        declared, content = enclosure.declared, enclosure.content
        if enclosure.letter is not None and place.depth >= self.limits.depth:
            yield self.put(shown(enclosure.name, "attached mail"), b"", declared, place, TOO_DEEP, "msg")
        elif enclosure.letter is not None:
            letter = enclosure.letter()
            name = shown(enclosure.name or letter.mail.subject, "attached mail")
            yield from self._opened(f"{name.removesuffix('.msg')}.msg", b"", declared, place, "msg", letter)
        elif enclosure.outcome:
            kind = "link" if enclosure.outcome == LINK else "unknown"
            yield self.put(shown(enclosure.name), b"", declared, place, enclosure.outcome, kind)
        elif (signed := _signed_for_all(enclosure)) is not None:
            yield from self.mail(signed, "", place)
        else:
            name = shown(enclosure.name, nameless(declared, content))
            yield from self.file(name, content, declared, place, inline=enclosure.inline)

    def _written(self, leaf: Message, place: Place) -> Iterator[Part]:
        for each in written_in(leaf):
            name = shown(each.name)
            if each.yenc:
                yield self.put(name, b"", "", place, YENC, "unknown")
            else:
                yield from self.file(name, bytes(each.content), "", place)

    def _links(self, subject: str, texts: Iterable[str], place: Place) -> Iterator[Part]:
        found = links(subject, texts)
        for link in found[:MOST_LINKS]:
            yield self.put(f"link to {link.host}", b"", "", place, told(link), "link")
        if len(found) > MOST_LINKS:
            more = told_of_more(len(found) - MOST_LINKS)
            yield self.put("further links", b"", "", place, more, "link")

    def _archive(self, name: str, content: bytes, declared: str, place: Place) -> Iterator[Part]:
        at = self.put(name, content, declared, place, "", "zip")
        below = place.within(name)
        inside: list[Part] = []
        try:
            for entry in entries(content, self.limits, self.room):
                if self.count >= self.limits.parts:
                    inside.append(self.rest(entry.of - entry.number, below))
                    break
                *folders, last = [step for step in entry.name.replace("\\", "/").split("/") if step] or [
                    "unnamed"
                ]
                deeper = replace(below, path=below.path + "".join(f"{shown(step)}/" for step in folders))
                if entry.outcome:
                    kind = kind_of(entry.content, last)
                    put = self.put(shown(last), b"", "", deeper, entry.outcome, kind)
                    inside.append(replace(put, state="passed over") if entry.of_the_system else put)
                else:
                    inside += self.file(shown(last), entry.content, "", deeper)
        except Unopened as error:
            yield replace(at, state="not read", outcome=str(error))
            return
        yield replace(at, state="opened", outcome=opened("archive", inside))
        yield from inside


def _wrapped(content: bytes) -> tuple[str, bytes] | None:
    try:
        return object_in(root_of(content))
    except Damaged:
        return None


def _signed_for_all(enclosure: Enclosure) -> Message | None:
    """The mail as it was signed for all to read, which Outlook keeps as an attachment of itself."""
    if not enclosure.declared.startswith("multipart/"):
        return None
    message, defect = structure(enclosure.content)
    return message if message.is_multipart() and not defect else None
