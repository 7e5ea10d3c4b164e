"""The second opinion on a document's own words: every answer must stand in its area's row there too."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from framework.answers import Parsed, grade, yes_no
from framework.checking import area_name
from framework.forms import FieldKind, Form, FormField
from framework.pack import Pack
from framework.reading import Answer, Problem, Reading
from mail.reading.audit_tool.by_label import astray, label_pattern, where_of
from mail.reading.audit_tool.columns import is_no, may_be_mark
from mail.reading.audit_tool.known import JUDGEMENT_HEADS, OWN_FIELDS, Known, known
from mail.reading.flow import Flow, FlowCell, squashed

T = TypeVar("T")

_ANSWERING = frozenset({"grade", "answer"})
_LONGEST_HEAD = 150  # characters
_NEAR = 60  # characters after the judgement's label within which what was read of it must begin

_GOES_ON = 4  # rows from that of an area in which its comment may begin
_BEGINNING = 60  # letters by which a text is known

Heads = dict[str, tuple[int, int]]  # the grid columns under each heading
Rows = dict[int, list[tuple[int, Heads]]]  # by area: the rows that it begins, by their number


def confirmed(
    reading: Reading, flow: Flow, form: Form, pack: Pack, *, which: int = 0, of: int = 1
) -> Reading:
    """`reading` without the answers and the judgement that do not stand in `flow` where their labels stand.

    Each of them becomes empty, with a problem `readings-differ`. A label that `flow` has in no wording of the form
    leaves its answer as it is: slips and labels cut in two are for the first reading alone. Where the document
    holds `of` audit tools of this form, `which` of them (from 0) this is: an answer is held against its own row,
    not against that of another audit.
    """
    rows = _rows_of_areas(flow, known(form))
    answers: list[Answer] = []
    problems: list[Problem] = []
    slot = "grade" if form.graded else "answer"
    for answer in reading.answers:
        where = f"answers.{answer.number}.{slot}"
        stood = reading.evidence.get(where)
        found = rows.get(answer.number)
        if stood is None or not found or _is_open(answer):
            answers.append(answer)
            continue
        own = _own(found, which, of)
        if any(_agrees(flow.rows[at], heads, answer, stood.text, pack, form) for at, heads in own):
            answers.append(answer)
            continue
        answers.append(Answer(number=answer.number, comment=answer.comment))
        problems.append(_differs(where, f"{area_name(form.area(answer.number))}: the {slot}"))
    overall = reading.overall
    if (
        form.judgement is not None
        and overall is not None
        and not _judgement_stands(reading, flow, form, which, of)
    ):
        overall = None
        problems.append(_differs("overall", form.judgement.label.shown.rstrip(" :")))
    if flow.words:
        problems += _stray_comments(reading, flow, rows, form, which, of)
        problems += _stray_actions(reading, flow)
    strays = astray(reading, flow, form)
    problems += [_differs(where_of(field), field.label.shown.rstrip(" :")) for field in strays]
    if not problems:
        return reading
    told = (*reading.problems, *problems)
    update = {"answers": tuple(answers), "overall": overall, "problems": told}
    return reading.model_copy(update=update | _without(reading, strays))


def _without(reading: Reading, fields: Sequence[FormField]) -> dict[str, object]:
    """The values of these fields left out; a text is kept, to be looked at."""
    short = [field.id for field in fields if field.kind is not FieldKind.TEXT]
    own: dict[str, object] = {name: None for name in short if name in OWN_FIELDS}
    others = {name: None if name in short else value for name, value in reading.fields.items()}
    return own | {"fields": others}


def _own(found: Sequence[T], which: int, of: int) -> Sequence[T]:
    """Of what stands once in each of several audits of one form, that of this one; else all there is."""
    return [found[which]] if of > 1 and len(found) == of else found


def _differs(where: str, name: str) -> Problem:
    message = f"{name} was read in two ways that do not agree. Look at the document and put it in."
    return Problem(code="readings-differ", where=where, message=message)


def _is_open(answer: Answer) -> bool:
    return answer.grade is None and answer.answer is None and not answer.not_applicable


def _stray_comments(
    reading: Reading, flow: Flow, rows: Rows, form: Form, which: int, of: int
) -> Iterator[Problem]:
    """Comments that do not begin in the rows of their area, nor in those that go on with them."""
    for answer in reading.answers:
        where = f"answers.{answer.number}.comment"
        found = rows.get(answer.number)
        if not answer.comment or not found or where not in reading.evidence:
            continue
        own = [flow.rows[at : at + _GOES_ON] for at, _ in _own(found, which, of)]
        if not any(_begins_in(cells, answer.comment) for cells in own):
            yield _differs(where, f"{area_name(form.area(answer.number))}: the comment")


def _stray_actions(reading: Reading, flow: Flow) -> Iterator[Problem]:
    """Actions that stand in a row, but not with the person and the timescale read of them."""
    doubted = {".".join(problem.where.split(".")[:2]) for problem in (*reading.problems, *reading.notices)}
    rows = [[cell for cell in row if cell.text] for row in flow.rows if len(row) > 1]
    for number, action in enumerate(reading.actions, start=1):
        where = f"actions.{number}"
        if where in doubted or not action.action:
            continue
        said = squashed(action.action)[:_BEGINNING]
        first = action.action.partition("\n")[0]
        own = [row for row in rows if _holds(row, first, said)]
        beside = [text for text in (action.who, action.timescale, action.outcome) if text]
        if own and not any(all(_begins_in([row], text) for text in beside) for row in own):
            yield _differs(where, f"Action {number}")


def _begins_in(rows: Sequence[list[FlowCell]], text: str) -> bool:
    """Whether a text begins in a cell of these rows."""
    first, said = text.partition("\n")[0], squashed(text)[:_BEGINNING]
    return any(_holds(row, first, said) for row in rows)


def _holds(row: list[FlowCell], first: str, said: str) -> bool:
    """Whether a cell holds the first line of a text, or has the letters by which it is known."""
    return any(first in cell.text for cell in row) or any(said in cell.letters for cell in row)


def _rows_of_areas(flow: Flow, form: Known) -> Rows:
    """The rows that begin with the label of an area, each with the headings over it."""
    found: Rows = {}
    heads: Heads = {}
    for at, row in enumerate(flow.rows):
        if own := _heads(row, form):
            heads = own
            continue
        first = [cell for cell in row[:2] if cell.text]
        for cell in first if len(row) > 1 else ():
            match = form.areas.match(cell.text)
            if match is not None:
                found.setdefault(match.key, []).append((at, heads))
                break
    return found


def _heads(row: list[FlowCell], form: Known) -> Heads:
    heads: Heads = {}
    for cell in row:
        if not cell.text:
            continue
        match = form.heads.match(cell.text, whole=True) if len(cell.text) < _LONGEST_HEAD else None
        if match is None:
            return {}
        heads[match.key] = (cell.column, cell.end)
    return heads if len(heads) > 1 else {}


def _agrees(row: list[FlowCell], heads: Heads, answer: Answer, said: str, pack: Pack, form: Form) -> bool:
    if JUDGEMENT_HEADS.keys() <= heads.keys():
        return _marks_agree(row, heads, answer, said, pack)
    under = [heads[name] for name in _ANSWERING if name in heads]
    cells = [cell for cell in row if any(start < cell.end and cell.column < end for start, end in under)]
    if not cells:
        return any(cell.signs for cell in row) or _stands_in(row, said)
    others = [place for name, place in heads.items() if name not in _ANSWERING]
    if any(start < cell.end and cell.column < end for cell in cells for start, end in others):
        return any(cell.signs for cell in row) or _stands_alone(row[1:], answer, said, pack, form)
    for cell in cells:
        parsed = _parsed(cell.standing, pack, form)
        if parsed.clear and not cell.signs:
            return _is_same(parsed, answer)
    return any(cell.signs for cell in cells) or _stands_in(
        [cell for cell in cells if cell.text] or row[:2], said
    )


def _stands_alone(cells: list[FlowCell], answer: Answer, said: str, pack: Pack, form: Form) -> bool:
    """Whether a cell holds the answer and nothing else, or begins with it: its headings are another table's."""
    for cell in cells:
        parsed = _parsed(cell.standing, pack, form)
        if parsed.clear:
            return _is_same(parsed, answer)
    return any(squashed(cell.text).startswith(squashed(said)) for cell in cells)


def _parsed(text: str, pack: Pack, form: Form) -> Parsed[int] | Parsed[bool]:
    return grade(text, pack) if form.graded else yes_no(text, pack)


def _is_same(parsed: Parsed[int] | Parsed[bool], answer: Answer) -> bool:
    if parsed.not_applicable or answer.not_applicable:
        return parsed.not_applicable and answer.not_applicable
    return parsed.value == (answer.answer if answer.grade is None else answer.grade)


def _marks_agree(row: list[FlowCell], heads: Heads, answer: Answer, said: str, pack: Pack) -> bool:
    """The one column that is marked is the one that was read."""
    filled = [cell for cell in row if cell.signs or cell.standing]
    graded = [
        (cell, grades)
        for cell in filled
        if (grades := _grades_over(cell, heads))
        and (cell.signs or (may_be_mark(cell.standing) and not is_no(cell.standing)))
    ]
    if not graded:
        return _stands_in(row[:2], said)
    if answer.not_applicable:
        return any(grade(cell.standing, pack).not_applicable for cell, _ in graded)
    if any(cell.signs for cell, _ in graded):
        return any(answer.grade in grades for _, grades in graded)
    return len(graded) == 1 and answer.grade in graded[0][1]


def _grades_over(cell: FlowCell, heads: Heads) -> set[int]:
    return {
        JUDGEMENT_HEADS[name]
        for name, (start, end) in heads.items()
        if name in JUDGEMENT_HEADS and start < cell.end and cell.column < end
    }


def _stands_in(cells: list[FlowCell], said: str) -> bool:
    return squashed(said) in squashed(" ".join(cell.text for cell in cells))


def _judgement_stands(reading: Reading, flow: Flow, form: Form, which: int, of: int) -> bool:
    stood = reading.evidence.get("overall")
    assert form.judgement is not None
    if stood is None or flow.signs:
        return True
    said = squashed(stood.text)
    reach = len(said) + _NEAR
    labelled = False
    labels = [*label_pattern(form.judgement.label.wordings).finditer(flow.text)]
    for match in _own(labels, which, of):
        labelled = True
        if said in squashed(flow.text[match.end() : match.end() + 4 * reach])[: reach + len(said)]:
            return True
    return not labelled
