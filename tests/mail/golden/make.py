"""Fills in what golden mails carry and nobody can write by hand. The same bytes whenever they are made.

`python -m tests.mail.golden.make NAME.eml` replaces each line "@@good.docx@@" of a mail by that document in base64,
and gives the mail the line ends of the wire. The mail as it then stands is the truth; nothing is made again.
"""

import base64
import datetime as dt
import html
import io
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from framework.pack import load_pack
from framework.reading import Answer, Reading, Status
from framework.words import Judgement
from mail.reading.document import Block, Cell, Paragraph
from mail.reading.formats.word.walk import read_word
from mail.writing import write
from tests.mail import outlook_files as outlook
from tests.mail.compound_files import compound

PACK = load_pack("rochdale-2013")
_DROPPED = re.compile(r"(^|/)((styles\w*|webSettings|fontTable|theme/\w+)\.xml$|customXml/|docProps/)")
_REFERENCE = re.compile(r"<(?:Override|Relationship) [^>]*?(?:PartName|Target)=\"([^\"]+)\"[^>]*?/>")


def tier1(
    case_id: str = "900501",
    overall: Judgement = Judgement.GOOD,
    grade: int = 2,
    comments: str = "It is clear.",
) -> bytes:
    """A completed Tier 1 audit tool by Max Manager, without the styles that make a document large."""
    form = PACK.form("tier1-generic")
    answers = [
        Answer(number=a.number, grade=grade, comment=f"Seen in the file, {a.number}.") for a in form.areas
    ]
    answers[-1] = Answer(number=8, not_applicable=True, comment="Not cared for.")
    return _tool(
        Reading(
            form=form.id,
            status=Status.ACCEPTED,
            case_id=case_id,
            completed_by="Max Manager",
            social_worker="Sol South",
            date=dt.date(2014, 1, 15),
            answers=tuple(answers),
            overall=overall,
            comments=comments,
        )
    )


def two_ticks() -> bytes:
    """A completed tool in which one area has two grades."""
    first = b"Seen in the file, 3."
    return _changed(tier1(), lambda xml: _grade_before(xml, first, b"2/3"))


def supervision() -> bytes:
    """A completed supervision file audit, which is about a member of staff."""
    form = PACK.form("supervision")
    answers = [Answer(number=a.number, answer=a.number < 10) for a in form.areas]
    return _tool(
        Reading(
            form=form.id,
            status=Status.ACCEPTED,
            completed_by="Max Manager",
            date=dt.date(2014, 1, 15),
            answers=tuple(answers),
            fields={"supervisee": "Sol South", "supervisor": "Tess West", "next_audit": "16/07/2014"},
        )
    )


def letter() -> bytes:
    """A Word document that is no audit tool."""
    words = "<w:p><w:r><w:t>What was agreed is written down here.</w:t></w:r></w:p>"
    kept = re.compile(rb"(<w:body>).*?(<w:sectPr.*</w:body>)", re.DOTALL)
    return _changed(tier1(), lambda xml: kept.sub(rb"\1" + words.encode("ascii") + rb"\2", xml))


def with_macros() -> bytes:
    """The tool as a Word document with macros (.docm): they are data."""
    parts = _parts(tier1())
    types = parts["[Content_Types].xml"].replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
        b"vnd.ms-word.document.macroEnabled.main",
    )
    return zipped(
        parts | {"[Content_Types].xml": types, "word/vbaProject.bin": b"no macro, but in its place"}
    )


def locked() -> bytes:
    """A Word document with a password: to whoever has none, two streams that say nothing."""
    return compound(
        {"EncryptionInfo": b"\x04\x00\x04\x00\x40\x00\x00\x00", "EncryptedPackage": bytes(reversed(tier1()))}
    )


def outlook_message(document: bytes) -> bytes:
    """Max's mail with a document, saved from Outlook (.msg)."""
    return outlook.msg(_note([outlook.file(document, "audit.docx")]))


def outlook_forward(document: bytes) -> bytes:
    """A mail saved from Outlook in which Tess forwards Max's, attached as an item of Outlook's own."""
    item = outlook.Attached(_note([outlook.file(document, "audit.docx")]), {outlook.METHOD: 5})
    tess: outlook.Props = {outlook.FROM_NAME: "Tess West", outlook.FROM_ADDRESS: "tess.west@council.example"}
    return outlook.msg(outlook.note("FW: Completed audit", "From Max.", props=tess, attached=[item]))


def _note(attached: list[outlook.Attached]) -> outlook.Note:
    sender: outlook.Props = {
        outlook.FROM_NAME: "Max Manager",
        outlook.FROM_ADDRESS: "max.manager@council.example",
    }
    return outlook.note("Completed audit", "Attached.", props=sender, attached=attached)


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip archive of files, with no time of its own."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def zipped_with_password(parts: dict[str, bytes]) -> bytes:
    """An archive whose files say that they are encrypted, and whose bytes nobody can make out."""
    made = bytearray(zipped({name: bytes(reversed(content)) for name, content in parts.items()}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = made.find(magic)
        while found >= 0:
            made[found + at] |= 1
            found = made.find(magic, found + 4)
    return bytes(made)


def pdf() -> bytes:
    """One page of an audit tool as a printer driver makes it."""
    lines = [
        "Tier 1 Case File Audit",
        "Case ID: 900501",
        "Completed by: Max Manager",
        "Overall judgement: Good",
    ]
    text = "BT /F1 12 Tf 72 780 Td 16 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF\n"
    return f"{made}xref\n0 6\n0000000000 65535 f \n{table}{trailer}".encode("ascii")


def page(document: bytes, *, above: str = "", below: str = "") -> bytes:
    """A document as a mail program shows it when it is pasted into a mail, with words above and below it."""
    blocks = "\n".join(_html(block) for block in read_word(document).blocks)
    return f"<html><body>{above}{blocks}{below}</body></html>".encode()


def pasted(document: bytes, *, quoted: str = "", below: str = "") -> bytes:
    """The same as plain text, the cells of a row set apart by tabs, each line after marks of quotation."""
    lines = [line for block in read_word(document).blocks for line in _lines(block)]
    return "".join(f"{quoted}{line}\n" for line in [*lines, *below.split("\n")]).encode()


def archive(shown: bytes) -> bytes:
    """A page as a browser saves it (.mht), with a picture that it shows."""
    parts = ((b"text/html; charset=utf-8", shown), (b"image/png", picture(20, 20)))
    said = b"".join(
        b"--page\nContent-Type: " + kind + b"\nContent-Transfer-Encoding: base64\n"
        b"Content-Location: https://council.example/" + kind[:4] + b"\n\n" + base64.encodebytes(content)
        for kind, content in parts
    )
    head = b"From: <Saved by Blink>\nSubject: Case file audit\nMIME-Version: 1.0\n"
    kind = b'Content-Type: multipart/related; type="text/html"; boundary="page"\n\n'
    return head + kind + said + b"--page--\n"


def _html(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p class=MsoNormal>{_words(block.text)}</p>"
    rows = "".join(f"<tr>{''.join(_cell(cell) for cell in row.cells)}</tr>" for row in block.rows)
    return f"<table class=MsoTableGrid border=1>{rows}</table>"


def _cell(cell: Cell) -> str:
    span = f" colspan={cell.span}" if cell.span > 1 else ""
    return f"<td{span}>{_words(cell.text)}</td>"


def _words(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _lines(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return block.text.split("\n")
    return ["\t".join(" ".join(cell.text.split()) for cell in row.cells) for row in block.rows]


def picture(width: int, height: int) -> bytes:
    """A PNG in one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    rows = (b"\x00" + b"\x20\x60\xa0" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def _blank() -> bytes:
    return _tool(Reading(form="tier1-generic"))


def _tool(reading: Reading) -> bytes:
    assert reading.form
    return _slim(write(PACK.form(reading.form), reading, PACK))


def _slim(docx: bytes) -> bytes:
    """Without the styles and the like, and without what refers to them."""
    parts = {name: content for name, content in _parts(docx).items() if not _DROPPED.search(name)}
    for name, content in parts.items():
        if name.endswith(".rels") or name == "[Content_Types].xml":
            parts[name] = _REFERENCE.sub(_unless_dropped, content.decode("utf-8")).encode("utf-8")
    return zipped(parts)


def _unless_dropped(found: re.Match[str]) -> str:
    return "" if _DROPPED.search(found[1]) else found[0]


def _parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _changed(docx: bytes, change: Callable[[bytes], bytes]) -> bytes:
    parts = _parts(docx)
    return zipped(parts | {"word/document.xml": change(parts["word/document.xml"])})


def _grade_before(xml: bytes, comment: bytes, grade: bytes) -> bytes:
    head, found, tail = xml.partition(comment)
    at = head.rindex(b">2</w:t>")
    return head[:at] + b">" + grade + head[at + 2 :] + found + tail


def flowed(text: bytes) -> bytes:
    """Text wrapped by a program that says so: lines that go on end with a space."""
    lines = [" \n".join(re.findall(r"[^\n]{1,70}(?= |$)", line)) for line in text.decode().split("\n")]
    return "\n".join(lines).replace("\n \n", "\n\n").encode()


def packed(shown: bytes) -> bytes:
    """A page as Outlook packs it into rich text, and that once more."""
    escaped = re.sub(r"([\\{}])", r"\\\1", shown.decode()).replace("\n", r"\par ")
    said = "".join(
        rf"{{\*\htmltag64 {piece}}}" if piece.startswith("<") else re.sub(r"[^\x00-\x7f]", _number, piece)
        for piece in re.split(r"(<[^>]+>)", escaped)
    )
    return outlook.packed_rtf(rf"{{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0\uc1\f0 {said}}}")


def _number(found: re.Match[str]) -> str:
    return rf"\u{ord(found[0])}?"


def _saying(form: int, words: bytes) -> outlook.Note:
    note = _note([])
    return outlook.note("Completed audit", "", props=note.props | {outlook.BODY: "", form: words})


BANNER = (
    "<table border=0 width='100%'><tr><td bgcolor='#ffeb9c'><b>CAUTION:</b> This mail came from outside. Do not "
    "open links or attachments unless you know the sender.</td></tr></table><p class=MsoNormal>Bo, my audit.</p>"
)
SIGNED = (
    "\nKind regards\n\nMax Manager\nTeam Manager, Team Two\n\n"
    "This e-mail and what is attached to it is confidential. If it is not for you, please tell us and delete it."
)
SIGNATURE = "".join(f"<p class=MsoNormal>{line}</p>" for line in SIGNED.split("\n") if line)
_HEAD = (
    "<div style='border-top:solid'><p class=MsoNormal><b>From:</b> {} &lt;{}&gt;<br><b>Sent:</b> 15 January 2014 "
    "16:42<br><b>To:</b> Audits &lt;audits@council.example&gt;<br><b>Subject:</b> {}</p></div>"
)
_MAX, _TESS = ("Max Manager", "max.manager@council.example"), ("Tess West", "tess.west@council.example")
FORWARDED = (
    f"<p>For you.</p><p>Kind regards</p><p>Bo</p>{_HEAD.format(*_TESS, 'FW: Completed audit')}<p>From Max.</p>"
    f"<p>Tess</p>{_HEAD.format(*_MAX, 'Completed audit')}"
)
ANSWERED = f"<p>Yes, that is right.</p>{_HEAD.format('Audit bot', 'auditbot@council.example', 'A question')}"

DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "good.docx": tier1,
    "second.docx": lambda: tier1("900502"),
    "inadequate.docx": lambda: tier1(overall=Judgement.INADEQUATE, grade=4),
    "corrected.docx": lambda: tier1(overall=Judgement.REQUIRES_IMPROVEMENT, grade=3),
    "supervision.docx": supervision,
    "blank.docx": _blank,
    "two-ticks.docx": two_ticks,
    "letter.docx": letter,
    "macros.docm": with_macros,
    "page.pdf": pdf,
    "logo.png": lambda: picture(120, 40),
    "photo.png": lambda: picture(900, 1200),
    "one.zip": lambda: zipped({"January/good.docx": tier1(), "January/Thumbs.db": b"made up"}),
    "two.zip": lambda: zipped({"good.docx": tier1(), "second.docx": tier1("900502")}),
    "zip-in-zip.zip": lambda: zipped({"inner.zip": zipped({"good.docx": tier1()})}),
    "password.zip": lambda: zipped_with_password({"good.docx": tier1()}),
    "locked.docx": locked,
    "good.msg": lambda: outlook_message(tier1()),
    "forward.msg": lambda: outlook_forward(tier1()),
    "winmail.dat": lambda: outlook.tnef(_note([outlook.file(tier1(), "audit.docx")])),
    "body.html": lambda: page(tier1(), above=BANNER, below=SIGNATURE),
    "body.txt": lambda: pasted(tier1(), below=SIGNED),
    "other-body.txt": lambda: pasted(tier1(overall=Judgement.INADEQUATE, grade=4), below=SIGNED),
    "corrected.html": lambda: page(tier1(overall=Judgement.REQUIRES_IMPROVEMENT, grade=3)),
    "quoted.txt": lambda: pasted(tier1(), quoted="> "),
    "forwarded.html": lambda: page(tier1(), above=FORWARDED),
    "answered.html": lambda: page(tier1(), above=ANSWERED),
    "flowed.txt": lambda: flowed(pasted(tier1())),
    "page.mht": lambda: archive(page(tier1())),
    "body.msg": lambda: outlook.msg(_saying(outlook.HTML, page(tier1()))),
    "winmail-body.dat": lambda: outlook.tnef(_saying(outlook.RTF, packed(page(tier1())))),
    "bomb.zip": lambda: zipped({"audit.docx": bytes(10_000_000)}),
}


def fill(mail: bytes, *, line_end: bytes = b"\r\n") -> bytes:
    """A mail written by hand, with each line "@@good.docx@@" replaced by that document in base64."""
    lines: list[bytes] = []
    for line in mail.replace(b"\r\n", b"\n").split(b"\n"):
        named = re.fullmatch(rb"@@([\w.-]+)@@", line)
        lines += _base64_lines(DOCUMENTS[named[1].decode()]()) if named else [line]
    return line_end.join(lines)


def _base64_lines(content: bytes) -> list[bytes]:
    return base64.encodebytes(content).splitlines()


if __name__ == "__main__":
    for given in sys.argv[1:]:
        Path(given).write_bytes(fill(Path(given).read_bytes()))
