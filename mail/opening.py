"""From a file or a mail to the readings of every audit tool in it."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage

from framework.london import day
from framework.reading import Problem, Reading, Status
from mail.parts import BODY, Limits, Mail, Part, body_of, documents, parse
from mail.parts.kinds import kind_of
from mail.parts.links import passed_over
from mail.parts.mails import described
from mail.parts.outlook.msg import is_outlook
from mail.parts.tree import structure

MAIL_SECONDS = 120.0  # for all documents of one mail
HEAD = 64 * 1024  # bytes of a mail that will not open, in which its head is looked for

_NO_TIME_LEFT = (
    "Not read: the documents before it took all the time that one mail has. Open it, and key in what it says."
)


@dataclass(frozen=True)
class Opening:
    """A mail taken apart. `problem` says why it could not be; then there is its head at most.

    `body` is what it says itself, where that is long enough to be an audit tool.
    """

    mail: Mail
    parts: Sequence[Part]
    problem: str = ""
    body: Part | None = None


Open = Callable[[bytes, Limits], Opening]
Read = Callable[[bytes, str, dt.date | None], Sequence[Reading]]


@dataclass(frozen=True)
class Opened:
    """An attachment and what was read in it: a reading for each audit tool, or one that says why there is none."""

    part: Part
    readings: tuple[Reading, ...]

    @property
    def unread(self) -> bool:
        """Whether it may hold an audit tool that was not read, so that a person must look."""
        codes = {p.code for reading in self.readings if reading.form is None for p in reading.problems}
        return self.part.state == "not read" or bool(codes - {"not-an-audit-tool"})


def open_mail(raw: bytes, limits: Limits) -> Opening:
    """A mail and everything attached to it, however deep. Never raises."""
    tree = None if is_outlook(raw) else structure(raw)
    mail = described(*tree) if tree else parse(raw)
    return Opening(mail, documents(raw, limits, tree), body=body_of(mail, tree[0] if tree else None))


def read_parts(
    parts: Sequence[Part], read: Read, sent: dt.date | None, *, seconds: float = MAIL_SECONDS
) -> list[Opened]:
    """Every attachment with its readings; one that is no document has none. `part` names where each stood.

    No document is begun once reading has taken `seconds`: what is left is not read, and says so.
    """
    end = time.monotonic() + seconds
    opened: list[Opened] = []
    for each in parts:
        late = each.taken and time.monotonic() >= end
        part = replace(each, state="not read", outcome=_NO_TIME_LEFT) if late else each
        found = read(part.content, part.name, sent) if part.taken else ()
        readings = tuple(reading.model_copy(update={"part": part.path}) for reading in found)
        opened.append(Opened(part, readings))
    return _links_passed_over(opened)


def read_body(body: Part | None, read: Read, sent: dt.date | None) -> list[Opened]:
    """The body of a mail, if an audit tool is in it; one that holds none is no document at all."""
    found = () if body is None else read(body.content, body.name, sent)
    readings = tuple(reading.model_copy(update={"part": BODY}) for reading in found if reading.form)
    return [Opened(body, readings)] if body is not None and readings else []


def _links_passed_over(opened: list[Opened]) -> list[Opened]:
    """The same; beside an audit tool that was read without doubt, a link to a document holds nothing up."""
    if not any(reading.status is Status.ACCEPTED for each in opened for reading in each.readings):
        return opened
    return [replace(each, part=passed_over(each.part)) for each in opened]


def read_file(content: bytes, name: str, read: Read) -> list[Reading]:
    """A reading for each audit tool in a file (an audit document, or a mail with some), or one that says why
    there is none. `file` is the file's name."""
    if _is_mail(content, name):
        found = _read_mail(content, name, read)
    elif kind_of(content) in ("zip", "tnef", "smime"):
        found = _read_mail(_mail_with(content, name), name, read)
    else:
        found = list(read(content, name, None))
    return [reading.model_copy(update={"file": name}) for reading in found]


def _read_mail(content: bytes, name: str, read: Read) -> list[Reading]:
    opening = open_mail(content, Limits())
    sent = day(opening.mail.date) if opening.mail.date else None
    opened = [*read_parts(opening.parts, read, sent), *read_body(opening.body, read, sent)]
    readings = [reading for each in opened for reading in each.readings]
    if tools := [reading for reading in readings if reading.form]:
        return tools
    problems = [
        *(problem for reading in readings for problem in reading.problems),
        *(
            Problem(code="not-read", message=f"{each.part.path}: {each.part.outcome}")
            for each in opened
            if each.part.state == "not read"
        ),
    ]
    nothing = Problem(code="no-audit-tool", message="There is no audit tool in it.")
    return [Reading(part=name, status=Status.REJECTED, problems=tuple(problems) or (nothing,))]


def _mail_with(content: bytes, name: str) -> bytes:
    """A container as it would have come by mail, so that it is opened within the same limits."""
    message = EmailMessage()
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def _is_mail(content: bytes, name: str) -> bool:
    if kind_of(content, name) == "msg":
        return True
    head = content[:4096].lstrip()
    return name.lower().endswith(".eml") or (b"\nFrom:" in head and head[:1].isalpha())
