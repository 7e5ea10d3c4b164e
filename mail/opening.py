"""From a file or a mail to the readings of every audit tool in it."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.message import EmailMessage

from framework.london import day
from framework.reading import Problem, Reading, Status
from mail.bodies import beside_attached
from mail.covering import held_against
from mail.opened import Opened
from mail.parts import Limits, Mail, Part, parse, quotes_much, with_bodies
from mail.parts.kinds import kind_of
from mail.parts.leaves import holds_files
from mail.parts.links import passed_over
from mail.parts.mails import described
from mail.parts.outlook.msg import is_outlook
from mail.parts.tree import structure
from mail.versions import versions_told

MAIL_SECONDS = 120.0  # for all documents of one mail
HEAD = 64 * 1024  # bytes of a mail that will not open, in which its head is looked for

ONLY_QUOTED = "An audit tool that it quotes of an earlier mail is not read: forward that mail, or key it in."
_NO_TIME_LEFT = (
    "Not read: the documents before it took all the time that one mail has. Open it, and key in what it says."
)


@dataclass(frozen=True)
class Opening:
    """A mail taken apart. `problem` says why it could not be; then there is its head at most.

    `bodies` are what it and the mails in it say themselves, where that is long enough to hold an audit tool.
    """

    mail: Mail
    parts: Sequence[Part]
    problem: str = ""
    bodies: Sequence[Part] = ()


Open = Callable[[bytes, Limits], Opening]
Read = Callable[[bytes, str, dt.date | None], Sequence[Reading]]


def open_mail(raw: bytes, limits: Limits) -> Opening:
    """A mail and everything attached to it, however deep. Never raises."""
    tree = None if is_outlook(raw) else structure(raw)
    mail = described(*tree) if tree else parse(raw)
    parts, bodies = with_bodies(raw, limits, tree)
    return Opening(mail, parts, bodies=bodies)


def read_parts(
    parts: Sequence[Part],
    read: Read,
    sent: dt.date | None,
    *,
    bodies: Sequence[Part] = (),
    mail: Mail | None = None,
    seconds: float = MAIL_SECONDS,
) -> list[Opened]:
    """Every attachment with its readings; one that is no document has none. `part` names where each stood.

    After them come those of `bodies` that hold an audit tool, or may hold one and were not read. An audit tool that
    is attached too counts as it is attached. What the words of `mail`, or of one in it, contradict or withdraw
    waits for a person. No document is begun once reading has taken `seconds`: what is left is not read, and says
    so.
    """
    end = time.monotonic() + seconds
    said = [_read_one(each, read, sent, end) for each in bodies]  # first: they take next to no time
    attached = [_read_one(each, read, sent, end) for each in parts]
    opened = _links_passed_over(beside_attached(attached, said))
    return held_against(opened, mail or Mail())


def _read_one(part: Part, read: Read, sent: dt.date | None, end: float) -> Opened:
    if part.taken and time.monotonic() >= end:
        part = replace(part, state="not read", outcome=_NO_TIME_LEFT)
    found = read(part.content, part.name, sent) if part.taken else ()
    return Opened(part, tuple(reading.model_copy(update={"part": part.path}) for reading in found))


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
        found = versions_told(read(content, name, None))
    return [reading.model_copy(update={"file": name}) for reading in found]


def _read_mail(content: bytes, name: str, read: Read) -> list[Reading]:
    opening = open_mail(content, Limits())
    sent = day(opening.mail.date) if opening.mail.date else None
    opened = read_parts(opening.parts, read, sent, bodies=opening.bodies, mail=opening.mail)
    readings = [reading for each in opened for reading in each.readings]
    if tools := [reading for reading in readings if reading.form]:
        return versions_told(tools)
    problems = [
        *(problem for reading in readings for problem in reading.problems),
        *(
            Problem(code="not-read", message=f"{each.part.path}: {each.part.outcome}")
            for each in opened
            if each.part.state == "not read"
        ),
    ]
    told = "There is no audit tool in it."
    if quotes_much(opening.mail.subject, opening.mail.text):
        told = f"{told} {ONLY_QUOTED}"
    nothing = Problem(code="no-audit-tool", message=told)
    return [Reading(part=name, status=Status.REJECTED, problems=tuple(problems) or (nothing,))]


def _mail_with(content: bytes, name: str) -> bytes:
    """A container as it would have come by mail, so that it is opened within the same limits."""
    message = EmailMessage()
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def _is_mail(content: bytes, name: str) -> bool:
    kind = kind_of(content, name)
    if kind in ("msg", "mht"):
        return kind == "msg" or holds_files(structure(content)[0])
    head = content[:4096].lstrip()
    return name.lower().endswith(".eml") or (b"\nFrom:" in head and head[:1].isalpha())
