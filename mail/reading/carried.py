"""What a package carries besides its words and a program might act on: other files, far templates, commands."""

import html
import re
from collections.abc import Mapping
from types import MappingProxyType

from mail.reading.draft import Draft
from mail.reading.package import Package

EMBEDDED, TEMPLATE, COMMAND = "embedded-object", "external-template", "starts-a-program"
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

_NOTICES: Mapping[str, str] = MappingProxyType(
    {
        EMBEDDED: "The document has other files or programs packed into it; nothing of them was read. Do not open "
        "them.",
        TEMPLATE: "The document asks for a template from the internet; it was not fetched. Open the document only "
        "where it cannot be.",
    }
)
_COMMAND = (
    "The document asks whatever opens it to start another program (DDE). Do not open it; ask who sent it whether "
    "it is theirs."
)


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


def tell(carried: frozenset[str], draft: Draft) -> None:
    """A command is a doubt about the whole; the others are worth knowing."""
    for code in sorted(carried & _NOTICES.keys()):
        draft.notice(code, "", _NOTICES[code])
    if COMMAND in carried:
        draft.problem(COMMAND, "", _COMMAND)


def _starts_a_program(words: bytes) -> bool:
    """Whether a field of Word is DDE; its instruction may be cut into any number of pieces."""
    if b"instr" not in words:
        return False
    instructions = b"".join(text or b" " + simple for text, simple in _INSTRUCTION.findall(words))
    return _DDE_FIELD.search(html.unescape(instructions.decode("utf-8", "replace"))) is not None
