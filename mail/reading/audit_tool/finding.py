"""Finding the audit tools in a document: where each begins, and which form it is."""

import itertools
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from framework.forms import FieldKind, Form
from framework.pack import Pack
from mail.reading.audit_tool.known import Known, Openings, known, openings
from mail.reading.audit_tool.labels import opening_of, plain
from mail.reading.document import Block, Document, Paragraph, Row, Table

_TITLE_WEIGHT = 2.5
_FEWEST = 2.0  # what a stretch must score to be an audit tool at all
_BOXES_WEIGHT = 1.5
_HEADER_REACH = 3  # blocks after the first label of a header in which a further one must stand
_LATER = re.compile(r"[\t;,|\n]|\s{2,}")  # between labels on one line


@dataclass(slots=True)
class Found:
    """An audit tool in a document: its form and the blocks it stands in. `unsure`: another form is as likely.

    `cut`: it or the audit tool of the same form beside it is not whole, so they may be one.
    """

    form: Form
    blocks: list[Block]
    unsure: bool = False
    cut: bool = False


@dataclass(slots=True)
class _Stretch:
    """Blocks that belong together, and what speaks for each form."""

    blocks: list[Block] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    headers: bool = False
    areas: dict[str, set[int]] = field(default_factory=dict)
    boxes: dict[str, set[str]] = field(default_factory=dict)

    @property
    def has_body(self) -> bool:
        return any(len(found) >= 2 for found in (*self.areas.values(), *self.boxes.values()))


def find_tools(document: Document, pack: Pack) -> list[Found]:
    """The audit tools in a document, in order. Slips in labels are looked past only where none is found without."""
    return _find(document, pack, like=False) or _find(document, pack, like=True)


def _find(document: Document, pack: Pack, *, like: bool) -> list[Found]:
    forms = [known(form) for form in pack.forms]
    begins = openings(pack)
    stretches = [_Stretch()]
    blocks = list(_opened(document.blocks, forms))
    for at, block in enumerate(blocks):
        titles = _titles(block, forms)
        header = _has_header(blocks, at, forms, begins)
        current = stretches[-1]
        if current.has_body and (titles or (header and current.headers)):
            current = _Stretch(blocks=_lead_in(current, forms))
            stretches.append(current)
        current.titles |= titles
        current.headers = current.headers or header
        current.blocks.append(block)
        _weigh(block, current, forms, None if like else begins)
    stretches = _rejoined(stretches)
    if len(stretches) == 1 and not stretches[0].titles:
        for edge in document.edges:
            stretches[0].titles |= _titles(edge, forms)
    return _told(
        [(found, stretch) for stretch in stretches if (found := _identify(stretch, pack)) is not None]
    )


def _told(pairs: list[tuple[Found, _Stretch]]) -> list[Found]:
    """The audit tools, those marked that stand beside another of the same form and are not both whole."""
    for (one, its), (other, others) in itertools.pairwise(pairs):
        if one.form is other.form and not (_is_whole(one.form, its) and _is_whole(other.form, others)):
            one.cut = other.cut = True
    return [found for found, _ in pairs]


def _is_whole(form: Form, stretch: _Stretch) -> bool:
    """Whether a stretch has the form's header and the better part of its areas, or all its boxes."""
    if not stretch.headers:
        return False
    if form.areas:
        return 2 * len(stretch.areas.get(form.id, ())) > len(form.areas)
    texts = {field.id for field in form.fields if field.kind is FieldKind.TEXT}
    return texts <= stretch.boxes.get(form.id, set())


def _lead_in(current: _Stretch, forms: list[Known]) -> list[Block]:
    """Printed lines at the end of one tool that head the next ("APPENDIX 2A" over a title)."""
    led: list[Block] = []
    while current.blocks:
        last = current.blocks[-1]
        if not isinstance(last, Paragraph) or not any(form.is_heading(last.text) for form in forms):
            break
        led.insert(0, current.blocks.pop())
    return led


def _rejoined(stretches: list[_Stretch]) -> list[_Stretch]:
    """Stretches that begin nothing of their own go back to the one before.

    A title or a label that was only mentioned has no form after it; a header repeated on a further page has the
    rest of the same form after it, with none of the areas that stood before.
    """
    kept = stretches[:1]
    for stretch in stretches[1:]:
        if stretch.has_body and not _goes_on(kept[-1], stretch):
            kept.append(stretch)
            continue
        before = kept[-1]
        before.blocks += stretch.blocks
        for form, areas in stretch.areas.items():
            before.areas.setdefault(form, set()).update(areas)
        for form, boxes in stretch.boxes.items():
            before.boxes.setdefault(form, set()).update(boxes)
    return kept


def _goes_on(before: _Stretch, stretch: _Stretch) -> bool:
    """Whether the areas, or the boxes, of `stretch` are those that `before` is still without."""
    return _are_the_rest(before.areas, stretch.areas, stretch.titles) or (
        not stretch.areas and _are_the_rest(before.boxes, stretch.boxes, stretch.titles)
    )


def _are_the_rest(
    before: Mapping[str, Set[object]], further: Mapping[str, Set[object]], titles: set[str]
) -> bool:
    form = max(further, key=lambda form: len(further[form]), default=None)
    return (
        form is not None
        and form in before
        and len(before[form]) == max(map(len, before.values()), default=0)
        and not before[form] & further[form]
        and (not titles or form in titles)
    )


def _opened(blocks: list[Block], forms: list[Known]) -> Iterator[Block]:
    """Blocks in order; a table that only lays out other tables gives way to what it holds."""
    for block in blocks:
        if isinstance(block, Table) and _only_lays_out(block, forms):
            for row in block.rows:
                for cell in row.cells:
                    yield from _opened(cell.blocks, forms)
            yield Table([], block.place)  # where the frame ends, so does a text in it
        else:
            yield block


def _only_lays_out(table: Table, forms: list[Known]) -> bool:
    """Whether the tables inside its cells hold labels: then they are the form's, and it is their frame."""
    inner = [
        (row, block)
        for row in table.rows
        for cell in row.cells
        for block in cell.blocks
        if isinstance(block, Table)
    ]
    return any(_holds_labels(block, forms) and not _answers_an_area(row, forms) for row, block in inner)


def _answers_an_area(row: Row, forms: list[Known]) -> bool:
    """Whether a row begins with an area's label: a table further on in it is part of a comment."""
    texts = [
        cell.text for cell in row.cells[:2] if not any(isinstance(block, Table) for block in cell.blocks)
    ]
    return any(form.areas.match(text) is not None for text in texts if text for form in forms)


def _holds_labels(table: Table, forms: list[Known]) -> bool:
    texts = [cell.text for row in table.rows for cell in row.cells if cell.text.strip()]
    return any(
        labels.match(text, like=True)
        for text in texts
        for form in forms
        for labels in (form.areas, form.printed_fields)
    ) or _only_lays_out(table, forms)


def _titles(block: Block, forms: list[Known]) -> set[str]:
    """The forms whose title a block is; of titles that contain each other, the longest."""
    lines = [block.text] if isinstance(block, Paragraph) else _first_cells(block, forms)
    found: set[str] = set()
    for line in lines:
        if not 5 < len(line) < 120:
            continue
        folded = plain(line)
        inside = [
            (len(title), form.form.id)
            for form in forms
            for title in form.titles
            if title in folded and len(folded) <= len(title) + 25
        ]
        if inside:
            found.add(max(inside)[1])
    return found


def _first_cells(table: Table, forms: list[Known]) -> list[str]:
    return [cell.text for row in _form_rows(table, forms)[:2] if len(row.cells) <= 2 for cell in row.cells]


def _form_rows(table: Table, forms: list[Known]) -> list[Row]:
    """The rows of a table but those of a box under its heading, which hold what somebody wrote."""
    if any(len(row.cells) != 1 for row in table.rows):
        return table.rows
    kept: list[Row] = []
    heading = False
    for row in table.rows:
        if not heading:
            kept.append(row)
        heading = not heading and _heads_a_box(row.cells[0].text, forms)
    return kept


def _heads_a_box(text: str, forms: list[Known]) -> bool:
    return any(
        (match := form.printed_fields.match(text, like=True)) is not None
        and not match.rest.strip()
        and form.field(match.key).kind is FieldKind.TEXT
        for form in forms
    )


def _has_header(blocks: list[Block], at: int, forms: list[Known], begins: Openings) -> bool:
    """Whether a block begins a form's header: its first field, and further ones beside it or after."""
    texts = _header_texts(blocks[at], forms)
    first = {
        id(form): form
        for text in texts
        for form in begins.of_headers(opening_of(text))
        if _is_first(form, text)
    }
    return any(_further(form, texts, blocks[at + 1 :], forms) for form in first.values())


def _is_first(form: Known, text: str) -> bool:
    """Whether a text begins with the label of the form's first field."""
    match = form.printed_fields.match(text)
    return match is not None and match.key == form.form.fields[0].id


def _further(form: Known, texts: list[str], after: list[Block], forms: list[Known]) -> bool:
    first = form.form.fields[0].id
    following = itertools.islice((block for block in after if not _is_empty(block)), _HEADER_REACH)
    lines = [*texts, *(text for block in following for text in _header_texts(block, forms))]
    return any(
        (match := form.fields.match(part)) is not None and match.key != first
        for line in lines
        for part in (line, *_LATER.split(line)[1:])
        if part.strip()
    )


def _is_empty(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.text.strip()


def _header_texts(block: Block, forms: list[Known]) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    rows = _form_rows(block, forms)[:8]
    return [cell.text for row in rows for cell in row.cells if len(cell.text) < 200]


def _weigh(block: Block, stretch: _Stretch, forms: list[Known], begins: Openings | None) -> None:
    """What a block's labels say for each form, slips in them looked past where there is no `begins`."""
    for text in _label_texts(block, forms):
        for form in forms if begins is None else begins.of_labels(opening_of(text)):
            if form.form.areas:
                if match := form.areas.match(text, like=begins is None):
                    stretch.areas.setdefault(form.form.id, set()).add(match.key)
            elif match := form.printed_fields.match(text, like=begins is None):
                stretch.boxes.setdefault(form.form.id, set()).add(match.key)


def _label_texts(block: Block, forms: list[Known]) -> Iterator[str]:
    if isinstance(block, Paragraph):
        if block.text.strip():
            yield block.text
        return
    for row in _form_rows(block, forms):
        for cell in row.cells[:3]:
            text = cell.text
            if len(text) > 5:
                yield text


def _identify(stretch: _Stretch, pack: Pack) -> Found | None:
    scores: list[tuple[float, Form]] = []
    for form in pack.forms:
        score = float(len(stretch.areas.get(form.id, ())))
        score += _BOXES_WEIGHT * len(stretch.boxes.get(form.id, ()))
        if form.id in stretch.titles and (score or stretch.headers):
            score += _TITLE_WEIGHT
        scores.append((score, form))
    scores.sort(key=lambda pair: -pair[0])
    best, form = scores[0]
    if best < _FEWEST:
        return None
    return Found(form, stretch.blocks, unsure=len(scores) > 1 and scores[1][0] == best)
