"""Fields in the header or footer of the pages, beside those of the form itself."""

from framework.forms import FieldKind, FormField
from mail.reading.audit_tool.draft import Draft
from mail.reading.audit_tool.fields import Fields, name_of, where_of
from mail.reading.document import Block, Table, paragraphs_of


def read_edges(blocks: list[Block], draft: Draft, fields: Fields) -> None:
    """What `blocks` give, to be confirmed unless the form says the same.

    A date there is that of the paper, not of the audit. Only where the form's whole header was moved to the top of
    the page, none of its labels left in the form, does it count as if it stood in the form.
    """
    edge = Draft(draft.form, draft.pack)
    found = _put(Fields(edge), blocks)
    if len(found) > 1 and not found.keys() & fields.printed:
        _put(fields, blocks)
        return
    for field in draft.form.fields:
        if field.kind is not FieldKind.DATE and field.id in edge.values:
            _compare(field, edge, draft)
        elif field.kind is not FieldKind.DATE and field.id in found:
            _look_for(field, found[field.id], draft)


def _look_for(field: FormField, written: str, draft: Draft) -> None:
    """No value could be made of the words there: the form's own must at least be among them."""
    held, where = draft.values.get(field.id), where_of(field)
    if isinstance(held, str) and written and held.casefold() not in written.casefold():
        draft.values.pop(field.id)
        draft.problem("two-values", where, f"{name_of(field)}: the top or foot of the page gives another.")


def _compare(field: FormField, edge: Draft, draft: Draft) -> None:
    value, held = edge.values[field.id], draft.values.get(field.id)
    where, name = where_of(field), name_of(field)
    if held == value or any(problem.where == where for problem in draft.problems):
        return
    if held is not None:
        draft.values.pop(field.id)
        draft.problem("two-values", where, f"{name}: the top or foot of the page gives another.")
        return
    draft.values[field.id] = value
    if where in edge.evidence:
        draft.evidence.setdefault(where, edge.evidence[where])
    draft.problem("page-edge", where, f"{name}: it stands only at the top or foot of the page.")


def _put(fields: Fields, blocks: list[Block]) -> dict[str, str]:
    """Puts down the fields in the header or footer; those whose labels stand there, and the words after each."""
    labelled: dict[str, str] = {}
    for paragraph in paragraphs_of(blocks):
        found = fields.label(paragraph.text)
        if found is not None and found[0].kind is not FieldKind.TEXT:
            labelled[found[0].id] = found[1].rest
            if found[1].rest:
                fields.put(found[0], paragraph, found[1], [])
    for block in blocks:
        if isinstance(block, Table):
            fields.read_table(block)
    return labelled
