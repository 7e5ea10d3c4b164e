"""Word's other packages: with macros (.docm), and strict OOXML."""

import io
import zipfile
from collections.abc import Callable

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
_STRICT = (
    (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
    ),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"),
)


def with_macros(content: bytes) -> bytes:
    """The same document as .docm, with a macro project that says nothing."""

    def change(name: str, data: bytes) -> bytes:
        if name != "[Content_Types].xml":
            return data
        macros = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
        return data.replace(_MAIN.encode(), _MACROS.encode()).replace(b"</Types>", macros.encode())

    return _changed(
        content, change, {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)}
    )


def strict(content: bytes) -> bytes:
    """The same document in strict OOXML, as Word writes it when asked to."""

    def change(name: str, data: bytes) -> bytes:
        if not name.endswith((".xml", ".rels")):
            return data
        for loose, name_space in _STRICT:
            data = data.replace(loose.encode(), name_space.encode())
        return data.replace(b"<w:document ", b'<w:document w:conformance="strict" ')

    return _changed(content, change, {})


def _changed(content: bytes, change: Callable[[str, bytes], bytes], added: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, data in added.items():
            new.writestr(name, data)
    return out.getvalue()
