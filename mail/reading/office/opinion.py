"""Reading what LibreOffice made of a file, beside what an own look into the file itself says."""

from collections.abc import Callable

from framework.pack import Pack
from framework.reading import Problem, Reading
from mail.reading.audit_tool.reading import read_document
from mail.reading.audit_tool.second_opinion import compare
from mail.reading.document import Document, NotReadable
from mail.reading.formats.kinds import CONVERTED, READERS, Kind, kind_of
from mail.reading.office.locked import refuse_locked
from mail.reading.office.rich_text import read_rich_text
from mail.reading.office.word97 import read_word97

_OWN: dict[Kind, Callable[[bytes], Document]] = {Kind.OLD_WORD: read_word97, Kind.RTF: read_rich_text}
_TRUSTED = frozenset(
    {Kind.OLD_SPREADSHEET}
)  # cells and values, in which nothing flows: one reading is enough


def must_be_converted(content: bytes) -> str:
    """The ending of the kind that a file must be converted from, "" for one that is read as it is.

    NotReadable if it is locked with a password, or larger than any document.
    """
    kind = kind_of(content)
    if kind in READERS or kind not in CONVERTED:
        return ""
    refuse_locked(content, kind)
    return CONVERTED[kind]


def read_converted(content: bytes, kind: Kind, converted: bytes, name: str, pack: Pack) -> list[Reading]:
    """The audit tools in `converted`, which LibreOffice made of `content`; what the two differ in is a doubt."""
    became = kind_of(converted)
    reader = READERS.get(became)
    if reader is None:
        raise NotReadable(
            "unsupported-format",
            f"This is {kind.value}, which is not read here. Ask the sender for a Word document (.docx) instead.",
        )
    first = read_document(reader(converted), pack, file=name, part=name)
    second = _second(content, kind, name, pack)
    if second or kind in _TRUSTED:
        return compare(first, second)
    return [reading.with_problems(_ONE_READING) for reading in first]


_ONE_READING = Problem(
    code="one-reading",
    message="The file is of an old kind and could be read in one way only; compare what was read with it.",
)


def _second(content: bytes, kind: Kind, name: str, pack: Pack) -> list[Reading]:
    own = _OWN.get(kind)
    if own is None:
        return []
    try:
        return read_document(own(content), pack, file=name, part=name)
    except NotReadable:
        return []
