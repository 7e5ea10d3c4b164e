"""What could be an answer and is likely a slip: asked back once, and kept as soon as somebody says it is right."""

import re
from dataclasses import dataclass

from conversations.facts import Facts, Value
from conversations.questions import Slot, SlotKind
from conversations.script import Values
from framework.answers import key
from framework.names import Found
from framework.outlines import Option

UNKNOWN_CASE = "I do not know case {case}. Is the number right?"
SAME_AS = "{name} is the {other} as well. Is that right?"
THE_AUDITOR = "{name} does this audit, and nobody audits their own work. Is the name right?"
A_DAY = "This reads like a day, but the question is who does it. Is it right as you wrote it?"
_LIKE_A_DAY = re.compile(
    r"\s*(?:by|before|after|within|in|until|on|at|asap|as soon|today|tomorrow|now|immediately|straight|end of|this|"
    r"next|every|each|weekly|monthly|daily)\b|.*\b\d{1,2}(?:st|nd|rd|th)\b|.*\d{1,2}[./-]\d{1,2}\b",
    re.IGNORECASE,
)
_PAIRS = {"supervisor": "supervisee", "supervisee": "supervisor"}
_PRACTITIONER = ("social_worker", "supervisee")


@dataclass(frozen=True)
class Unlikely:
    """Why a value is asked back, as a question that yes answers, and what else may be meant."""

    reason: str
    near: tuple[Option, ...] = ()


def unlikely(slot: Slot, value: Value, standing: Values, facts: Facts) -> Unlikely | None:
    """Why that value of a slot is likely a slip, held against the others that stand; None where it is not."""
    if not isinstance(value, str):
        return None
    if slot.kind is SlotKind.CASE_REFERENCE:
        return _unknown_case(value, facts)
    return _person(slot, value, standing, facts) if slot.kind is SlotKind.PERSON else None


def _unknown_case(case_id: str, facts: Facts) -> Unlikely | None:
    if facts.in_caseload is None or facts.in_caseload(case_id):
        return None
    near = tuple(Option(id=each, label=each) for each in facts.near(case_id))
    return Unlikely(UNKNOWN_CASE.format(case=case_id), near)


def _person(slot: Slot, name: str, standing: Values, facts: Facts) -> Unlikely | None:
    if slot.path.startswith("actions."):
        known = isinstance(facts.directory.find(name, facts.pack), Found)
        return None if known or not _LIKE_A_DAY.match(name) else Unlikely(A_DAY)
    other = _PAIRS.get(slot.path, "")
    if _same(name, standing.get(other), facts):
        return Unlikely(SAME_AS.format(name=name, other=other))
    if slot.path in _PRACTITIONER and _same(name, facts.auditor, facts):
        return Unlikely(THE_AUDITOR.format(name=name))
    return None


def _same(one: str, other: Value, facts: Facts) -> bool:
    return isinstance(other, str) and bool(other) and _who(one, facts) == _who(other, facts)


def _who(name: str, facts: Facts) -> str:
    found = facts.directory.find(name, facts.pack)
    return found.person.email if isinstance(found, Found) else key(name)
