"""Audit tools read out of a document, whatever format it came in."""

from framework.answers import is_blank
from framework.forms import FieldKind
from framework.pack import Pack
from framework.reading import Answer, Problem, Reading
from mail.reading.document import Block, Cell, Document, Paragraph, Table
from mail.reading.draft import Draft
from mail.reading.finding import Found, find_tools
from mail.reading.known import OWN_FIELDS
from mail.reading.trunk import Trunk


def read_document(document: Document, pack: Pack, *, file: str, part: str) -> list[Reading]:
    """Every audit tool in `document` as a reading, not yet checked; none when there is no audit tool in it.

    What cannot be read without doubt is left empty, with a problem that names it; what is filled in and belongs to
    nothing is told of too.
    """
    found = find_tools(document, pack)
    readings: list[Reading] = []
    for tool in found:
        draft = Draft(tool.form, pack)
        trunk = Trunk(draft)
        trunk.read(tool.blocks)
        if len(found) == 1:
            trunk.read_edges(document.edges)
        _tell(tool, document, draft)
        readings.append(_reading(draft, file, part))
    return readings


def _reading(draft: Draft, file: str, part: str) -> Reading:
    form, values = draft.form, draft.values
    extra = [field for field in form.fields if field.id not in OWN_FIELDS]
    return Reading.model_validate(
        {
            "file": file,
            "part": part,
            "form": form.id,
            **{name: values.get(name) for name in OWN_FIELDS if name != "comments"},
            "comments": values.get("comments") or "",
            "answers": tuple(draft.answers.get(a.number) or Answer(number=a.number) for a in form.areas),
            "overall": draft.overall,
            "actions": tuple(draft.actions),
            "fields": {field.id: _as_text(values.get(field.id), field.kind) for field in extra},
            "problems": tuple(draft.problems),
            "notices": tuple(draft.notices),
            "evidence": draft.evidence,
        }
    )


def _as_text(value: object, kind: FieldKind) -> str | None:
    if value is None:
        return "" if kind is FieldKind.TEXT else None
    return str(value)


def _tell(tool: Found, document: Document, draft: Draft) -> None:
    """What is not a value and yet must not go unseen."""
    if tool.unsure:
        draft.problem("form-unsure", "", "It is not clear which audit tool this is.")
    if document.hidden:
        draft.notice("hidden-text", "", "The document holds hidden text; it was left out.")
    if document.left_out:
        draft.problem("left-out", "", "The document holds a part that cannot be read here; open it.")
    places = [thing.place for block in tool.blocks for thing in _left(block, draft)]
    if places:
        shown = "; ".join(dict.fromkeys(places[:5]))
        message = f"Something is written that belongs to no part of the form: {shown}."
        complete = len(draft.answers) == len(draft.form.areas) and not any(
            problem.code in ("row-missing", "area-twice") for problem in draft.problems
        )
        in_tables = any(
            isinstance(block, Table) and any(True for _ in _left(block, draft)) for block in tool.blocks
        )
        if complete and not in_tables:
            draft.notices.append(Problem(code="unplaced-text", message=message))
        else:
            draft.problem("unplaced-text", "", message)


def _left(block: Block, draft: Draft) -> list[Cell | Paragraph]:
    """What is filled in and spoken for by nothing."""
    if isinstance(block, Paragraph):
        unspoken = (
            not draft.is_taken(block) and not is_blank(block.text) and not draft.known.is_printed(block.text)
        )
        return [block] if unspoken else []
    left: list[Cell | Paragraph] = []
    for row in block.rows:
        for cell in row.cells:
            if draft.is_taken(cell) or is_blank(cell.text):
                continue
            if not draft.known.is_printed(cell.text) and not _is_section(cell.text, draft):
                left.append(cell)
    return left


def _is_section(text: str, draft: Draft) -> bool:
    return draft.known.sections.match(text, like=True, whole=True) is not None
