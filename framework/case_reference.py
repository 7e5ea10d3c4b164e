"""A case reference: what is one, and what must never be taken for one (A-48)."""

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

MAX_LENGTH = 20
_MONTHS = frozenset(name.casefold() for name in calendar.month_abbr if name)
_DASHES = re.compile(r"[‐‑‒–—―−﹣-]")
_INVISIBLE = re.compile(r"[​‌‍⁠﻿­]")
_NHS_SPACED = re.compile(r"(?<!\d)\d{3}[\s-]\d{3}[\s-]\d{4}(?!\d)")
_DATE = re.compile(r"\d{1,4}\s*[./ -]\s*(?:\d{1,2}|[A-Za-z]{3,9})\s*[./ -]\s*\d{1,4}")
_DATE_INSIDE = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)")
_SPACE = re.compile(r"\s")
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}\s+[^\W\d_]{2,}")
_EIGHT_DIGITS = re.compile(r"(?<!\d)\d{8}(?!\d)")
_SPACE_OR_HYPHEN = re.compile(r"[\s-]")
_TEN_DIGITS = re.compile(r"(?<!\d)\d{10}(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]+")
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]{2,}")
_NO_NAMES = frozenset(
    ("case", "caseid", "caseno", "caseref", "child", "ref", "reference", "number", "protocol")
)
_WORDS_BEFORE = re.compile(
    r"(?:(?:(?:our|ICS|case|file|record|ref(?:erence)?|id|no|num(?:ber)?)\b[.:]?|#)[\s:–-]*){1,4}(?P<rest>\S{4,})",
    re.IGNORECASE,
)
_DIGIT_DATE = re.compile(
    r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>(?:19|20)\d{2})|(?P<Y>(?:19|20)\d{2})(?P<M>\d{2})(?P<D>\d{2})"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a text is not taken as a case reference. `message` never repeats the text."""

    code: str  # "blank", "nhs-number", "date", "name", "spaces", "too-long", "not-a-reference"
    message: str


def check(text: str, pattern: str) -> str | Refusal:
    """The case reference in `text`, white space around it trimmed and dashes made hyphens; or why there is none.

    `pattern` is the council's own (`Rules.case_reference_pattern`) and must match the whole. White space inside is
    a refusal, not mended: "123 456" may be one reference or two, and "AB 123" may be a name and a house number.
    Refused whatever the pattern: what has no digit, is longer than 20 characters, or holds what looks like a name,
    a date of birth or an NHS number.
    """
    reference = _DASHES.sub("-", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).strip()
    if not reference:
        return Refusal("blank", "No case reference is given.")
    refused = _refuse(reference)
    if refused and without_words(reference, pattern):
        return Refusal(
            "not-a-reference", "Words stand before the case reference. Give the case reference alone."
        )
    return refused or _held_to(reference, pattern)


def without_words(text: str, pattern: str) -> str | None:
    """The case reference in "ICS no. 436780" or "Ref: 436780", where `text` is nothing else; else None."""
    found = _WORDS_BEFORE.fullmatch(text.strip())
    if found is None:
        return None
    reference = check(found["rest"], pattern)
    return None if isinstance(reference, Refusal) else reference


def _refuse(reference: str) -> Refusal | None:
    if is_nhs_number(reference):
        return Refusal(
            "nhs-number",
            "This looks like an NHS number. Give the case reference of the social care record instead.",
        )
    if _is_date(reference) or _holds_date(reference):
        return Refusal("date", "This looks like a date. Give the case reference, never a date of birth.")
    if not any(ch.isdigit() for ch in reference):
        return Refusal("name", "A case reference has at least one digit. Never give a child's name.")
    if _holds_name(reference):
        return Refusal("name", "This looks like a name. Give the case reference alone.")
    if len(reference) > MAX_LENGTH:
        return Refusal("too-long", f"A case reference has at most {MAX_LENGTH} characters.")
    if _SPACE.search(reference):
        return Refusal("spaces", "There is a space inside the case reference. Give it without spaces.")
    return None


def _holds_name(reference: str) -> bool:
    """Two words, a word of five letters, or one of three written as names are; words for a case are none."""
    words = [word for word in _LETTERS.findall(reference) if word.casefold() not in _NO_NAMES]
    return any(len(word) >= 5 or _CAPITALISED.fullmatch(word) for word in words) or bool(
        _TWO_WORDS.search(reference)
    )


def _holds_date(reference: str) -> bool:
    """A date among other signs, its parts apart, or in one with the day first as a date of birth is written."""
    apart = (re.split(r"[./-]", found[0]) for found in _DATE_INSIDE.finditer(reference))
    return any(_could_be_date(parts) for parts in apart) or any(
        digits[4:6] in ("19", "20") and _is_date(digits) for digits in _EIGHT_DIGITS.findall(reference)
    )


def _held_to(reference: str, pattern: str) -> str | Refusal:
    if re.fullmatch(pattern, reference):
        return reference
    return Refusal(
        "not-a-reference",
        "This is not a case reference as the council writes them: letters, digits, - and / only.",
    )


def is_nhs_number(reference: str) -> bool:
    if _NHS_SPACED.search(reference):
        return True
    whole = _SPACE_OR_HYPHEN.sub("", reference)
    inside = _TEN_DIGITS.findall(reference)
    return any(len(digits) == 10 and digits.isdigit() and _modulus_11(digits) for digits in (whole, *inside))


def _modulus_11(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[9])


def _is_date(reference: str) -> bool:
    """A date with its parts apart, or eight digits that are a day, a month and a year of our time.

    Six digits are let through: too many plain references would read as one.
    """
    if found := _DATE.fullmatch(reference):
        parts = re.split(r"[\s./-]+", found[0])
        return len(parts) == 3 and _could_be_date(parts)
    if found := _DIGIT_DATE.fullmatch(reference):
        day, month, year = (int(found[a] or found[b]) for a, b in (("d", "D"), ("m", "M"), ("y", "Y")))
        return 1930 <= year <= 2040 and _is_day(year, month, day)
    return False


def _could_be_date(parts: list[str]) -> bool:
    first, month, last = parts
    if not month.isdigit():
        return month[:3].casefold() in _MONTHS
    numbers = [int(part) for part in parts]
    if len(first) == 4:
        return 1 <= numbers[1] <= 12 and 1 <= numbers[2] <= 31
    if len(first) > 2 or len(last) not in (2, 4):
        return False
    low, high = sorted(numbers[:2])
    return 1 <= low <= 12 and high <= 31


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
