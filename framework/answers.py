"""What people write where an area is answered: a grade, yes or no, not applicable; or a doubt, never a guess."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from framework.pack import Pack
from framework.words import Grade

T = TypeVar("T")

_MARK = 2  # characters of an answer that is a number or a mark alone


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """What was written for one answer: a value, not applicable (and why), a doubt (and which), or nothing.

    `doubt` is a clause for the person who must look ("two grades are written, 2 and 3"); `code` names its kind.
    It repeats nothing of what was written but grades.
    """

    value: T | None = None
    not_applicable: bool = False
    reason: str = ""
    doubt: str = ""
    code: str = ""

    @property
    def blank(self) -> bool:
        """Nothing was written: blank is not the same as not applicable (A-30)."""
        return self.value is None and not self.not_applicable and not self.doubt

    @property
    def clear(self) -> bool:
        """A value, or not applicable, without doubt."""
        return self.value is not None or self.not_applicable


TICKS = frozenset("✓✔√☑☒✗✘×☓✅❌❎🗸🗹🗷🗴🗵")
EMPTY_BOXES = frozenset("☐□❏❐❑❒▢◻⬜○◯")
_AGREES = re.compile("[✓✔√✅☑🗸]")
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4}
_NOISE = r"grades?|graded|scores?|scored|ratings?|rated|overall|judgement|judgment"
_GAP = re.compile(r"[\s.,;:()\[\]\"'“”‘’_/\\|=–—\-\u200b\ufeff\ufe0f]+")
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
_PLAIN_NUMBERS = re.compile(  # ages, lengths of time and dates in a reason are no grades
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{1,2}[\s-]*(?:years?|yrs?|months?|weeks?|days?)\b"
    r"|\baged?[ :]*\d{1,2}\b|\b\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)
_MINUS = re.compile(r"[-–—−]\d")
_DASH_AT_END = re.compile(r"\s*[-–—]\s*$")
_MINUS_OR_PLUS = re.compile(r"-\s|\s*\+")
_DASH_THEN_WORD = re.compile(r"\s*[-–—]\s*[^\W\d_]")
_SMALL_NUMBER = re.compile(r"(?<!\w)\d(?!\w)")
_NOTHING = " \t\r\n\v\xa0\u2002\u2003\u200b\ufeff_…." + "".join(EMPTY_BOXES)
_PROMPT = re.compile(
    r"\s*(?:click (?:or tap )?(?:here )?to enter (?:text|a date)|click here to enter text"
    r"|choose an item|select an item|enter text here)\s*\.?\s*",
    re.IGNORECASE,
)


def grade(text: str, pack: Pack) -> Parsed[int]:
    """The grade written in a grade cell or typed in chat: "2", "Grade 2", "2 - Good", "RI" (A-41).

    Anything beside it that could change its meaning ("2+", "2/3", "good, almost") is a doubt.
    """
    return _parse(text, grade_lexicon(pack))


def yes_no(text: str, pack: Pack) -> Parsed[bool]:
    """The answer to a yes-or-no question (A-33). "Yes, but …" is a doubt; a tick beside "yes" says the same."""
    parsed = _parse(text, yes_no_lexicon(pack))
    if parsed.code == "tick-without-column":
        word = _parse(_AGREES.sub(" ", text), yes_no_lexicon(pack))
        return word if word.value is True else parsed
    return parsed


def is_blank(text: str) -> bool:
    """Whether nothing is written: white space, an unused box or line, the words Word shows in an empty control."""
    return not text or not text.strip(_NOTHING) or bool(_PROMPT.fullmatch(text))


def plain_words(words: str) -> str:
    """A pattern for these words, whatever their case and the space and dashes between them."""
    parts = re.split(r"[\s\-–—]+", words.strip())
    return r"[\s\-–—]+".join(re.escape(part) for part in parts)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon(Generic[T]):
    """The words that mean each value, as one pattern, longest first."""

    pattern: re.Pattern[str]
    values: dict[str, T]
    not_applicable: re.Pattern[str]
    thing: str

    def meaning(self, written: str) -> T | None:
        """The value that a match of `pattern` means; None for words that say nothing ("grade")."""
        return self.values.get(key(written))


def key(written: str) -> str:
    """Letters and digits only, case folded."""
    return "".join(ch for ch in written.casefold() if ch.isalnum())


def grade_lexicon(pack: Pack) -> Lexicon[int]:
    """The words and numbers for grades in this pack."""
    return _lexicons(pack)[0]


def yes_no_lexicon(pack: Pack) -> Lexicon[bool]:
    """The words for yes and no in this pack."""
    return _lexicons(pack)[1]


_MADE: dict[int, tuple[Pack, tuple[Lexicon[int], Lexicon[bool]]]] = {}


def _lexicons(pack: Pack) -> tuple[Lexicon[int], Lexicon[bool]]:
    """Made once for each pack; the pack is held so that its id stays its own."""
    made = _MADE.get(id(pack))
    if made is None:
        made = _MADE[id(pack)] = (pack, (_of_grades(pack), _of_answers(pack)))
    return made[1]


def _of_grades(pack: Pack) -> Lexicon[int]:
    words = [
        (word, int(entry.judgement.grade)) for entry in pack.grades for word in (entry.label, *entry.aliases)
    ]
    values = {key(word): value for word, value in words}
    values |= _NUMBER_WORDS | {str(grade.value): grade.value for grade in Grade}
    written = [plain_words(word) for word, _ in words if not word.strip().isdigit()]
    alternatives = [*sorted(written, key=len, reverse=True), *_NUMBER_WORDS, r"[1-4](?![.,]?\d)", _NOISE]
    return Lexicon(_pattern(alternatives), values, _not_applicable(pack.not_applicable_words), "grade")


def _of_answers(pack: Pack) -> Lexicon[bool]:
    yes, no = ([word for word in words if key(word)] for words in (pack.yes_words, pack.no_words))
    values = {key(word): True for word in yes} | {key(word): False for word in no}
    written = sorted((plain_words(word) for word in (*yes, *no)), key=len, reverse=True)
    return Lexicon(_pattern(written), values, _not_applicable(pack.not_applicable_words), "answer")


def _pattern(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


def _not_applicable(words: tuple[str, ...]) -> re.Pattern[str]:
    written = sorted((plain_words(word) for word in words), key=len, reverse=True)
    spellings = [r"n\s*[./\\]\s*a\.?", r"not[\s\-]+applicable", *written]
    return re.compile(rf"(?<!\w)(?:{'|'.join(spellings)})(?!\w)", re.IGNORECASE)


def _parse(text: str, lexicon: Lexicon[T]) -> Parsed[T]:
    return _parse_mark(text, lexicon) if len(text) <= _MARK else _parse_words(text, lexicon)


@lru_cache(maxsize=1_000)
def _parse_mark(text: str, lexicon: Lexicon[T]) -> Parsed[T]:
    """The same few grades and crosses stand on every form: too short to be anybody's words, they may be kept."""
    return _parse_words(text, lexicon)


def _parse_words(text: str, lexicon: Lexicon[T]) -> Parsed[T]:
    if is_blank(text):
        return Parsed()
    text = text.translate(_FULL_WIDTH).strip().lstrip("([{\"'“‘")
    if found := lexicon.not_applicable.match(text):
        return _reason(text[found.end() :], lexicon)
    if _MINUS.match(text):
        return _doubt("unclear", f"a sign stands before the {lexicon.thing}")
    if "?" in text:
        return _doubt("question-mark", "a question mark is written")
    tokens = _tokens(text, lexicon)
    if isinstance(tokens, Parsed):
        return tokens
    values = [(written, value) for written, value in tokens if value is not None]
    if not values:
        return _doubt("unclear", f"what is written is not {_a(lexicon.thing)}")
    return _settle(values, lexicon.thing)


def _tokens(text: str, lexicon: Lexicon[T]) -> list[tuple[str, T | None]] | Parsed[T]:
    """Each known word and what it means; a doubt when there is anything else."""
    found: list[tuple[str, T | None]] = []
    at = 0
    while at < len(text):
        if gap := _GAP.match(text, at):
            at = gap.end()
            continue
        match = lexicon.pattern.match(text, at)
        if match is None:
            return _unknown(text[at:], lexicon.thing, bool(found))
        found.append((match[0], lexicon.meaning(match[0])))
        at = match.end()
        if _sign_after(text[at:], is_number=match[0].isdigit()):
            return _doubt("unclear", f"a sign stands after the {lexicon.thing}")
    return found


def _sign_after(rest: str, *, is_number: bool) -> bool:
    if _DASH_AT_END.match(rest):
        return True
    return is_number and bool(_MINUS_OR_PLUS.match(rest)) and not _DASH_THEN_WORD.match(rest)


def _unknown(rest: str, thing: str, after_value: bool) -> Parsed[Any]:
    if rest[0] in TICKS:
        return _doubt(
            "tick-without-column",
            "a tick does not say which grade" if thing == "grade" else "a tick does not say yes or no",
        )
    if after_value:
        return _doubt("unclear", f"other words or signs stand beside the {thing}")
    return _doubt("unclear", f"what is written is not {_a(thing)}")


def _settle(values: list[tuple[str, T]], thing: str) -> Parsed[T]:
    distinct = list(dict.fromkeys(value for _, value in values))
    if len(distinct) > 1:
        named = f"two {thing}s are written, {_said(distinct[0])} and {_said(distinct[1])}"
        one_each = len(values) == 2 and values[0][0].isdigit() != values[1][0].isdigit()
        return _doubt("contradiction" if one_each else "two-values", named)
    kinds = [written.isdigit() for written, _ in values]
    if len(values) > 2 or (len(values) == 2 and kinds[0] == kinds[1]):
        return _doubt("two-values", f"the {thing} is written more than once")
    return Parsed(value=distinct[0])


def _reason(rest: str, lexicon: Lexicon[T]) -> Parsed[T]:
    """Not applicable, unless what follows takes it back."""
    reason = re.sub(r"^[\W_]+|[\s\W_]+$", "", rest)
    if re.match(r"\s*(?:[/\\|+&?]|or\b|and\b|but\b)", rest, re.IGNORECASE) or "?" in rest:
        return _doubt("unclear", "not applicable and something else are written")
    if any(ch in TICKS for ch in rest) or re.search(r"(?<!\w)[xX]+$", reason):
        return _doubt("contradiction", "not applicable and a mark are both written")
    if reason and not any(ch.isalpha() for ch in reason):
        return _doubt("contradiction", "not applicable and a number are both written")
    if _holds_answer(_PLAIN_NUMBERS.sub(" ", reason), lexicon):
        return _doubt("contradiction", f"not applicable and {_a(lexicon.thing)} are both written")
    return Parsed(not_applicable=True, reason=reason)


def _holds_answer(reason: str, lexicon: Lexicon[Any]) -> bool:
    """Whether a grade, or a yes or no, stands in a reason; a "no" before other words ("no siblings") is none."""
    if lexicon.thing == "grade" and _SMALL_NUMBER.search(reason):
        return True
    for found in lexicon.pattern.finditer(reason):
        value = lexicon.meaning(found[0])
        if value is True or (value is False and not re.match(r"\s+\w", reason[found.end() :])):
            return True
        if lexicon.thing == "grade" and value is not None:
            return True
    return False


def _doubt(code: str, doubt: str) -> Parsed[Any]:
    return Parsed(doubt=doubt, code=code)


def _said(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _a(thing: str) -> str:
    return f"an {thing}" if thing[0] in "aeiou" else f"a {thing}"
