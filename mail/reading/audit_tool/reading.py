"""Audit tools read out of a document, whatever format it came in."""

from collections import Counter
from dataclasses import replace

from framework.answers import is_blank
from framework.forms import FieldKind
from framework.pack import Pack
from framework.reading import Answer, Reading
from mail.reading.audit_tool.against import doubt_drafts_and_corrections
from mail.reading.audit_tool.agreement import confirmed
from mail.reading.audit_tool.carried import tell
from mail.reading.audit_tool.cover import cover_of
from mail.reading.audit_tool.draft import Draft
from mail.reading.audit_tool.finding import Found, find_tools
from mail.reading.audit_tool.half_rows import doubt_half_rows
from mail.reading.audit_tool.known import OWN_FIELDS, known
from mail.reading.audit_tool.labels import one_document
from mail.reading.audit_tool.missing_pages import with_missing_pages
from mail.reading.audit_tool.not_as_seen import doubt_what_is_seen_otherwise
from mail.reading.audit_tool.out_of_sight import tell_of_sight
from mail.reading.audit_tool.page_order import in_form_order
from mail.reading.audit_tool.page_origin import tell_of_origin
from mail.reading.audit_tool.places import place_of
from mail.reading.audit_tool.scale import doubt_numbers
from mail.reading.audit_tool.seen import with_pictures
from mail.reading.audit_tool.sheet_lines import with_lines
from mail.reading.audit_tool.swallowed import with_swallowed_asked
from mail.reading.audit_tool.tabbed import with_tables
from mail.reading.audit_tool.torn import with_torn
from mail.reading.audit_tool.trunk import Trunk
from mail.reading.document import Block, Cell, Document, Paragraph, text_of

_SHOWN = 5  # places named in one sentence


def read_document(document: Document, pack: Pack, *, file: str, part: str) -> list[Reading]:
    """Every audit tool in `document` as a reading, not yet checked; none when there is no audit tool in it.

    What cannot be read without doubt is left empty, with a problem that names it; what is filled in and belongs to
    nothing is told of too.
    """
    with one_document():
        return _read(document, pack, file, part)


def _read(document: Document, pack: Pack, file: str, part: str) -> list[Reading]:
    out_of_order = None
    if document.scanned:
        document, out_of_order = in_form_order(document, pack)
    forms = [known(form) for form in pack.forms]
    document = replace(document, blocks=with_lines(with_tables(document.blocks, forms), forms))
    found = find_tools(document, pack)
    readings: list[Reading] = []
    for tool in found:
        before, tool.blocks = cover_of(tool.blocks, known(tool.form))
        draft = Draft(tool.form, pack, drawn=document.drawn)
        trunk = Trunk(draft)
        trunk.read(tool.blocks)
        if len(found) == 1:
            trunk.read_edges(document.edges)
        doubt_numbers([*tool.blocks, *document.edges], draft)
        _tell(tool, document, draft)
        _tell_of_cover(before, draft)
        reading = with_swallowed_asked(_reading(draft, file, part), tool.form)
        if document.scanned or len(found) == 1:
            reading = with_missing_pages(reading, document, tool.form)
        if out_of_order is not None:
            reading = reading.model_copy(update={"problems": (*reading.problems, out_of_order)})
        if document.flow is not None:
            same = [other for other in found if other.form is tool.form]
            which = next(n for n, other in enumerate(same) if other is tool)
            reading = confirmed(reading, document.flow, tool.form, pack, which=which, of=len(same))
        readings.append(with_pictures(with_torn(reading, document, tool.form), document, tool.form))
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
    if tool.cut:
        message = "Two audit tools of one form stand here and one is not whole; look whether they are one."
        draft.problem("cut", "", message)
    _tell_how_it_came(document, draft)
    tell_of_sight(document, draft)
    tell_of_origin(tool.blocks, document, draft)
    if document.hidden:
        draft.notice("hidden-text", "", "The document holds hidden text; it was left out.")
    if document.deleted:
        message = f"Rows deleted by a tracked change were left out: {_listed(sorted(set(document.deleted)))}."
        draft.notice("tracked-change", "", message)
    for code, number, what in (
        ("margin-comments", document.margin_comments, "comments in its margin"),
        ("footnotes", document.footnotes, "footnotes or endnotes"),
    ):
        if number:
            draft.notice(
                code, "", f"The document has {what} ({number}) that are not part of the record: look at them."
            )
    _tell_of_notes(document, draft)
    if document.drawings and _lacks_a_choice(draft):
        shown = f": {_listed(sorted(document.drawn))}" if document.drawn else ""
        message = f"A mark may be drawn as a shape, which cannot be read{shown}. Open the document and look."
        draft.problem("drawn-mark", "", message)
    if document.left_out:
        draft.problem("left-out", "", "The document holds a part that cannot be read here; open it.")
    if document.astray_words:
        message = (
            "Words stand in the file in places that cannot be read. Open the document and look for them."
        )
        draft.problem("unplaced-text", "", message)
    tell(document, draft)
    doubt_half_rows(tool.blocks, draft)
    doubt_what_is_seen_otherwise(tool.blocks, document, draft)
    doubt_drafts_and_corrections(tool.blocks, document, draft)
    places, after = _unspoken(tool.blocks, document, draft)
    if places:
        message = f"Something is written that belongs to no part of the form: {_listed(places)}."
        draft.problem("unplaced-text", "", message)
    if after:
        message = f"Something is written before or after the form: {_listed(after)}."
        draft.notice("unplaced-text", "", message)


def _tell_of_cover(blocks: list[Block], draft: Draft) -> None:
    if places := [block.place for block in blocks if not is_blank(text_of(block))]:
        message = f"A cover stands before the form, nothing of which was taken: {_listed(places)}."
        draft.notice("cover", "", message)


def _tell_how_it_came(document: Document, draft: Draft) -> None:
    """What keeps a reading from being believed unseen."""
    if document.plain:
        message = "It came as plain text, which keeps no cells apart: hold what was read against it."
        draft.problem("from-plain-text", "", message)
    if document.unruled:
        message = (
            "No ruled lines tell the cells apart, only where the words stand: hold what was read against it."
        )
        draft.problem("no-ruled-lines", "", message)
    if document.spread:
        message = (
            "It is a sheet printed over pages that lie side by side, so what belongs into one row stands on "
            "several. Ask the sender for the sheet itself, or one printed as wide as a page."
        )
        draft.problem("side-by-side", "", message)
    if document.damaged:
        message = (
            "Part of the file was damaged on its way, and what is read of it may not be what was written. "
            "Ask the sender to send it again."
        )
        draft.problem("damaged", "", message)
    if document.late:
        message = (
            f"There was no time to read {_listed(document.late)} of the scan. Look at what stands there, and key "
            "it in, or ask the sender for fewer pages at a time."
        )
        draft.problem("pages-not-read", "", message)
    if document.astray:
        message = (
            f"On {_listed(document.astray)} words do not stand in the cells in the order in which they were "
            "written: a text box may lie over the table. Hold what was read there against the page."
        )
        draft.problem("words-astray", "", message)


def _tell_of_notes(document: Document, draft: Draft) -> None:
    """A note set to words in a table goes with what somebody wrote there."""
    places = [place for place in document.noted if place.startswith("table ")]
    if places:
        message = (
            f"A footnote or endnote belongs to what is written at {_listed(places)}. Add its words there."
        )
        draft.problem("footnote", "", message)


def _lacks_a_choice(draft: Draft) -> bool:
    """Whether an area or the judgement is without an answer that nothing else explains."""
    doubted = {problem.where for problem in draft.problems}
    judged = draft.form.judgement is None or draft.overall is not None or "overall" in doubted
    slot = "grade" if draft.form.graded else "answer"
    return not judged or any(
        answer.grade is None
        and answer.answer is None
        and not answer.not_applicable
        and f"answers.{answer.number}.{slot}" not in doubted
        for answer in draft.answers.values()
    )


def _listed(places: list[str]) -> str:
    """Places by name, the first of them; cells of one row as that row."""
    rows = Counter(place.partition(", column ")[0] for place in dict.fromkeys(places))
    named = [
        place.partition(", column ")[0] if rows[place.partition(", column ")[0]] > 1 else place
        for place in places
    ]
    unique = list(dict.fromkeys(named))
    more = f"; and {len(unique) - _SHOWN} more" if len(unique) > _SHOWN else ""
    return "; ".join(unique[:_SHOWN]) + more


def _unspoken(blocks: list[Block], document: Document, draft: Draft) -> tuple[list[str], list[str]]:
    """Places of what is written and spoken for by nothing: within the form, and before or after it."""
    spoken = [n for n, block in enumerate(blocks) if _is_spoken_for(block, draft)]
    within: list[str] = []
    outside: list[str] = []
    for n, block in enumerate(blocks):
        inside = bool(spoken) and spoken[0] <= n <= spoken[-1]
        for thing in _left(block, draft):
            before = bool(spoken) and n < spoken[0]
            apart = not inside and (before or not isinstance(thing, Cell))
            (outside if apart and not draft.known.starts_like_label(thing.text) else within).append(
                place_of(thing, n, blocks, document, draft.known)
            )
    return within, outside


def _is_spoken_for(block: Block, draft: Draft) -> bool:
    if isinstance(block, Paragraph):
        return draft.is_taken(block)
    return any(draft.is_taken(cell) for row in block.rows for cell in row.cells)


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
