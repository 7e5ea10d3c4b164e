"""What was chosen or written for one slot, understood or refused in plain words; never guessed."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from conversations.facts import Facts, Value
from conversations.hedged import meant_grade
from conversations.questions import NOT_APPLICABLE, Slot, SlotKind
from framework import answers, case_reference
from framework.answers import Parsed, key
from framework.dates import Doubt, parse_date, parse_timescale
from framework.dates_in_words import with_weekday
from framework.names import Candidates, Found
from framework.outlines import Option
from framework.people import Person
from framework.words import Judgement
from framework.working_days import bank_holiday

LONGEST_LINE = 250
LONGEST_TEXT = 12_000
_YEARS_AHEAD = 2
_MOST_CHOICES = 5
_DAY_OF_A_MONTH = re.compile(r"\bthe\s+(\d{1,2})(?:st|nd|rd|th)?\b", re.IGNORECASE)


class NotUnderstood(ValueError):
    """What was given is no answer to the slot. The text says why and what would be one.

    `suggestion` is what may have been meant, to be asked back: kept only when somebody says so. `choices` are the
    people who may be meant, by their addresses.
    """

    def __init__(self, reason: str, suggestion: Value = None, choices: tuple[Option, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.suggestion = suggestion
        self.choices = choices


@dataclass(frozen=True)
class Understood:
    """A value to keep, and what to say of it where it was worked out from the words ("Monday 7 December 2026")."""

    value: Value
    told: str = ""


def understood(slot: Slot, given: Value, facts: Facts) -> Understood:
    """The value of `given` for that slot, whether chosen (already a value) or written as words.

    None, no words or no options empty the slot. NotUnderstood for anything else that is no answer.
    """
    if given is None or given == () or (isinstance(given, str) and not given.strip()):
        return Understood(None)
    return _TAKE[slot.kind](slot, given, facts)


def _words(given: Value) -> str:
    return given.strip() if isinstance(given, str) else ""


def _case_reference(_slot: Slot, given: Value, facts: Facts) -> Understood:
    taken = case_reference.check(_words(given), facts.pack.rules.case_reference_pattern)
    if isinstance(taken, case_reference.Refusal):
        raise NotUnderstood(taken.message)
    return Understood(taken)


def _person(_slot: Slot, given: Value, facts: Facts) -> Understood:
    """A name as written; where the directory knows exactly one person by it, that person's name.

    Whose name others have too is kept with the address, so that it stays clear who is meant.
    """
    written = " ".join(_words(given).split())
    if len(written) > LONGEST_LINE:
        raise NotUnderstood(_too_long(LONGEST_LINE))
    found = facts.directory.find(written, facts.pack)
    if isinstance(found, Found):
        person = found.person
        alone = isinstance(facts.directory.find(person.name, facts.pack), Found)
        return Understood(person.name if alone else f"{person.name} ({person.email})")
    if isinstance(found, Candidates):
        choices = tuple(Option(id=each.email, label=_who(each)) for each in found.people[:_MOST_CHOICES])
        raise NotUnderstood(
            f"{found.reason} Choose the person, or write the e-mail address.", choices=choices
        )
    return Understood(written, told="The directory has nobody of this name; it is kept as you wrote it.")


def _who(person: Person) -> str:
    return f"{person.name}, {person.team or person.role.label}"


def _date(_slot: Slot, given: Value, facts: Facts) -> Understood:
    written = _words(given)
    date = _iso(written) or (facts.today if written.casefold() == "today" else parse_date(written))
    if isinstance(date, Doubt):
        raise NotUnderstood(f"{date.reason} Write the day as in 12 December 2013.")
    if date > facts.today:
        raise NotUnderstood(f"{with_weekday(date)} is still to come. Give a day that has been.")
    return Understood(date.isoformat(), told="" if _iso(written) else f"{with_weekday(date)}.")


def _day_to_come(_slot: Slot, given: Value, facts: Facts) -> Understood:
    written = _words(given)
    date = _iso(written) or parse_timescale(written, facts.today)
    if isinstance(date, Doubt):
        raise NotUnderstood(
            f"{date.reason} Write the day as in 12 December 2013.", _meant(written, facts.today)
        )
    if date is None:
        suggestion = _meant(written, facts.today)
        asked = f" Is {with_weekday(dt.date.fromisoformat(suggestion))} meant?" if suggestion else ""
        raise NotUnderstood(
            f"I cannot tell which day that is.{asked} Write a day, as in 12 December 2013, or a time from today, "
            "as in two weeks.",
            suggestion,
        )
    if date < facts.today:
        raise NotUnderstood(f"{with_weekday(date)} has been. Give a day that is still to come.")
    if date.year > facts.today.year + _YEARS_AHEAD:
        raise NotUnderstood(f"The year {date.year} cannot be right. Give a day in the next two years.")
    holiday = bank_holiday(date)
    told = f"By {with_weekday(date)}, which is {holiday}." if holiday else f"By {with_weekday(date)}."
    return Understood(date.isoformat(), told if holiday or not _iso(written) else "")


def _meant(written: str, today: dt.date) -> str | None:
    """The next day that "the 14th" may be, to be asked back; None where no day of a month is named."""
    match = _DAY_OF_A_MONTH.search(written)
    day = int(match[1]) if match else 0
    for ahead in range(62 if 1 <= day <= 31 else 0):
        candidate = today + dt.timedelta(days=ahead)
        if candidate.day == day:
            return candidate.isoformat()
    return None


def _line(_slot: Slot, given: Value, _facts: Facts) -> Understood:
    return Understood(_not_too_long(" ".join(_words(given).split()), LONGEST_LINE))


def _text(_slot: Slot, given: Value, _facts: Facts) -> Understood:
    return Understood(_not_too_long(_words(given), LONGEST_TEXT))


def _one_of(slot: Slot, given: Value, _facts: Facts) -> Understood:
    return Understood(_option(slot, _words(given)))


def _any_of(slot: Slot, given: Value, facts: Facts) -> Understood:
    """Several options: their ids, or words parted by commas or line breaks. Options that are gone are left out.

    A theme that was retired since the list was shown is none of those: it was on the list when it was chosen.
    """
    if isinstance(given, tuple):
        known = {option.id for option in (*slot.options, *facts.retired_themes)}
        return Understood(tuple(each for each in given if each in known) or None)
    pieces = [piece for piece in re.split(r"[,;\n]", _words(given)) if piece.strip()]
    return Understood(tuple(dict.fromkeys(_option(slot, piece) for piece in pieces)))


def _option(slot: Slot, written: str) -> str:
    wanted = key(written)
    for number, option in enumerate(slot.options, start=1):
        if wanted in (key(option.id), key(option.label), str(number)):
            return option.id
    begins = [option for option in slot.options if wanted and key(option.label).startswith(wanted)]
    found = begins or [option for option in slot.options if _within(written, option.label)]
    if len(found) == 1:
        return found[0].id
    several = slot.kind is SlotKind.ONE_OF and 1 < len(found) <= _MOST_CHOICES
    listed = enumerate(found if several else slot.options, start=1)
    told = "; ".join(f"{number}. {each.label}" for number, each in listed)
    choices = tuple(found) if several else ()
    raise NotUnderstood(f"Choose one of these, or write its number: {told}.", choices=choices)


def _within(written: str, label: str) -> bool:
    """Whether the words stand in a label as they are written, none of them cut."""
    wanted, printed = (" ".join(re.findall(r"\w+", words.casefold())) for words in (written, label))
    return len(wanted) > 2 and f" {wanted} " in f" {printed} "


def _yes_no(_slot: Slot, given: Value, facts: Facts) -> Understood:
    if isinstance(given, bool):
        return Understood(given)
    parsed = answers.yes_no(_words(given), facts.pack)
    if parsed.value is None:
        raise NotUnderstood("Answer yes or no.")
    return Understood(parsed.value)


def _grade(_slot: Slot, given: Value, facts: Facts) -> Understood:
    if isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= 4:
        return Understood(given)
    if given == NOT_APPLICABLE:
        return Understood(NOT_APPLICABLE)
    parsed = answers.grade(_words(given), facts.pack)
    meant = None if parsed.clear else meant_grade(_words(given), facts)
    if meant is not None:
        raise NotUnderstood(f"Is {meant} {Judgement.of(meant).label} meant?", meant)
    return _parsed(parsed, "Give a grade from 1 to 4, or n/a and why.")


def _finding(_slot: Slot, given: Value, facts: Facts) -> Understood:
    if isinstance(given, bool) or given == NOT_APPLICABLE:
        return Understood(given)
    return _parsed(answers.yes_no(_words(given), facts.pack), "Answer yes, no, or n/a and why.")


def _judgement(_slot: Slot, given: Value, facts: Facts) -> Understood:
    if isinstance(given, str) and given in set(Judgement):
        return Understood(given)
    grade = given if isinstance(given, int) and not isinstance(given, bool) else None
    found = grade if grade in (1, 2, 3, 4) else answers.grade(_words(given), facts.pack).value
    meant = meant_grade(_words(given), facts) if found is None else None
    if meant is not None:
        judgement = Judgement.of(meant)
        raise NotUnderstood(f"Is {judgement.label} meant?", judgement.value)
    if found is None:
        raise NotUnderstood("Give the judgement: outstanding, good, requires improvement or inadequate.")
    return Understood(Judgement.of(found).value)


def _parsed(parsed: Parsed[int] | Parsed[bool], wanted: str) -> Understood:
    if not parsed.clear:
        why = f"{parsed.doubt[0].upper()}{parsed.doubt[1:]}. " if parsed.doubt else ""
        raise NotUnderstood(why + wanted)
    return Understood(NOT_APPLICABLE if parsed.not_applicable else parsed.value)


def _iso(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None


def _not_too_long(written: str, longest: int) -> str:
    if len(written) > longest:
        raise NotUnderstood(_too_long(longest))
    return written


def _too_long(longest: int) -> str:
    return f"This is longer than {longest:,} characters. Please shorten it. Nothing of it is lost meanwhile."


_TAKE: dict[SlotKind, Callable[[Slot, Value, Facts], Understood]] = {
    SlotKind.CASE_REFERENCE: _case_reference,
    SlotKind.PERSON: _person,
    SlotKind.DATE: _date,
    SlotKind.DAY_TO_COME: _day_to_come,
    SlotKind.LINE: _line,
    SlotKind.TEXT: _text,
    SlotKind.ONE_OF: _one_of,
    SlotKind.ANY_OF: _any_of,
    SlotKind.YES_NO: _yes_no,
    SlotKind.GRADE: _grade,
    SlotKind.FINDING: _finding,
    SlotKind.JUDGEMENT: _judgement,
}
