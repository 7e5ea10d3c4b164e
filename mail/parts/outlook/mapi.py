"""Outlook's properties of a mail (MS-OXPROPS), wherever they are kept, and the mail that they describe."""

import codecs
import datetime as dt
import re
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice

from mail.parts.head import describe
from mail.parts.model import NOTHING_SAID, Address, Mail, Texts
from mail.parts.names import decode_text, header_as_written, storable
from mail.parts.outlook.page_in_rtf import page_in
from mail.parts.outlook.rtf import Unreadable, unpacked, words_of_rtf
from mail.parts.tree import head_of
from mail.parts.words import picture_ids, words_of_html

LONG, BOOLEAN, OBJECT, ANSI, UNICODE, TIME, BINARY = 0x03, 0x0B, 0x0D, 0x1E, 0x1F, 0x40, 0x102
_CLASS, _SUBJECT, _MESSAGE_ID, _REFERENCES, _REPLY_TO = 0x001A, 0x0037, 0x1035, 0x1039, 0x1042
_HEADERS, _BODY, _RTF, _HTML = 0x007D, 0x1000, 0x1009, 0x1013
_SENT, _RECEIVED = 0x0039, 0x0E06
_MESSAGE_PAGE, _INTERNET_PAGE = 0x3FFD, 0x3FDE
_FROM = (0x0042, 0x0064, 0x0065, 0x5D02)
_SENDER = (0x0C1A, 0x0C1E, 0x0C1F, 0x5D01)
_RECIPIENT = (0x3001, 0x3002, 0x3003, 0x39FE)
_LONGEST_TEXT = 1_000_000
_MOST_RECIPIENTS = 500
EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
_PAGES = {
    874: "cp874", 932: "cp932", 936: "gbk", 949: "cp949", 950: "big5", 1200: "utf-16-le", 10000: "mac-roman",
    20127: "ascii", 20866: "koi8-r", 21866: "koi8-u", 50220: "iso-2022-jp", 51932: "euc-jp", 65001: "utf-8",
}  # fmt: skip
_MEETINGS = {"request": "REQUEST", "canceled": "CANCEL", "resp": "REPLY"}


class Properties:
    """The properties of one message, attachment or recipient; all getters give an empty value for none.

    `fetch` takes the number and the type of a property and gives its bytes, little-endian if a number.
    `page` is the Windows code page of strings that are not Unicode, if it is known from elsewhere.
    """

    def __init__(self, fetch: Callable[[int, int], bytes | None], page: int = 0) -> None:
        self._fetch = fetch
        self.page = self.number(_MESSAGE_PAGE) or page or self.number(_INTERNET_PAGE)

    def text(self, tag: int) -> str:
        raw = self._fetch(tag, UNICODE)
        if raw is not None:
            return storable(raw[: 4 * _LONGEST_TEXT].decode("utf-16-le", errors="replace").rstrip("\x00"))
        raw = self._fetch(tag, ANSI) or b""
        return decode_text(raw[: 4 * _LONGEST_TEXT].rstrip(b"\x00"), charset_of(self.page))

    def number(self, tag: int) -> int:
        raw = self._fetch(tag, LONG) or b""
        return struct.unpack_from("<i", raw)[0] if len(raw) >= 4 else 0

    def flag(self, tag: int) -> bool:
        return (self._fetch(tag, BOOLEAN) or b"\x00")[0] != 0

    def time(self, tag: int) -> dt.datetime | None:
        """Aware UTC; None if there is none or it is nonsense."""
        raw = self._fetch(tag, TIME) or b""
        if len(raw) < 8:
            return None
        try:
            found = EPOCH + dt.timedelta(microseconds=struct.unpack_from("<Q", raw)[0] // 10)
        except OverflowError:
            return None
        return found if found >= _EARLIEST else None

    def data(self, tag: int) -> bytes | None:
        return self._fetch(tag, BINARY)


@dataclass(frozen=True)
class Words:
    """What a mail says, and the Content-IDs of the pictures that it shows in itself."""

    texts: Texts = NOTHING_SAID
    shown_ids: frozenset[str] = frozenset()

    @property
    def plain(self) -> str:
        """As plain text, in whatever form it came."""
        return self.texts.text or words_of_html(self.texts.html) or words_of_rtf(self.texts.rtf)


def mail_of(props: Properties, recipients: Iterable[Properties] = ()) -> tuple[Mail, Words]:
    """The mail that a message's properties describe.

    Its own transport headers come first, as they came with it. What they lack, or all, is taken from the
    other properties. An Exchange address ("EX") is no mail address; a sender known only by one has none.
    """
    words = _words(props)
    mail = _from_headers(props.text(_HEADERS))
    senders = mail.senders or _senders(props)
    to = mail.to or tuple(_address(each, _RECIPIENT) for each in islice(recipients, _MOST_RECIPIENTS))
    filled = replace(
        mail,
        message_id=mail.message_id or props.text(_MESSAGE_ID)[:998],
        date=mail.date or props.time(_SENT) or props.time(_RECEIVED),
        senders=senders,
        to=tuple(each for each in to if each.name or each.address),
        subject=mail.subject or header_as_written(props.text(_SUBJECT)),
        text=words.plain[:_LONGEST_TEXT],
        report=mail.report or _report(message_class(props)),
        calendar=_meeting(message_class(props)),
    )
    return replace(filled, headers=mail.headers or tuple(_headers(props, filled))), words


def message_class(props: Properties) -> str:
    """What kind of thing it is, in lower case: "ipm.note", "ipm.note.smime.multipartsigned"."""
    return props.text(_CLASS).strip().lower()


def charset_of(page: int) -> str:
    """The name of a Windows code page's charset, as Python knows it."""
    if 28591 <= page <= 28605:
        return f"iso-8859-{page - 28590}"
    name = _PAGES.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _words(props: Properties) -> Words:
    html_bytes = (props.data(_HTML) or b"")[: 4 * _LONGEST_TEXT]
    html = decode_text(html_bytes, charset_of(props.number(_INTERNET_PAGE) or 65001)) or props.text(_HTML)
    rtf = _rtf(props)
    packed = page_in(rtf)
    text = props.text(_BODY).replace("\r\n", "\n").strip()
    texts = Texts(html or packed or "", text, rtf if packed is None else "")
    return Words(texts, frozenset(picture_ids(html) | picture_ids(rtf)))


def _rtf(props: Properties) -> str:
    try:
        return unpacked(props.data(_RTF) or b"").decode("latin-1")
    except Unreadable:
        return ""


def _from_headers(written: str) -> Mail:
    lines = re.sub(r"\A(?:Microsoft Mail Internet Headers[^\n]*\n|\s)*", "", written)
    if not lines.strip():
        return Mail()
    return replace(describe(head_of(lines.encode("utf-8")), "only the head is there"), defect="")


def _senders(props: Properties) -> tuple[Address, ...]:
    both = [_address(props, tags) for tags in (_FROM, _SENDER)]
    best = next((each for each in both if each.address), next((each for each in both if each.name), None))
    return (best,) if best else ()


def _address(props: Properties, tags: tuple[int, int, int, int]) -> Address:
    name, kind, written, smtp = (props.text(tag).strip() for tag in tags)
    if "@" not in smtp:
        smtp = written if kind.upper() in ("", "SMTP") and "@" in written else ""
    return Address("" if name.strip("'") == smtp else name.strip("'"), smtp)


def _headers(props: Properties, mail: Mail) -> Iterable[tuple[str, str]]:
    """The few headers that a mail which never travelled has, so that it can be looked at as any other."""
    said = [
        *(("from", f"{each.name} <{each.address}>".strip()) for each in mail.senders),
        ("subject", mail.subject),
        ("message-id", mail.message_id),
        ("in-reply-to", props.text(_REPLY_TO)),
        ("references", props.text(_REFERENCES)),
    ]
    return ((name, header_as_written(value)) for name, value in said if value)


def _report(kind: str) -> str:
    if not kind.startswith("report."):
        return ""
    return "disposition-notification" if kind.endswith(("ipnrn", "ipnnrn")) else "delivery-status"


def _meeting(kind: str) -> str:
    if not kind.startswith("ipm.schedule.meeting."):
        return ""
    return _MEETINGS.get(kind.split(".")[3], "REQUEST")
