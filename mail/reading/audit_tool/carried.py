"""What a document carries besides its words, told to whoever is to open it."""

from collections.abc import Mapping
from types import MappingProxyType

from mail.reading.audit_tool.draft import Draft
from mail.reading.document import COMMAND, EMBEDDED, TEMPLATE

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


def tell(carried: frozenset[str], draft: Draft) -> None:
    """A command is a doubt about the whole; the others are worth knowing."""
    for code in sorted(carried & _NOTICES.keys()):
        draft.notice(code, "", _NOTICES[code])
    if COMMAND in carried:
        draft.problem(COMMAND, "", _COMMAND)
