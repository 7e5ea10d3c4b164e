"""What a document carries besides its words, told to whoever is to open it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from mail.reading.audit_tool.draft import Draft
from mail.reading.document import COMMAND, EMBEDDED, TEMPLATE, Document

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


def tell(document: Document, draft: Draft) -> None:
    """A command is a doubt about the whole, and so are files of known kinds; the others are notices."""
    if document.files:
        draft.problem("left-out", "", files_inside(document.files))
    for code in sorted(document.carried & _NOTICES.keys()):
        draft.notice(code, "", _NOTICES[code])
    if COMMAND in document.carried:
        draft.problem(COMMAND, "", _COMMAND)


def files_inside(kinds: Sequence[str]) -> str:
    """What to do about files of these kinds that are packed into a document."""
    told = ", ".join(f"{count} {_many(kind, count)}" for kind, count in Counter(kinds).items())
    if len(kinds) == 1:
        return f"A file is packed into the document ({told}), and was not read. Take it out, and send it by itself."
    return (
        f"{len(kinds)} files are packed into the document ({told}), and were not read. Take them out, and send "
        "them by themselves."
    )


def _many(kind: str, count: int) -> str:
    if count == 1:
        return kind
    return kind.replace("file ", "files ", 1) if kind.startswith("file ") else f"{kind}s"
