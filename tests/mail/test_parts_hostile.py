"""Mails made to do harm: whatever they are, little time and memory goes into them, and a person is told.

Ten seconds of work stand for "not for ever": what is guarded against took minutes, hours or all memory.
"""

import base64
import io
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable

import pytest

from mail.parts import Limits, Mail, Part, documents, parse
from tests.mail import outlook_files as ol
from tests.mail.compound_files import Tree, compound
from tests.mail.letters import letter, wire, with_file
from tests.mail.outlook_files import Attached, file, msg, note, tnef
from tests.mail.test_parts import docx

HEAD = b"From: a@council.example\r\nMIME-Version: 1.0\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
PDF = b"%PDF-1.4 made up"
ALONE = b"--b\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n"
TEXT = b"--b\r\nContent-Type: text/html\r\n\r\n"
SECONDS = 10


def opened(raw: bytes) -> tuple[Mail, list[Part]]:
    begun = time.process_time()
    mail, parts = parse(raw), documents(raw)
    assert time.process_time() - begun < SECONDS
    return mail, parts


def nested(levels: int, lines: bytes) -> bytes:
    step = b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n"
    return HEAD + b"".join(step % (n, n) for n in range(levels)) + b"\r\n" + lines


TOO_MUCH: dict[str, Callable[[], bytes]] = {
    "a hundred thousand tiny parts": lambda: MIXED + b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n" * 100_000,
    "a boundary for each part": lambda: MIXED + b"".join(ALONE % (n, n) for n in range(50_000)),
    "a hundred thousand headers": lambda: HEAD + b"X: y\r\n" * 100_000 + b"\r\nWords.",
    "a hundred thousand senders": lambda: HEAD + b"From: x@y.example\r\n" * 100_000 + b"\r\nWords.",
    "three thousand levels": lambda: nested(3_000, b""),
    "fifty levels and a million lines": lambda: nested(50, b"x\r\n" * 1_000_000),
    "three thousand mails in mails": lambda: b"Subject: x\r\nContent-Type: message/rfc822\r\n\r\n" * 3_000,
    "five million empty lines": lambda: HEAD + b"\r\n" + b"\n" * 5_000_000,
    "five million ends of lines": lambda: HEAD + b"\r\n" + b"\r" * 5_000_000,
    "a header folded a million times": lambda: HEAD + b"Subject: " + b"x\r\n " * 1_000_000 + b"\r\n\r\nWords.",
    "many blocks of a report": lambda: HEAD
    + b"Content-Type: message/delivery-status\r\n\r\n" + b"a: b\r\n\r\n" * 200_000,
}  # fmt: skip


def around(content: bytes) -> bytes:
    """As if it had been signed, with lengths left open, in pieces of three bytes."""
    pieces = b"".join(
        b"\x04" + bytes([len(some)]) + some
        for some in (content[n : n + 3] for n in range(0, len(content), 3))
    )
    oid = bytes.fromhex("06092a864886f70d0107")
    within = b"\x30\x80" + oid + b"\x01\xa0\x80\x24\x80" + pieces + bytes(6)
    return b"\x30\x80" + oid + b"\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x80" + bytes(2) + within + bytes(6)


def sealed(content: bytes) -> bytes:
    return HEAD + b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\n" + content


def test_what_is_signed_in_pieces_would_be_given_up() -> None:
    inside = HEAD + b"Content-Type: text/plain\r\n\r\nSigned words.\r\n"
    mail, (part,) = opened(sealed(around(inside)))
    assert (mail.text, part.state) == ("Signed words.", "opened")


def signed_file(content: bytes, name: str) -> list[Part]:
    head = f"Content-Type: application/octet-stream; name={name}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return opened(HEAD + head.encode() + base64.encodebytes(around(content)))[1]


def test_a_tool_that_was_signed_itself_would_be_filed_away_unread() -> None:
    carrier, tool = signed_file(docx(), "two.docx.p7m")
    assert (carrier.state, tool.name, tool.state, tool.kind) == ("opened", "two.docx", "taken", "docx")
    assert tool.content == docx()
    assert [part.kind for part in signed_file(docx(), "smime.p7m")] == ["smime", "docx"]


def test_a_signed_file_of_no_known_kind_would_need_nobody() -> None:
    assert [part.state for part in signed_file(b"\x01\x02\x03" * 99, "two.p7m")] == ["opened", "not read"]


def test_a_damaged_signature_would_be_said_to_be_encrypted() -> None:
    whole = around(HEAD + b"Content-Type: text/plain\r\n\r\nSigned words.\r\n")
    _, (part,) = opened(sealed(whole[: len(whole) // 2]))
    assert (part.state, "damaged" in part.outcome, "encrypted" in part.outcome) == ("not read", True, False)


def test_a_signed_mail_cut_off_or_changed_anywhere_would_be_an_error() -> None:
    whole = sealed(around(HEAD + b"Content-Type: text/plain\r\n\r\nSigned words.\r\n"))
    for end in range(whole.index(b"\x30\x80"), len(whole) - 10):
        _, parts = opened(whole[:end])
        assert [part.state for part in parts] == ["not read"]
    for at in range(whole.index(b"\x30\x80"), len(whole)):
        for byte in (0x00, 0x1F, 0x24, 0x80, 0xFF):
            _, parts = opened(whole[:at] + bytes([byte]) + whole[at + 1 :])
            assert parts


def test_signatures_around_signatures_would_take_for_ever() -> None:
    raw = HEAD + b"\r\nWords."
    for _ in range(7):
        raw = sealed(around(raw))
    _, parts = opened(raw)
    assert len(parts) == 7
    for _ in range(3):
        raw = sealed(around(raw))
    _, parts = opened(raw)
    assert parts[-1].state == "not read"
    _, parts = opened(sealed(around(bytes(2_000_000))))
    assert [part.state for part in parts] == ["not read"]


@pytest.mark.parametrize("make", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_a_mail_beyond_all_bounds_would_take_for_ever_or_pass_as_read(make: Callable[[], bytes]) -> None:
    mail, parts = opened(make())
    assert mail.defect
    assert [part.state for part in parts] == ["not read"]
    assert mail.sender is None or mail.sender.address in ("a@council.example", "")


LONG: dict[str, Callable[[], bytes]] = {
    "a header of ten megabytes": lambda: HEAD + b"Subject: " + b"x" * 10_000_000 + b"\r\n\r\nWords.",
    "fifty thousand boundaries": lambda: MIXED + b"--b\r\n" * 50_000 + b"\r\nWords.",
    "ten million semicolons": lambda: HEAD + b'Content-Type: text/plain; "' + b";" * 10_000_000 + b"\r\n\r\nWords.",
    "two million parameters": lambda: HEAD + b"Content-Type: text/plain" + b"; a=b" * 2_000_000 + b"\r\n\r\nWords.",
    "a million recipients": lambda: HEAD + b"To: " + b"x@y.example," * 1_000_000 + b"\r\n\r\nWords.",
    "a million brackets": lambda: HEAD + b"To: " + b"(" * 1_000_000 + b"\r\n\r\nWords.",
    "encoded words without end": lambda: HEAD + b"Subject: " + b"=?utf-8?Q?a?= " * 500_000 + b"\r\n\r\nWords.",
    "a charset for hosts": lambda: HEAD
    + b"Content-Type: text/plain; charset=punycode\r\n\r\nWords.\r\n" + b"abc-" * 1_000_000,
    "a charset for hosts in a header": lambda: HEAD
    + b"Subject: =?punycode?Q?" + b"a-" * 9_000 + b"?=\r\n\r\nWords.",
    "elements without end": lambda: HEAD + b"Content-Type: text/html\r\n\r\nWords." + b"<p><b><table>" * 500_000,
    "attributes without end": lambda: HEAD + b"Content-Type: text/html\r\n\r\nWords.<p "
    + b" ".join(b"a%d=x" % n for n in range(400_000)) + b">",
    "attributes without end or space": lambda: HEAD + b"Content-Type: text/html\r\n\r\nWords.<p "
    + b"".join(b"a%d=''" % n for n in range(400_000)) + b">",
    "many texts": lambda: MIXED + (TEXT + b"Words." + b"<p>" * 100_000 + b"\r\n") * 100,
    "files begun and never ended": lambda: HEAD + b"\r\nWords.\r\n" + b"begin 644 x\r\n`\r\n" * 200_000,
}  # fmt: skip


@pytest.mark.parametrize("make", LONG.values(), ids=LONG.keys())
def test_a_mail_that_is_only_long_would_take_for_ever_or_lose_its_words(make: Callable[[], bytes]) -> None:
    mail, _ = opened(make())
    assert mail.defect == ""
    assert mail.text.startswith("Words.")
    assert len(mail.text) <= 1_000_000


def zipped(name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr(name, content)
    return made.getvalue()


def lying(archive: bytes) -> bytes:
    made = bytearray(archive)
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        where = made.index(signature)
        made[where + at : where + at + 4] = struct.pack("<I", 10)
    return bytes(made)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("lies", [False, True])
def test_an_archive_made_to_fill_memory_would_fill_it(method: int, lies: bool) -> None:
    bomb = zipped("tier1.docx", bytes(80_000_000), method)
    raw = wire(with_file(letter(), lying(bomb) if lies else bomb, "a.zip"))
    code = (
        "import resource, sys; from mail.parts import documents\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "parts = documents(sys.stdin.buffer.read())\n"
        "print(parts[-1].state, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=raw, capture_output=True, check=True, timeout=60
    )
    state, _, grown = done.stdout.decode().rpartition(" ")
    assert state == "not read"
    assert int(grown) < 60_000  # kB


def test_an_archive_of_a_hundred_thousand_files_would_be_listed() -> None:
    archive = zipped("a", b"")
    start, end = archive.index(b"PK\x01\x02"), archive.index(b"PK\x05\x06")
    listed = archive[start:end] * 60_000
    last = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 60_000, 60_000, len(listed), start, 0)
    assert len(zipfile.ZipFile(io.BytesIO(archive[:start] + listed + last)).infolist()) == 60_000
    _, (part,) = opened(wire(with_file(letter(), archive[:start] + listed + last, "a.zip")))
    assert "more than 1,000 files" in part.outcome


def deep(levels: int) -> ol.Note:
    mail = note("deep", attached=[file(PDF, "tier1.pdf")])
    for _ in range(levels):
        mail = note("deep", attached=[Attached(mail, {ol.METHOD: 5})])
    return mail


@pytest.mark.parametrize("make", [msg, tnef])
def test_outlook_messages_in_each_other_would_be_opened_without_end(make: Callable[[ol.Note], bytes]) -> None:
    _, parts = opened(wire(with_file(letter(), make(deep(60)), "a.bin")))
    assert len(parts) == Limits().depth + 1
    assert "nested more deeply" in parts[-1].outcome


def test_an_outlook_message_that_leads_round_in_circles_would_be_read_for_ever() -> None:
    whole = msg(note(attached=[file(PDF * 1_000, "a.pdf")]))
    for changes in (
        {44: 0x7FFFFFFF, 68: 3, 72: 0x7FFFFFFF},  # the list of the tables of sectors
        {48: 0},  # the directory
        {60: 0, 64: 0x7FFFFFFF},  # the table of small sectors
    ):
        changed = bytearray(whole)
        for at, value in changes.items():
            changed[at : at + 4] = struct.pack("<I", value)
        _, parts = opened(wire(with_file(letter(), bytes(changed), "a.msg")))
        assert parts
    table = whole.index(struct.pack("<2I", 1, 2))
    looped = whole[:table] + struct.pack("<128I", *range(128)) + whole[table + 512 :]
    _, parts = opened(wire(with_file(letter(), looped, "a.msg")))
    assert parts[-1].state == "not read"


def test_a_storage_that_lies_in_itself_would_be_opened_for_ever() -> None:
    whole = bytearray(msg(note(attached=[Attached(note(attached=[file(PDF, "a.pdf")]), {ol.METHOD: 5})])))
    inner = whole.rindex("__substg1.0_3701000D".encode("utf-16-le"))
    outer = whole.index("Root Entry".encode("utf-16-le"))
    whole[inner + 76 : inner + 80] = whole[outer + 76 : outer + 80]
    _, parts = opened(wire(with_file(letter(), bytes(whole), "a.msg")))
    assert parts[-1].state == "not read"


def test_one_large_stream_that_many_attachments_share_would_be_read_by_each() -> None:
    small = [file(b"%PDF-" + bytes([n % 250]) * 5_000, f"{n}.pdf") for n in range(300)]
    whole = bytearray(msg(note(attached=[*small, file(b"%PDF-" + bytes(20_000_000), "large.pdf")])))
    name, places, at = "__substg1.0_37010102".encode("utf-16-le"), list[int](), 0
    while (at := whole.find(name, at + 1)) > 0:
        places.append(at)
    large = max(places, key=lambda place: struct.unpack_from("<Q", whole, place + 120)[0])
    for place in places:
        whole[place + 116 : place + 128] = whole[large + 116 : large + 128]
    _, parts = opened(bytes(whole))
    assert sum(len(part.content) for part in parts) < 3 * len(whole)
    assert parts[-1].state == "not read"


def test_a_storage_of_a_hundred_thousand_attachments_would_take_for_ever() -> None:
    many: Tree = {f"__attach_version1.0_#{n:08X}": {} for n in range(60_000)}
    _, (part,) = opened(compound({"__properties_version1.0": bytes(32), **many}))
    assert part.state == "not read"
    few: Tree = {f"__attach_version1.0_#{n:08X}": {} for n in range(5_000)}
    _, parts = opened(compound({"__properties_version1.0": bytes(32), **few}))
    assert len(parts) == Limits().parts + 1
    assert "4,500 more here" in parts[-1].outcome


@pytest.mark.parametrize(
    "packed",
    [
        b"LZFu" + bytes(4) + b"\x00{{{{{{{{" + b"\xff" + b"\x0c\xff" * 4_000_000,
        b"MELA" + bytes(4) + b"{" * 8_000_000,
        b"MELA" + bytes(4) + rb"\bin9999999999 \u-99999 " * 300_000,
    ],
    ids=["repeating itself", "braces", "numbers"],
)
def test_rich_text_made_to_do_harm_would_be_read_for_ever(packed: bytes) -> None:
    rich = struct.pack("<II", len(packed) + 4, 0xFFFFFFFF) + packed
    mail, _ = opened(msg(note(props={ol.BODY: "", ol.RTF: rich})))
    assert (mail.defect, mail.subject) == ("", "Audit")
    assert len(mail.text) <= 1_000_000


def test_a_packing_of_a_hundred_thousand_attributes_would_take_for_ever() -> None:
    begins = struct.pack("<BHHIH", 2, 0x9002, 6, 0, 0) * 100_000
    listed = struct.pack("<I", 0xFFFFFFFF) + struct.pack("<HHI", 3, 1, 1) * 100_000
    names = struct.pack("<IHH16xII", 1, 0x101F, 0x8001, 1, 0xFFFFFFF0)
    for data in (begins, ol.attribute(1, 0x9003, 6, listed), ol.attribute(1, 0x9003, 6, names)):
        packed = b"\x78\x9f\x3e\x22\x01\x00" + data
        _, parts = opened(wire(with_file(letter(), packed, "winmail.dat")))
        assert parts[-1].state == "not read"


def test_a_mail_as_large_as_mails_are_would_be_refused() -> None:
    scan = b"%PDF-1.4" + bytes(range(256)) * 100_000
    part = b"--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    begun = time.process_time()
    found = documents(MIXED + part + base64.encodebytes(scan) + b"--b--\r\n")
    assert [each.content == scan for each in found] == [True]
    assert time.process_time() - begun < SECONDS
