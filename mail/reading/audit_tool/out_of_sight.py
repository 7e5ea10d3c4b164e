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
    if document.crossed:
        message = (
            f"On {_listed(document.crossed)} a line is drawn through words, or from one cell into another: "
            "they may be struck out. Look at the page, and put in what counts."
        )
        draft.problem("line-through", "", message)
    if document.overwritten:
        message = (
            f"On {_listed(document.overwritten)} letters stand upon others: somebody may have typed over what was "
            "there. Look at the page, and put in what counts."
        )
        draft.problem("typed-over", "", message)
    if document.redacted:
        message = (
            f"On {_listed(document.redacted)} something is marked to be blacked out, and still stands there. "
            "Ask the sender whether it was meant to be read."
        )
        draft.problem("marked-for-redaction", "", message)
    if document.stamped:
        message = (
            f"On {_listed(document.stamped)} it says across the page, or in large letters, that this is a draft or "
            "does not count. Ask the sender for the audit that does."
        )
        draft.problem("marked-as-draft", "", message)
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
