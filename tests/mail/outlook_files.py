"""Writers of what Outlook makes: messages (.msg, MS-OXMSG) and winmail.dat (MS-OXTNEF), for tests."""

import datetime as dt
import struct
from dataclasses import dataclass, field

import compressed_rtf

from tests.mail.compound_files import Tree, compound

Value = str | bytes | int | bool | dt.datetime
Props = dict[int, Value]

CLASS, SUBJECT, BODY, HTML, RTF, HEADERS, MESSAGE_ID = 0x1A, 0x37, 0x1000, 0x1013, 0x1009, 0x7D, 0x1035
SUBMITTED, DELIVERED = 0x39, 0x0E06
FROM_NAME, FROM_KIND, FROM_ADDRESS, FROM_SMTP = 0x42, 0x64, 0x65, 0x5D02
SENDER_NAME, SENDER_KIND, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1E, 0x0C1F, 0x5D01
NAME, KIND, ADDRESS, SMTP, ROLE = 0x3001, 0x3002, 0x3003, 0x39FE, 0x0C15
LONG_NAME, SHORT_NAME, ENDING, MIME, CONTENT_ID = 0x3707, 0x3704, 0x3703, 0x370E, 0x3712
METHOD, FLAGS, HIDDEN, PATH, RENDERED = 0x3705, 0x3714, 0x7FFE, 0x370D, 0x370B
MESSAGE_PAGE, INTERNET_PAGE = 0x3FFD, 0x3FDE
_DATA, _STORE_MASK = 0x3701, 0x340D
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_A_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
_A_STORAGE = bytes.fromhex("0b00000000000000c000000000000046")
WHEN = dt.datetime(2014, 1, 15, 9, 0, tzinfo=dt.UTC)


@dataclass
class Attached:
    """An attachment: a file, a mail or an OLE object, with its properties; `None`: nothing at all."""

    content: "bytes | Note | Tree | None"
    props: Props = field(default_factory=dict)


@dataclass
class Note:
    """A mail with its properties. `page`: its strings are in this Windows code page, not Unicode."""

    props: Props = field(default_factory=dict)
    attached: list[Attached] = field(default_factory=list)
    recipients: list[Props] = field(default_factory=list)
    page: int = 0


def note(
    subject: str = "Audit",
    body: str = "Please find attached.",
    *,
    props: Props | None = None,
    attached: list[Attached] | None = None,
    recipients: list[Props] | None = None,
    page: int = 0,
) -> Note:
    """A mail from P Nair; `props` are put over the usual ones, one that is "" is left out."""
    usual: Props = {
        CLASS: "IPM.Note", SUBJECT: subject, BODY: body, SUBMITTED: WHEN,
        FROM_NAME: "P Nair", FROM_KIND: "SMTP", FROM_ADDRESS: "p.nair@council.example",
    }  # fmt: skip
    said = {tag: value for tag, value in {**usual, **(props or {})}.items() if value != ""}
    return Note(said, attached or [], recipients or [], page)


def file(content: bytes, name: str, **props: Value) -> Attached:
    """A file attached by value. Further properties by their names here in lower case ("content_id")."""
    named: Props = {LONG_NAME: name} if name else {}
    return Attached(content, {METHOD: 1, **named, **{globals()[key.upper()]: v for key, v in props.items()}})


def packed_rtf(text: str) -> bytes:
    return compressed_rtf.compress(text.encode("latin-1"))


def msg(mail: Note) -> bytes:
    """An Outlook message."""
    names = {"__substg1.0_00020102": b"", "__substg1.0_00030102": b"", "__substg1.0_00040102": b""}
    return compound({"__nameid_version1.0": dict(names), **_message(mail, mail.page, top=True)})


def tnef(mail: Note) -> bytes:
    """A winmail.dat."""
    page = mail.page or 1252
    attributes = [
        attribute(1, 0x9006, 8, struct.pack("<I", 0x10000)),
        attribute(1, 0x9007, 6, struct.pack("<II", page, 0)),
        attribute(1, 0x8008, 7, b"IPM.Microsoft Mail.Note\x00"),
        attribute(1, 0x9003, 6, _listed(_typed(mail.props, mail.page))),
    ]
    for number, attached in enumerate(mail.attached):
        props: dict[tuple[int, int], bytes] = _typed(attached.props, mail.page)
        attributes.append(attribute(2, 0x9002, 6, struct.pack("<HIHHII", 1, 0xFFFFFFFF, 0, 0, 0, 0)))
        short = str(attached.props.get(SHORT_NAME, f"ATT{number}.dat"))
        attributes.append(attribute(2, 0x8010, 1, short.encode("ascii", errors="replace") + b"\x00"))
        if isinstance(attached.content, Note):
            props[_DATA, 0x0D] = _A_MESSAGE + tnef(attached.content)
        elif isinstance(attached.content, dict):
            props[_DATA, 0x0D] = _A_STORAGE + compound(attached.content)
        elif attached.content is not None:
            attributes.append(attribute(2, 0x800F, 6, attached.content))
        attributes.append(attribute(2, 0x9005, 6, _listed(props)))
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def _message(mail: Note, page: int, *, top: bool = False) -> Tree:
    counts = len(mail.recipients), len(mail.attached)
    head = struct.pack("<8x4I8x" if top else "<8x4I", *counts, *counts)
    props = {**mail.props, MESSAGE_PAGE: page} if page else {**mail.props, _STORE_MASK: 0x40000}
    tree: Tree = _properties(head, _typed(props, page))
    for number, recipient in enumerate(mail.recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = _properties(bytes(8), _typed(recipient, page))
    for number, attached in enumerate(mail.attached):
        typed = _typed({0x0E21: number, **attached.props}, page)
        held: Tree = {}
        if isinstance(attached.content, bytes):
            typed[_DATA, 0x102] = attached.content
        elif attached.content is not None:
            typed[_DATA, 0x0D] = b""
            held["__substg1.0_3701000D"] = (
                _message(attached.content, page) if isinstance(attached.content, Note) else attached.content
            )
        tree[f"__attach_version1.0_#{number:08X}"] = {**_properties(bytes(8), typed), **held}
    return tree


def _properties(head: bytes, typed: dict[tuple[int, int], bytes]) -> Tree:
    tree: Tree = {}
    listed = [head]
    for (tag, kind), value in typed.items():
        if kind in (0x03, 0x0B, 0x40):
            listed.append(struct.pack("<HHI8s", kind, tag, 6, value))
            continue
        size = 0xFFFFFFFF if kind == 0x0D else len(value) + {0x1E: 1, 0x1F: 2}.get(kind, 0)
        listed.append(struct.pack("<HHIII", kind, tag, 6, size, 1 if kind == 0x0D else 0))
        if kind != 0x0D:
            tree[f"__substg1.0_{tag:04X}{kind:04X}"] = value
    tree["__properties_version1.0"] = b"".join(listed)
    return tree


def _typed(props: Props, page: int) -> dict[tuple[int, int], bytes]:
    return {(tag, _kind(value, page)): _bytes(value, page) for tag, value in props.items()}


def _kind(value: Value, page: int) -> int:
    kinds: tuple[tuple[type, int], ...] = ((bool, 0x0B), (int, 0x03), (dt.datetime, 0x40), (bytes, 0x102))
    return next((kind for known, kind in kinds if isinstance(value, known)), 0x1E if page else 0x1F)


def _bytes(value: Value, page: int) -> bytes:
    if isinstance(value, bool):
        return struct.pack("<H", value)
    if isinstance(value, int):
        return struct.pack("<i", value)
    if isinstance(value, dt.datetime):
        return struct.pack("<Q", (value - _EPOCH) // dt.timedelta(microseconds=1) * 10)
    if isinstance(value, str):
        return value.encode(f"cp{page}", errors="replace") if page else value.encode("utf-16-le")
    return value


def attribute(level: int, tag: int, kind: int, data: bytes) -> bytes:
    """One attribute of a winmail.dat; level 1 is the mail's, 2 the last attachment's."""
    return struct.pack("<BHHI", level, tag, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def embedded(packed: bytes) -> bytes:
    """The properties of an attachment that is a packed mail."""
    return _listed({(_DATA, 0x0D): _A_MESSAGE + packed})


def _listed(typed: dict[tuple[int, int], bytes]) -> bytes:
    written = [struct.pack("<I", len(typed))]
    for (tag, kind), value in typed.items():
        written.append(struct.pack("<HH", kind, tag))
        if kind in (0x1E, 0x1F):
            value += b"\x00" if kind == 0x1E else b"\x00\x00"
        if kind in (0x0D, 0x1E, 0x1F, 0x102):
            written.append(struct.pack("<II", 1, len(value)))
        written.append(value.ljust(-(-len(value) // 4) * 4, b"\x00"))
    return b"".join(written)
