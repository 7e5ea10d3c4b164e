"""What is in a mail: nothing vanishes, nothing is named wrongly, nothing unpacked without end."""

import base64
import datetime as dt
import hashlib
import io
import re
import struct
import zipfile
from email.message import EmailMessage

import pytest

from mail.parts import Limits, Part, documents, parse
from tests.mail.letters import carrying, letter, wire, with_file

PDF = b"%PDF-1.4 made up"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def docx(text: str = "made up") -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": text.encode()})


def utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def found(mail: EmailMessage, limits: Limits = Limits()) -> dict[str, Part]:
    return {part.path: part for part in documents(wire(mail), limits)}


def test_a_document_deep_in_forwards_and_archives_would_not_be_found() -> None:
    tool = docx()
    inner = with_file(
        letter("Tool for 123456", sender="T Ashworth <t@council.example>"), tool, "tier1.docx", DOCX_TYPE
    )
    archive = zipped({"scans/forward.eml": wire(inner)})
    middle = with_file(letter("FW: Tool"), archive, "scan.zip", "application/zip")
    parts = found(carrying(letter("FW: FW: Tool"), middle))
    assert list(parts) == [
        "FW: Tool.eml",
        "FW: Tool.eml/scan.zip",
        "FW: Tool.eml/scan.zip/scans/forward.eml",
        "FW: Tool.eml/scan.zip/scans/forward.eml/tier1.docx",
    ]
    assert [part.state for part in parts.values()] == ["opened", "opened", "opened", "taken"]
    part = parts["FW: Tool.eml/scan.zip/scans/forward.eml/tier1.docx"]
    assert part.content == tool
    assert part.sha256 == hashlib.sha256(tool).hexdigest()
    assert (part.name, part.kind, part.declared) == ("tier1.docx", "docx", DOCX_TYPE)
    assert [carrier.subject for carrier in part.carriers] == ["FW: Tool", "Tool for 123456"]


def test_a_document_would_be_held_against_the_date_that_a_forwarded_mail_claims() -> None:
    inner = with_file(letter("Tool"), docx(), "tier1.docx")
    inner.replace_header("Date", "Mon, 02 Dec 2013 08:30:00 +0100")
    part = documents(wire(carrying(letter("FW"), inner)))[1]
    assert part.sent == dt.datetime(2014, 1, 15, 9, 0, tzinfo=dt.UTC)
    assert part.carriers[0].date == dt.datetime(2013, 12, 2, 7, 30, tzinfo=dt.UTC)


def test_several_tools_in_one_mail_or_one_twice_would_be_one() -> None:
    mail = letter()
    for _ in range(3):
        with_file(mail, docx(), "tier1.docx")
    with_file(mail, docx("another"), "tier1 (2).docx")
    assert list(found(mail)) == ["tier1.docx", "tier1.docx (2)", "tier1.docx (3)", "tier1 (2).docx"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="Tier 1.docx"', "Tier 1.docx"),
        ("attachment; filename=Tier1.docx", "Tier1.docx"),
        ("attachment; filename*=UTF-8''Pr%C3%BCfung%20%E2%80%93%201.docx", "Prüfung – 1.docx"),
        ("attachment; filename*0*=UTF-8''Pr%C3%BC; filename*1*=fung; filename*2=.docx", "Prüfung.docx"),
        ('attachment; filename="=?utf-8?B?UHLDvGZ1bmcuZG9jeA==?="', "Prüfung.docx"),
        ('attachment; filename="=?iso-8859-1?Q?Pr=FCfung?= =?iso-8859-1?Q?.docx?="', "Prüfung.docx"),
        ('attachment; filename="Prüfung.docx"', "Prüfung.docx"),
        ('attachment; filename="..\\..\\Windows\\tier1.docx"', "tier1.docx"),
        ('attachment; filename="../../etc/tier1.docx"', "tier1.docx"),
        ('attachment; filename="tier1\u202excod.exe"', "tier1xcod.exe"),
        ('attachment; filename="tier1.docx\x07\x00"', "tier1.docx"),
        ('attachment; filename="  .. "', "unnamed.docx"),
        ("attachment; filename*=broken''%zz; filename*1=x", None),
        ("attachment", "unnamed.docx"),
    ],
)
def test_an_attachment_would_be_shown_under_a_wrong_name(header: str, name: str | None) -> None:
    raw = (
        (
            "From: a@council.example\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            f"Content-Type: application/octet-stream\r\nContent-Disposition: {header}\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n"
        ).encode()
        + base64.encodebytes(docx())
        + b"\r\n--b--\r\n"
    )
    (part,) = documents(raw)
    assert part.kind == "docx"
    assert name is None or part.name == name
    assert not set("/\\\x00\u202e") & set(part.name)


def test_a_long_name_would_lose_its_ending() -> None:
    (part,) = documents(wire(with_file(letter(), docx(), "x" * 500 + ".docx")))
    assert len(part.name) <= 120
    assert part.name.endswith("….docx")


@pytest.mark.parametrize(
    ("content", "name", "kind", "state"),
    [
        (docx(), "tier1.docx", "docx", "taken"),
        (docx(), "tier1.pdf", "docx", "taken"),
        (PDF, "tier1.docx", "pdf", "taken"),
        (b"{\\rtf1 made up}", "tier1.doc", "rtf", "taken"),
        (OLE + utf16("WordDocument"), "a.doc", "doc", "taken"),
        (OLE + utf16("EncryptedPackage"), "a.docx", "encrypted-office", "taken"),
        (OLE + utf16("__properties_version1.0"), "FW.msg", "msg", "not read"),
        (b"\x78\x9f\x3e\x22\x01\x00", "winmail.dat", "tnef", "not read"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a.odt", "odt", "taken"),
        (zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "a.xlsx", "xlsx", "taken"),
        (b"Rar!\x1a\x07\x00", "a.rar", "rar", "not read"),
        (b"7z\xbc\xaf\x27\x1c", "a.7z", "7z", "not read"),
        (b"MZ\x90\x00", "tier1.docx", "program", "not read"),
        (b"", "tier1.docx", "empty", "not read"),
        (b"\x00\x01\x02\x03", "tier1.docx", "unknown", "not read"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "meeting.ics", "calendar", "passed over"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "p.vcf", "contact", "passed over"),
        (PNG, "scan.png", "png", "taken"),
        (b"\xff\xd8\xff\xe0", "scan.jpg", "jpeg", "taken"),
        (b"a,b\r\n1,2\r\n", "list.csv", "csv", "taken"),
        ("Größe".encode(), "notes.txt", "text", "taken"),
        (b"<html><body>x</body></html>", "page.html", "html", "taken"),
    ],
)  # fmt: skip
def test_a_file_would_be_taken_for_what_its_name_says(
    content: bytes, name: str, kind: str, state: str
) -> None:
    (part,) = documents(wire(with_file(letter(), content, name)))
    assert (part.kind, part.state) == (kind, state)
    assert bool(part.outcome) == (state != "taken")
    assert part.content == content


def test_a_damaged_outlook_file_would_not_ask_for_it_again() -> None:
    for damaged in (OLE + utf16("__properties_version1.0"), b"\x78\x9f\x3e\x22\x01\x00"):
        (part,) = documents(wire(with_file(letter(), damaged, "FW.msg")))
        assert "damaged" in part.outcome
        assert "again" in part.outcome


def signed(picture: bytes, *, shown: bool) -> EmailMessage:
    mail = letter()
    mail.add_alternative(f"<p>Regards</p>{'<img src=cid:logo@here>' if shown else ''}", subtype="html")
    page = mail.get_body(("html",))
    assert page is not None
    page.add_related(
        picture, "image", "png", cid="<logo@here>", filename="image001.png", disposition="inline"
    )
    return mail


def test_a_logo_in_a_signature_would_be_read_as_an_audit_tool() -> None:
    (part,) = documents(wire(signed(PNG, shown=True)))
    assert part.state == "passed over"
    assert "inline picture" in part.outcome


def test_a_photographed_page_pasted_into_a_mail_would_be_passed_over_as_a_logo() -> None:
    (part,) = documents(wire(signed(PNG + b"\x00" * 200_000, shown=True)))
    assert part.state == "taken"


def test_a_scan_from_a_telephone_would_be_passed_over_as_a_logo() -> None:
    mail = letter()
    mail.add_attachment(PNG, maintype="image", subtype="png", filename="IMG_0001.png", disposition="inline")
    (part,) = documents(wire(mail))
    assert part.state == "taken"


def test_a_mail_attached_as_a_file_of_unknown_type_would_not_be_opened() -> None:
    inner = wire(with_file(letter("Tool"), docx(), "tier1.docx"))
    for name, kind in (
        ("Tool.eml", "application/octet-stream"),
        ("Tool.EML", "text/plain"),
        ("Tool", "application/eml"),
    ):
        mail = letter()
        main, _, sub = kind.partition("/")
        mail.add_attachment(inner, maintype=main, subtype=sub, filename=name)
        parts = documents(wire(mail))
        assert [part.state for part in parts] == ["opened", "taken"], name


def test_an_attached_mail_that_exchange_encoded_would_be_lost() -> None:
    inner = wire(with_file(letter("Tool"), docx(), "tier1.docx"))
    raw = (
        b"From: a@council.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(inner)
        + b"\r\n--b--\r\n"
    )
    parts = documents(raw)
    assert [part.path for part in parts] == ["Tool.eml", "Tool.eml/tier1.docx"]
    assert parts[0].content == inner


def test_a_bounce_or_receipt_would_look_like_a_document() -> None:
    raw = (
        b"From: mailer-daemon@council.example\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nCould not be delivered.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.example\r\n\r\nAction: failed\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: x\r\n--b--\r\n"
    )
    assert parse(raw).report == "delivery-status"
    assert parse(raw).text == "Could not be delivered."
    assert [part.state for part in documents(raw)] == ["passed over", "passed over"]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(part=1_000), "larger than"),
        (Limits(total=3_000), "as much as is unpacked"),
        (Limits(total=12_000), "larger than may be unpacked"),
        (Limits(zip_entries=2), "holds 3 files"),
        (Limits(depth=1), "nested more deeply"),
        (Limits(message=1_000), "whole message"),
        (Limits(parts=2), "more here"),
    ],
)
def test_a_mail_beyond_what_is_unpacked_would_fail_or_say_nothing(limits: Limits, said: str) -> None:
    noise = hashlib.sha512(b"x").digest() * 40
    archive = zipped({f"{n}.pdf": PDF + noise for n in range(3)}, zipfile.ZIP_STORED)
    parts = documents(wire(with_file(letter(), archive, "many.zip")), limits)
    assert {part.content for part in parts if part.kind == "pdf"} <= {b"", PDF + noise}
    told = " ".join(part.outcome for part in parts)
    assert re.search(said, told)
    assert any(part.state == "not read" for part in parts)


def test_an_archive_made_to_fill_the_disk_would_be_unpacked() -> None:
    bomb = zipped({"tier1.docx": b"\x00" * 30_000_000, "real.pdf": PDF})
    parts = found(with_file(letter(), bomb, "a.zip"))
    assert "far more than it is" in parts["a.zip/tier1.docx"].outcome
    assert parts["a.zip/real.pdf"].taken


def test_an_archive_that_lies_about_its_sizes_would_be_unpacked() -> None:
    made = bytearray(zipped({"tier1.docx": b"\x00" * 5_000_000}))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        where = made.index(signature)
        made[where + at : where + at + 4] = struct.pack("<I", 10)
    (archive, entry) = documents(wire(with_file(letter(), bytes(made), "a.zip")))
    assert archive.state == "opened"
    assert len(entry.content) <= 10
    assert entry.state == "not read"


def test_an_archive_that_holds_itself_would_be_opened_for_ever() -> None:
    content = zipped({"end.pdf": PDF})
    for _ in range(30):
        content = zipped({"a.zip": content})
    parts = documents(wire(with_file(letter(), content, "a.zip")))
    assert len(parts) < 15
    assert "nested more deeply" in parts[-1].outcome


def test_a_mail_in_a_thousand_mails_would_be_a_crash() -> None:
    raw = b"Subject: x\r\nContent-Type: message/rfc822\r\n\r\n" * 3_000
    assert documents(raw)[-1].state == "not read"
    assert parse(raw).defect
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(3_000)
    )
    assert documents(nested)[-1].state == "not read"


def test_a_file_behind_a_password_would_not_ask_for_one_without() -> None:
    made = bytearray(zipped({"tier1.docx": docx()}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(signature) + at] |= 1
    (_, entry) = documents(wire(with_file(letter(), bytes(made), "a.zip")))
    assert "password" in entry.outcome
    assert entry.state == "not read"


def test_a_damaged_archive_would_vanish() -> None:
    for damaged in (docx()[:-30], b"PK\x03\x04" + b"\xff" * 100, b"PK\x05\x06"):
        (part,) = documents(wire(with_file(letter(), damaged, "a.zip")))
        assert part.state == "not read"
        assert "damaged" in part.outcome


def test_what_a_mac_adds_to_archives_would_need_a_person() -> None:
    archive = zipped({"__MACOSX/._tier1.docx": b"x", "tier1.docx": docx()})
    parts = found(with_file(letter(), archive, "a.zip"))
    assert [part.state for part in parts.values()] == ["opened", "passed over", "taken"]


def test_files_with_names_that_climb_would_leave_their_archive() -> None:
    parts = documents(
        wire(with_file(letter(), zipped({"../../etc/tier1.docx": docx(), "/absolute/a.pdf": PDF}), "a.zip"))
    )
    assert [part.path for part in parts] == [
        "a.zip",
        "a.zip/unnamed/unnamed/etc/tier1.docx",
        "a.zip/absolute/a.pdf",
    ]


def test_attachments_of_a_mail_that_lost_its_boundary_would_vanish() -> None:
    raw = b"From: a@council.example\r\nContent-Type: multipart/mixed\r\n\r\nwords and attachments in one\r\n"
    (part,) = documents(raw)
    assert part.state == "not read"
    assert "words" in parse(raw).text


def test_a_link_instead_of_a_file_would_vanish() -> None:
    raw = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b'Content-Type: message/external-body; access-type=URL; URL="https://files.example/x"\r\n\r\n'
        b"Content-Type: application/pdf\r\n\r\n--b--\r\n"
    )
    (part,) = documents(raw)
    assert part.state == "not read"
    assert "a link" in part.outcome


def test_twelve_megabytes_would_be_too_much() -> None:
    content = PDF + hashlib.sha512(b"y").digest() * 190_000
    assert len(content) > 12_000_000
    (part,) = documents(wire(with_file(letter(), content, "scan.pdf")))
    assert part.taken
