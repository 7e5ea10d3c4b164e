"""What in a free text could tell who a child is: a warning for whoever writes it, who then decides."""

import re

from framework.case_reference import is_nhs_number

_NHS_NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b")
_BIRTH = re.compile(
    r"\b(?:d\.?o\.?b\.?|born(?: on)?|date of birth)\b\W{0,3}(?:the )?\d{1,2}(?:\D{1,5}|\s+[a-z]+\s+)\d{2,4}",
    re.IGNORECASE,
)


def warning_of(text: object) -> str:
    """A sentence where `text` holds an NHS number, a date of birth or a postcode; else none (requirements 5.3).

    It repeats nothing of the text. Names cannot be told from other words and are not looked for.
    """
    if not isinstance(text, str):
        return ""
    found = [name for name, holds in _KINDS if holds(text)]
    if not found:
        return ""
    return f"This seems to hold {' and '.join(found)}. It is kept as you wrote it; take it out unless it is needed."


def _holds_nhs_number(text: str) -> bool:
    return any(is_nhs_number(match[0]) for match in _NHS_NUMBER.finditer(text))


_KINDS = (
    ("an NHS number", _holds_nhs_number),
    ("a date of birth", lambda text: _BIRTH.search(text) is not None),
    ("a postcode", lambda text: _POSTCODE.search(text) is not None),
)
