"""Many values of a waiting audit in a few windows: the whole audit tool, what is in doubt, or what a scan shows.

Pure: what the pages are, and what was changed on one. A page has parts, and a part has fields.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import TypeVar

from framework.correcting import place_of
from framework.forms import FieldKind
from framework.reading import Problem
from handlers.slack.desk import wording
from handlers.slack.desk.elements import LONGEST, Option
from handlers.slack.desk.names import joined
from handlers.slack.desk.values import evidence_of, is_long, offered, place_to_correct, value_at
from store.review import Waiting

T = TypeVar("T")
ALL, DOUBTS = "all", "doubts"  # which pages: the whole audit tool, what is in doubt,
SCAN = "scan"  # or each value beside what it was read from: its picture, or its words in a plain text
FROM_A_SCAN, FROM_TEXT = "from-a-scan", "from-plain-text"
COMPARED = (FROM_A_SCAN, FROM_TEXT)  # the problems that a comparison settles
AREAS, ACTIONS, PROBLEMS, COMPARISONS = 8, 5, 8, 12  # on a page
STANDS = "I have looked, it stands"
_EVIDENCE = 600  # characters of what stands in the document
_TOO_LONG = "what is written is too long to be changed here. It stays as it is."
_DATE_HINT = "For example 13 January 2014, or 13/01/2014."


@dataclass(frozen=True)
class Field:
    """A value that can be given. `shown` is what stands in the field at first: left so, it is not given.

    `id` names it in its window. `code` is that of the problem which the field settles as it stands, rather than by
    a value at `where`: it is a box to tick.
    """

    id: str
    where: str
    label: str
    shown: str = ""
    options: tuple[Option, ...] = ()
    lines: bool = False
    code: str = ""
    hint: str = ""

    def given(self, written: str) -> str | None:
        """What was given, or None if that is what stood there before."""
        same = _alike(written, self.lines) == _alike(self.shown, self.lines)
        return None if same else written


@dataclass(frozen=True)
class Part:
    """Fields that stand together: under a heading, with what is said of them and quoted from the document.

    `picture` is the place whose picture is shown above them, where there is one.
    """

    fields: tuple[Field, ...]
    heading: str = ""
    said: tuple[str, ...] = ()
    quoted: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Page:
    """One window's worth. `at` finds it again; `number` of `pages` is for people."""

    which: str
    at: int
    number: int
    pages: int
    parts: tuple[Part, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for part in self.parts for field in part.fields)

    @property
    def is_last(self) -> bool:
        return self.number == self.pages


@dataclass(frozen=True)
class Change:
    """A value or a problem to settle, as the review desk takes it; `field` is where a refusal belongs."""

    field: str
    where: str
    written: str
    code: str = ""


def page(waiting: Waiting, which: str, at: int) -> Page | None:
    """A page of the audit tool, or of its comparison with a scan, the first being 1; or of what is in doubt,
    without the first `at` doubts.

    None if there is none with that number.
    """
    if which == DOUBTS:
        doubts = doubtful(waiting)
        shown = tuple(doubts[at : at + PROBLEMS])
        pages = -(-at // PROBLEMS) + -(-len(doubts[at:]) // PROBLEMS)
        return Page(DOUBTS, at, -(-at // PROBLEMS) + 1, pages, shown) if shown else None
    pages = list(_whole(waiting) if which == ALL else _in_pieces(_compared(waiting), COMPARISONS))
    return Page(which, at, at, len(pages), tuple(pages[at - 1])) if 1 <= at <= len(pages) else None


def next_at(before: Page, waiting: Waiting) -> int:
    """Where the page after `before` begins, once that was kept: what is settled is in doubt no more."""
    if before.which != DOUBTS:
        return before.at + 1
    still = {part.fields[0].id for part in doubtful(waiting)}
    return before.at + sum(part.fields[0].id in still for part in before.parts)


def previous_at(page: Page) -> int | None:
    """Where the page before begins; None if there is none."""
    if page.which != DOUBTS:
        return page.at - 1 if page.at > 1 else None
    return max(page.at - PROBLEMS, 0) if page.at else None


# The whole audit tool


def _whole(waiting: Waiting) -> Iterator[list[Part]]:
    form = waiting.form
    head = [place_of(field) for field in form.fields if field.kind is not FieldKind.TEXT]
    overall = ["overall"] if form.judgement else []
    yield [_part(waiting, [*head, *overall])]
    yield from _in_pieces(_areas(waiting), AREAS)
    texts = [place_of(field) for field in form.fields if field.kind is FieldKind.TEXT]
    first = [_part(waiting, texts)] if texts else []
    for rows in _in_pieces(_actions(waiting), ACTIONS):
        yield [*first, *rows]
        first = []
    if first:
        yield first


def _areas(waiting: Waiting) -> Iterator[Part]:
    sections = {section.id: section.label.shown for section in waiting.form.sections}
    slot, standing = "grade" if waiting.form.graded else "answer", None
    for area in waiting.form.areas:
        heading = sections[area.section] if area.section and area.section != standing else ""
        standing = area.section
        where = f"answers.{area.number}"
        yield _part(waiting, [f"{where}.{slot}", f"{where}.comment"], heading)


def _actions(waiting: Waiting) -> Iterator[Part]:
    """Those there are, and empty rows up to the end of a page: a full page is followed by an empty one."""
    if waiting.form.actions is None:
        return
    rows = (len(waiting.reading.actions) // ACTIONS + 1) * ACTIONS
    for number in range(1, rows + 1):
        columns = waiting.form.actions.columns
        part = _part(waiting, [f"actions.{number}.{column}" for column in columns], f"Action {number}")
        labels = {f"actions.{number}.{column}": label.shown for column, label in columns.items()}
        yield replace(part, fields=tuple(replace(each, label=labels[each.where]) for each in part.fields))


def _part(waiting: Waiting, places: Iterable[str], heading: str = "") -> Part:
    """A longer text than a field takes has none: it would come back cut off."""
    fields = [_field(waiting, where) for where in places]
    short = tuple(field for field in fields if len(field.shown) <= LONGEST)
    long = [f"{field.label}: {_TOO_LONG}" for field in fields if field not in short]
    return Part(short, heading, quoted="\n".join(long))


def _field(waiting: Waiting, where: str) -> Field:
    is_date = where == "date" or where.endswith(".reviewed")
    return Field(
        id=where,
        where=where,
        label=_label(waiting, where),
        shown=value_at(waiting, where),
        options=tuple(offered(where)),
        lines=is_long(waiting.form, where),
        hint=_DATE_HINT if is_date else "",
    )


def _label(waiting: Waiting, where: str) -> str:
    area = wording.area_of(waiting.form, where)
    if not area:
        return wording.place(waiting.form, where)
    if not where.endswith(".comment"):
        return area
    head = waiting.form.column_heads.get("comments")
    return f"{area.partition('.')[0]}. {head.shown if head else 'Comments'}"


# What is held against a scan or a text


def to_compare(waiting: Waiting) -> str:
    """The problem that it was read from a scan, or from a text without cells, and nobody has compared it yet; ""
    if there is none."""
    return next((problem.code for problem in waiting.problems if problem.code in COMPARED), "")


def _compared(waiting: Waiting) -> Iterator[Part]:
    """Each value with its picture, or its words, and at the end the word that all of them were looked at."""
    form = waiting.form
    places = [place_of(field) for field in form.fields if field.kind is not FieldKind.TEXT]
    places += ["overall"] if form.judgement else []
    slots = ("grade" if form.graded else "answer", "comment")
    places += [f"answers.{area.number}.{slot}" for area in form.areas for slot in slots]
    places += [place_of(field) for field in form.fields if field.kind is FieldKind.TEXT]
    for where in places:
        part = _part(waiting, [where])
        yield replace(part, quoted=_beside(waiting, where, part), picture=where)
    last = len(waiting.reading.actions)
    for number, part in enumerate(islice(_actions(waiting), last), start=1):
        where = f"actions.{number}"
        yield replace(part, quoted=_beside(waiting, where, part), picture=where)
    places += [f"actions.{number + 1}" for number in range(last)]
    for problem in waiting.problems:
        if problem.code in COMPARED:
            name = joined("settle", problem.code, problem.where)
            said = (problem.message, *_not_shown(waiting, places))
            yield Part((Field(name, problem.where, "All of it", code=problem.code),), said=said)


def _beside(waiting: Waiting, where: str, part: Part) -> str:
    """What was read there, but what stands in the field just so: the picture says where."""
    seen = waiting.reading.evidence.get(where)
    words = evidence_of(waiting, where)[:_EVIDENCE]
    if to_compare(waiting) == FROM_A_SCAN and seen is not None:
        same = any(_alike(seen.text, lines=False) == _alike(each.shown, lines=False) for each in part.fields)
        read = seen.text.strip()[:_EVIDENCE]
        words = "" if same else f"Read from the scan: “{read}”" if read else "Nothing was read there."
    return "\n".join(filter(None, (part.quoted, words)))


def _not_shown(waiting: Waiting, places: Iterable[str]) -> Iterator[str]:
    """Of a scan, what no picture was shown of."""
    if to_compare(waiting) != FROM_A_SCAN:
        return
    held = {where for where, seen in waiting.reading.evidence.items() if seen.region is not None}
    without = [_label(waiting, where) for where in places if where not in held]
    if without:
        yield f"No picture shows where these stand, so look at the pages themselves: {'; '.join(without)}."
    if waiting.form.actions is not None and not waiting.reading.actions:
        yield "No action was read. Look whether the pages show one."


# What is in doubt


def doubtful(waiting: Waiting) -> list[Part]:
    """A part for each place in doubt, as far as a field can settle it."""
    parts: dict[str, Part] = {}
    for problem in waiting.problems:
        part = None if problem.code in COMPARED else _doubt(waiting, problem)
        if part is None:
            continue
        key = part.fields[0].id
        said = (*parts[key].said, *part.said) if key in parts else part.said
        fields = (*parts[key].fields, *part.fields[1:]) if key in parts else part.fields
        parts[key] = Part(fields, said=said, quoted=part.quoted)
    return list(parts.values())


def _doubt(waiting: Waiting, problem: Problem) -> Part | None:
    wants = waiting.wants(problem)
    where = place_to_correct(waiting, problem.where)
    fields = _part(waiting, [where]).fields if where and wants != "choose" else ()
    if wording.names_area(problem.message, waiting.form, where):
        fields = tuple(replace(each, label=wording.place(waiting.form, each.where)) for each in fields)
    if wants == "settle":
        name = joined("settle", problem.code, problem.where)
        label = "Or leave it as it is" if fields else "Leave it as it is"
        fields = (*fields, Field(name, problem.where, label, code=problem.code))
    if not fields:
        return None
    evidence = evidence_of(waiting, problem.where)
    cut = f"{evidence[:_EVIDENCE].rstrip()}…" if len(evidence) > _EVIDENCE else evidence
    return Part(fields, said=(problem.message,), quoted=cut)


# What was changed


def changes(waiting: Waiting, page: Page, given: Mapping[str, str]) -> Iterator[Change]:
    """What is to be kept of a page, in the order in which the desk can take it; nothing that was left as it was."""
    own = [field for field in page.fields if not field.where.startswith("actions.") or field.code]
    for field in own:
        written = field.given(given.get(field.id, field.shown))
        if written is not None:
            yield Change(field.id, field.where, written, field.code)
    lines = [field for field in page.fields if field not in own]
    yield from _changed_actions(waiting, lines, given)


def _changed_actions(waiting: Waiting, fields: list[Field], given: Mapping[str, str]) -> Iterator[Change]:
    """New actions get the numbers after the last; what was emptied altogether goes at the end, from behind."""
    last, columns = len(waiting.reading.actions), waiting.form.actions.columns if waiting.form.actions else {}
    gone: list[Change] = []
    for number, each in groupby(fields, lambda field: int(field.where.split(".")[1])):
        row = list(each)
        written = {field: given.get(field.id, field.shown) for field in row}
        changed = {
            field: value for field, text in written.items() if (value := field.given(text)) is not None
        }
        if (
            changed
            and number <= last
            and len(row) == len(columns)
            and not any(map(str.strip, written.values()))
        ):
            gone.insert(0, Change(row[0].id, f"actions.{number}", ""))
            continue
        if changed and number > len(waiting.reading.actions):
            last += 1
            number = last
        for field, value in changed.items():
            yield Change(field.id, f"actions.{number}.{field.where.rpartition('.')[2]}", value)
    yield from gone


def _in_pieces(things: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(things)
    while piece := list(islice(left, size)):
        yield piece


def _alike(text: str, lines: bool) -> str:
    return text.replace("\r\n", "\n").strip() if lines else " ".join(text.split())
