"""What a page holds and does not show: past its edge, or painted over. Nobody who looks at it sees those words."""

from mail.reading.audit_tool.draft import Draft
from mail.reading.document import Document


def tell_of_sight(document: Document, draft: Draft) -> None:
    """A problem each for the pages that words or tables go beyond, and those on which words are covered."""
    if document.cut:
        message = (
            f"On {_listed(document.cut)} the table or the text runs beyond the page's edge, and words are cut off. "
            "Ask the sender for the document itself."
        )
        draft.problem("cut-off", "", message)
    if document.covered:
        message = (
            f"On {_listed(document.covered)} words are painted over, and were not read: they may be blacked out or "
            "put right. Look at the page, and put in what it shows."
        )
        draft.problem("covered-words", "", message)

    if document.differs:
        message = (
            f"On {_listed(document.differs)} a field of the form holds something else than the page shows, so that "
            "each program may show another value. Ask the sender what was meant."
        )
        draft.problem("field-differs", "", message)


def _listed(pages: list[str]) -> str:
    numbers = list(dict.fromkeys(page.removeprefix("page ") for page in pages))
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    return f"pages {', '.join(numbers[:-1])} and {numbers[-1]}"
