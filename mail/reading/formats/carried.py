"""What a package carries besides its words and a program might act on: other files, far templates, commands."""

import html
import re

from mail.reading.document import COMMAND, EMBEDDED, TEMPLATE
from mail.reading.formats.package import Package

_FOLDERS = re.compile(
    r"(?:word|xl|ppt)/(?:embeddings|activeX|externalLinks/embeddings)/|Object [^/]*/content\.xml$"
)
_FAR_TEMPLATE = re.compile(rb"<[^<>]*/attachedTemplate\"[^<>]*>")
_FAR = re.compile(rb"Target\s*=\s*[\"'](?:https?|ftp):", re.IGNORECASE)
_INSTRUCTION = re.compile(
    rb"<(?:\w+:)?instrText\b[^>]*>([^<]*)|<(?:\w+:)?fldSimple\b[^>]*?instr=(\"[^\"]*|'[^']*)"
)
_DDE_FIELD = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
_DDE_LINKS = re.compile(rb"<(?:\w+:)?(?:ddeLink|dde-source|dde-connection-decl)\b")
_SHEET_COMMAND = re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<]*\|[^<]*![^<]*<")


def carried_in(package: Package, words: bytes) -> frozenset[str]:
    """EMBEDDED, TEMPLATE, COMMAND, as far as they are in a package whose main part is `words`."""
    names = package.names
    found = {EMBEDDED} if any(_FOLDERS.match(name) or _FOLDERS.search(name) for name in names) else set[str]()
    settings = package.part("word/_rels/settings.xml.rels") or b""
    if any(_FAR.search(relation) for relation in _FAR_TEMPLATE.findall(settings)):
        found.add(TEMPLATE)
    links = [name for name in names if name.startswith("xl/externalLinks/") and name.endswith(".xml")]
    linked = any(_DDE_LINKS.search(package.part(name) or b"") for name in links)
    own_links = b"dde" in words and _DDE_LINKS.search(words)
    if linked or own_links or (b"|" in words and _SHEET_COMMAND.search(words)) or _starts_a_program(words):
        found.add(COMMAND)
    return frozenset(found)


def _starts_a_program(words: bytes) -> bool:
    """Whether a field of Word is DDE; its instruction may be cut into any number of pieces."""
    if b"instr" not in words:
        return False
    instructions = b"".join(text or b" " + simple for text, simple in _INSTRUCTION.findall(words))
    return _DDE_FIELD.search(html.unescape(instructions.decode("utf-8", "replace"))) is not None
