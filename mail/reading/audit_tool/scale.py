"""A scale printed on the form or typed over it whose numbers mean other judgements than here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from framework.pack import Pack
from mail.reading.audit_tool.draft import Draft
from mail.reading.document import Block, Paragraph, Table, paragraphs_of

_LONGEST = 400  # characters of a line that may explain the grades
_BEST_AND_WORST = frozenset({1, 4})
_BEFORE = re.compile(r"\(?(?:grade\s*)?([1-9])[.):]?\s")
_ANY_NUMBER = re.compile(r"\d")

Pairs = list[tuple[int, int]]  # the number that a line gives, and the grade of the judgement it gives it to


def doubt_numbers(blocks: list[Block], draft: Draft) -> None:
    """Takes out every grade given as a number where the document explains the numbers otherwise than the form.

    Another council's "1 is inadequate … 4 is outstanding" turns each of them round. One problem says so for them
    all. A judgement given in words stays.
    """
    if not draft.form.graded or not _is_other_scale(blocks, draft):
        return
    numbers = [where for where in _graded(draft) if _ANY_NUMBER.search(draft.evidence[where].text)]
    message = (
        "The document explains the grades' numbers otherwise than the form, where 1 is outstanding and 4 "
        "inadequate."
    )
    if not numbers and not _has_numbers_left(draft):
        draft.notice("other-scale", "", f"{message} No grade was given as a number.")
        return
    draft.problem(
        "other-scale", "", f"{message} No number was taken: ask the auditor what they mean, and put them in."
    )
    for number, answer in draft.answers.items():
        if f"answers.{number}.grade" in numbers:
            draft.answers[number] = answer.model_copy(update={"grade": None})
    if "overall" in numbers:
        draft.overall = None


def _graded(draft: Draft) -> Iterator[str]:
    for number, answer in draft.answers.items():
        if answer.grade is not None and f"answers.{number}.grade" in draft.evidence:
            yield f"answers.{number}.grade"
    if draft.overall is not None and "overall" in draft.evidence:
        yield "overall"


def _has_numbers_left(draft: Draft) -> bool:
    """Whether a number stands in an area's row that was not taken for its grade."""
    held = (
        draft.evidence.get(f"answers.{number}{part}") for number in draft.answers for part in ("", ".grade")
    )
    return any(re.search(r"^\W*[1-9]\W*$", each.text, re.MULTILINE) for each in held if each is not None)


def _is_other_scale(blocks: list[Block], draft: Draft) -> bool:
    scale = _scale(draft.pack)
    alone: Pairs = []
    for text in _texts(blocks, draft):
        if not _ANY_NUMBER.search(text) or (len(text) > _LONGEST and _BEFORE.match(text) is None):
            continue
        pairs = _pairs(text, scale)
        if _explains(pairs):
            if _is_other(pairs):
                return True
        elif (pair := _begins_with(text, scale)) is not None and _is_a_line_of_scale(text, draft):
            alone.append(pair)
    return _explains(alone) and _is_other(alone)


def _texts(blocks: list[Block], draft: Draft) -> Iterator[str]:
    """Lines of text, and cells of rows that answer no area."""
    areas = draft.known.areas
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
            continue
        for row in block.rows:
            if not any(cell.text and areas.match(cell.text) is not None for cell in row.cells[:2]):
                yield from (cell.text for cell in row.cells)
                nested = [inner for cell in row.cells for inner in cell.blocks if isinstance(inner, Table)]
                yield from (paragraph.text for paragraph in paragraphs_of([*nested]))


@dataclass(frozen=True, slots=True)
class _Scale:
    """The judgements in words as patterns, longest first, with their grades; and the lines that explain them."""

    words: tuple[tuple[re.Pattern[str], int], ...]
    number_first: re.Pattern[str]
    word_first: re.Pattern[str]
    word: re.Pattern[str]

    def grade(self, written: str) -> int:
        """The grade of a judgement in words."""
        return next(grade for word, grade in self.words if word.fullmatch(written))


_SCALES: dict[int, tuple[Pack, _Scale]] = {}


def _scale(pack: Pack) -> _Scale:
    """Made once for a pack, which is held with it."""
    made = _SCALES.get(id(pack))
    if made is None or made[0] is not pack:
        made = _SCALES[id(pack)] = (pack, _made(pack))
    return made[1]


def _made(pack: Pack) -> _Scale:
    words = {
        r"[\s-]+".join(re.escape(part) for part in word.split()): int(entry.judgement.grade)
        for entry in pack.grades
        for word in (entry.label, *entry.aliases)
        if sum(ch.isalpha() for ch in word) > 1 and word.casefold() not in ("one", "two", "three", "four")
    }
    longest_first = sorted(words, key=len, reverse=True)
    anything = "|".join(longest_first)
    apart = r"\s*(?:is|are|means|being|=|-|–|—|:|\.|\))?\s*(?:an?\s+)?"
    return _Scale(
        tuple((re.compile(word, re.IGNORECASE), words[word]) for word in longest_first),
        re.compile(rf"(?<![\w/.,])\(?([1-9]){apart}({anything})(?!\w)", re.IGNORECASE),
        re.compile(
            rf"(?<!\w)({anything})\s*(?:is|means|being|=|-|–|—|:|\()?\s*(?:grade\s*)?([1-9])(?![\w/.]*\d)",
            re.IGNORECASE,
        ),
        re.compile(rf"(?:[-–=]\s*)?({anything})(?!\w)", re.IGNORECASE),
    )


def _pairs(text: str, scale: _Scale) -> Pairs:
    """The numbers and judgements that a line puts together, in the direction in which it puts more of them."""
    before = [(int(found[1]), scale.grade(found[2])) for found in scale.number_first.finditer(text)]
    after = [(int(found[2]), scale.grade(found[1])) for found in scale.word_first.finditer(text)]
    if len(before) == len(after):
        return after if _is_other(before) else before
    return max(before, after, key=len)


def _explains(pairs: Pairs) -> bool:
    """Whether numbers and judgements go together as on a scale: in order, and three of them or best and worst."""
    pairs = list(dict.fromkeys(pairs))
    numbers, grades = [n for n, _ in pairs], [grade for _, grade in pairs]
    if len(set(numbers)) != len(numbers) or len(set(grades)) != len(grades):
        return False
    by_grade = [n for _, n in sorted((grade, n) for n, grade in pairs)]
    in_order = by_grade in (sorted(numbers), sorted(numbers, reverse=True))
    return in_order and (len(pairs) > 2 or set(grades) == _BEST_AND_WORST)


def _is_other(pairs: Pairs) -> bool:
    return any(number != grade for number, grade in pairs)


def _begins_with(text: str, scale: _Scale) -> tuple[int, int] | None:
    """A line of its own for one grade: "4. Outstanding – …"."""
    number = _BEFORE.match(text)
    if number is None:
        return None
    found = scale.word.match(text, number.end())
    return None if found is None else (int(number[1]), scale.grade(found[1]))


def _is_a_line_of_scale(text: str, draft: Draft) -> bool:
    """The form's own criterion, or nothing but a number and a judgement."""
    return len(text.split()) <= 5 or draft.known.printed_line(text) is not None
