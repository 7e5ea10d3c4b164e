"""Files that are no audit tool, or are meant to do harm: each gets a reason and something to do."""

import io
import zipfile

import pytest

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.reading import read_bytes
from mail.reading.formats import package
from tests.reading.corpus import ooxml as x

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def read(content: bytes, pack: Pack, name: str = "audit.docx") -> Reading:
    (reading,) = read_bytes(content, name, pack)
    assert reading.form is None
    assert reading.status is Status.REJECTED
    (problem,) = reading.problems
    assert problem.message.endswith(".")
    return reading


def repacked(content: bytes, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unsupported-format"),
        (b"%PDF-1.4", "unreadable"),
        (b"{\\rtf1 hello}", "unsupported-format"),
        (b"\x89PNG\r\n\x1a\n", "unsupported-format"),
        (b"Case ID: 123456", "not-an-audit-tool"),
        (b"\0 of no known kind", "unsupported-format"),
        (b"PK\x03\x04 cut short", "unreadable"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (_OLE + "WordDocument".encode("utf-16-le"), "unsupported-format"),
        (x.document(x.paragraph(x.run("Minutes of a meeting"))), "not-an-audit-tool"),
        (x.document(""), "not-an-audit-tool"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, code: str, pack: Pack) -> None:
    assert read(content, pack).problems[0].code == code


def test_a_file_is_known_by_its_bytes_not_by_its_name(pack: Pack) -> None:
    assert "The PDF" in read(b"%PDF-1.4", pack, "audit.docx").problems[0].message


@pytest.mark.parametrize("cut", [1, 100, 600, 1200])
def test_a_file_cut_short_on_its_way_is_unreadable(cut: int, pack: Pack) -> None:
    assert read(x.document(x.paragraph(x.run("words" * 500)))[:-cut], pack).problems[0].code == "unreadable"


def test_broken_xml_is_unreadable(pack: Pack) -> None:
    broken = repacked(x.document(""), **{"word/document.xml": "<w:document"})
    assert read(broken, pack).problems[0].code == "unreadable"


def test_an_entity_is_never_expanded_and_no_file_is_fetched(pack: Pack) -> None:
    hostile = '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    body = "<w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body>"
    document = f'{hostile}<w:document xmlns:w="{x.W}">{body}</w:document>'
    reading = read(repacked(x.document(""), **{"word/document.xml": document}), pack)
    assert reading.problems[0].code == "unsafe"


def test_a_bomb_is_refused_before_it_is_unpacked(pack: Pack) -> None:
    bomb = repacked(x.document(""), **{"word/document.xml": " " * (package.MAX_PART + 1)})
    assert len(bomb) < 200_000
    assert read(bomb, pack).problems[0].code == "too-large"


def test_a_dense_part_is_refused_for_its_ratio(pack: Pack) -> None:
    dense = repacked(x.document(""), **{"word/document.xml": " " * (package.RATIO_FROM + 1)})
    assert read(dense, pack).problems[0].code == "too-large"


def test_a_file_with_too_many_parts_is_refused(pack: Pack) -> None:
    many = repacked(x.document(""), **{f"word/media/{n}": "" for n in range(package.MAX_ENTRIES)})
    assert read(many, pack).problems[0].code == "too-large"


def test_nesting_without_end_is_refused(pack: Pack) -> None:
    body = x.paragraph(x.run("deep"))
    for _ in range(70):
        body = x.table([x.row(f"<w:tc>{body}<w:p/></w:tc>")], 1)
    assert read(x.document(body), pack).problems[0].code in ("unsafe", "unreadable")


def test_a_part_locked_with_a_password_is_told_as_such(pack: Pack) -> None:
    content = bytearray(x.document(""))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            content[start + at] |= 1
            start = content.find(signature, start + 4)
    assert read(bytes(content), pack).problems[0].code == "encrypted"


def test_macros_are_data(pack: Pack) -> None:
    reading = read(x.document(x.paragraph(x.run("Minutes")), macros=True), pack)
    assert reading.problems[0].code == "not-an-audit-tool"


def test_a_reading_of_a_bad_file_holds_none_of_its_words(pack: Pack) -> None:
    reading = read(repacked(x.document(""), **{"word/document.xml": "<w:document>Zebedee"}), pack)
    assert "Zebedee" not in reading.model_dump_json()
