"""What differs between two versions of an audit, by part and number, never by what was written."""

from framework.reading import Answer, Reading
from handlers.words import in_words


def changed_parts(before: Reading, after: Reading) -> list[str]:
    """The parts that changed, in the audit tool's order ("the grade of area 3", "the actions")."""
    parts = [words for name, words in _HEADER if getattr(before, name) != getattr(after, name)]
    old = {answer.number: answer for answer in before.answers}
    new = {answer.number: answer for answer in after.answers}
    numbers = sorted({*old, *new})
    parts += _areas("the grade", [n for n in numbers if _grade(old.get(n)) != _grade(new.get(n))])
    parts += _areas("the comment", [n for n in numbers if _comment(old.get(n)) != _comment(new.get(n))])
    parts += [words for name, words in _BELOW if getattr(before, name) != getattr(after, name)]
    return parts


_HEADER = (
    ("case_id", "the case reference"),
    ("completed_by", "the auditor's name"),
    ("social_worker", "the social worker's name"),
    ("date", "the date"),
)
_BELOW = (
    ("comments", "the overall comments"),
    ("actions", "the actions"),
    ("fields", "other fields of the audit tool"),
)


def _areas(thing: str, numbers: list[int]) -> list[str]:
    if not numbers:
        return []
    several = len(numbers) > 1
    return [f"{thing}{'s' * several} of area{'s' * several} {in_words([str(n) for n in numbers])}"]


def _grade(answer: Answer | None) -> tuple[object, ...]:
    return (answer.grade, answer.answer, answer.not_applicable) if answer else (None, None, False)


def _comment(answer: Answer | None) -> str:
    return answer.comment if answer else ""
