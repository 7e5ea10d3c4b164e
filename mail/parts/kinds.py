"""What bytes are, by looking at them; the name only decides between things that look alike."""

import io
import re
import zipfile

from mail.parts.outlook.compound import MAGIC, Damaged, root_of

TNEF = b"\x78\x9f\x3e\x22"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
    (b"\xd7\xcd\xc6\x9a", "wmf"),
    (TNEF, "tnef"),
    (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86", "rights"),
    (b"\x00\x05\x16\x07", "mac"),
    (b"(This file must be converted with BinHex", "binhex"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"BEGIN:VCALENDAR", "calendar"),
    (b"BEGIN:VCARD", "contact"),
    (b"-----BEGIN PGP SIGNATURE", "signature"),
    (b"-----BEGIN PGP", "pgp"),
)
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("__properties_version1.0", "msg"),
    ("EncryptedPackage", "encrypted-office"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
_MAIN_PARTS: tuple[tuple[str, str], ...] = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("visio/", "vsdx"),
)
_PICTURES = {"png", "jpeg", "gif", "tiff", "bmp", "wmf", "heic", "webp", "svg"}
_MAIL_HEAD = re.compile(
    rb"\A(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
    rb"(?:received|return-path|from|date|subject|mime-version|message-id):",
    re.IGNORECASE,
)
_SEALED = (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07", b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17")
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature")
_MOST_ENTRIES = 100_000
_BY_ENDING = {
    "csv": "csv",
    "eml": "mail",
    "ics": "calendar",
    "vcf": "contact",
    "p7s": "signature",
    "mht": "mht",
    "mhtml": "mht",
}
_SAVED = re.compile(rb"^(?:from:\s*\"?<?saved by|snapshot-content-location:)", re.IGNORECASE | re.MULTILINE)


def kind_of(content: bytes, name: str = "", declared: str = "") -> str:
    """One short word for what the bytes are: "docx", "pdf", "mail", "zip", "picture's format", "unknown"…"""
    if not content:
        return "empty"
    head = content[:4096]
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _kind_of_zip(content)
    if head.startswith(MAGIC):
        return _kind_of_ole(content, name)
    lead = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic) or lead.startswith(magic)), None)
    if found:
        return found
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc") else "video"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if declared in _SIGNATURES:
        return "signature"
    if declared == "application/pgp-encrypted":
        return "pgp"
    if head[0] == 0x30 and any(sealed in head[:60] for sealed in _SEALED):
        return "signature" if name.lower().endswith(".p7s") else "smime"
    if declared in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        return "smime"
    return _kind_of_text(lead, name, declared) if _is_text(head) else "unknown"


def is_picture(kind: str) -> bool:
    """Whether a kind is a picture's."""
    return kind in _PICTURES


def looks_like_mail(content: bytes) -> bool:
    """Whether bytes begin with the header lines of a mail."""
    return bool(_MAIL_HEAD.match(content[:16_384].lstrip(b"\xef\xbb\xbf\r\n").replace(b"\r\n", b"\n")))


def is_web_archive(content: bytes, name: str = "") -> bool:
    """Whether bytes are a web page as a browser or Outlook saves it (.mht), and not a mail that was saved."""
    head = content[:16_384].lstrip(b"\xef\xbb\xbf\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    if not _MAIL_HEAD.match(head + b"\n\n"):
        return False
    return name.lower().endswith((".mht", ".mhtml")) or bool(_SAVED.search(head))


def _kind_of_zip(content: bytes) -> str:
    if content.count(b"PK\x01\x02") > _MOST_ENTRIES:
        return "zip"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return _open_document(archive.read("mimetype"))
    except Exception:  # damaged archives raise many things; opening it will say so
        return "zip"
    if "[Content_Types].xml" not in names:
        return "zip"
    kind = next(
        (kind for start, kind in _MAIN_PARTS if any(n.lower().startswith(start) for n in names)), "zip"
    )
    return kind


def _open_document(mimetype: bytes) -> str:
    text = mimetype.decode("ascii", errors="replace")
    known = {
        "opendocument.text": "odt",
        "opendocument.spreadsheet": "ods",
        "opendocument.presentation": "odp",
    }
    return next((kind for words, kind in known.items() if words in text), "zip")


def _kind_of_ole(content: bytes, name: str) -> str:
    """By the names of its outermost streams; what lies deeper, as in an Outlook message, says nothing."""
    try:
        names = {name.lower() for name in root_of(content).names}
    except Damaged:
        known = (kind for stream, kind in _OLE_STREAMS if stream.encode("utf-16-le") in content)
        return next(known, "msg" if name.lower().endswith(".msg") else "ole")
    return next((kind for stream, kind in _OLE_STREAMS if stream.lower() in names), "ole")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)


def _kind_of_text(lead: bytes, name: str, declared: str) -> str:
    ending = name.rpartition(".")[2].lower()
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    if is_web_archive(lead):
        return "mht"
    start = lead[:512].lower()
    if b"<svg" in start:
        return "svg"
    if start.startswith((b"<!doctype html", b"<html")) or declared == "text/html":
        return "html"
    if start.startswith(b"<?xml"):
        return "xml"
    return "text"
