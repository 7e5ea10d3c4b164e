"""The files packed into a PDF: how many, and of what kinds. Their names may be a child's, and go nowhere."""

import ctypes

import pypdfium2.raw as pdfium

MAX_FILES = 500
_LONGEST = 4_096  # bytes of a name
_OTHER = "file of another kind"
_KINDS = {
    "PDF": ("pdf",),
    "Word document": ("docx", "doc", "docm", "dotx", "odt", "rtf"),
    "workbook": ("xlsx", "xls", "xlsm", "ods", "csv"),
    "picture": ("png", "jpg", "jpeg", "tif", "tiff", "heic", "bmp", "gif"),
    "mail": ("eml", "msg"),
    "archive": ("zip", "7z", "rar"),
}
_BY_ENDING = {ending: kind for kind, endings in _KINDS.items() for ending in endings}


def attached_kinds(document: object) -> list[str]:
    """The kind of each file packed into an open PDF, told by how its name ends."""
    count = min(pdfium.FPDFDoc_GetAttachmentCount(document), MAX_FILES)
    return [_kind(pdfium.FPDFDoc_GetAttachment(document, at)) for at in range(count)]


def _kind(attachment: object) -> str:
    length = pdfium.FPDFAttachment_GetName(attachment, None, 0) if attachment else 0
    if not 2 < length <= _LONGEST:
        return _OTHER
    buffer = ctypes.create_string_buffer(length)
    held = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAttachment_GetName(attachment, held, length)
    name = buffer.raw[:length].decode("utf-16-le", "replace").rstrip("\0")
    return _BY_ENDING.get(name.rpartition(".")[2].casefold(), _OTHER)
