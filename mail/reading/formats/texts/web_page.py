"""Reading web pages (.html, the body of a mail) as the neutral model: nothing is fetched, no script is run."""

import re
from dataclasses import dataclass, field

from lxml import etree

from mail.parts.words import LONGEST, tree_of
from mail.reading.document import (
    CHECKED,
    UNCHECKED,
    Block,
    Cell,
    Control,
    Document,
    NotReadable,
    Paragraph,
    Row,
    Run,
    Table,
)
from mail.reading.formats.texts.plain_text import decoded
from mail.reading.formats.texts.web_looks import Facts, WebLooks, style_of

_Element = etree._Element
_MAX_DEPTH = 150
_MAX_CELLS = 200_000
_MAX_SPAN = 1_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile(r"\u00a0{3,} ?")  # what a tab becomes in a mail program
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
    }
    | {
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
    }
    | {"li", "main", "nav", "ol", "p", "pre", "section", "summary", "ul"}
)
_SILENT = frozenset(
    {"head", "script", "style", "title", "template", "noscript", "object", "iframe", "button", "svg", "math"}
)
_OWN_LINE = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6"})
_NOT_INHERITED = ("fill", "ring", "hidden", "label", "tab")


def read_web_page(content: bytes) -> Document:
    """The document in the bytes of a web page. NotReadable if there is none in them."""
    declared = _CHARSET.search(content[:4096])
    html = decoded(content, declared[1].decode() if declared else "")
    if len(html) > LONGEST:
        raise NotReadable("too-large", "The page is larger than a document should be. Look at it with care.")
    root = tree_of(html)
    if root is None:
        raise NotReadable("unreadable", "The file is damaged. Ask the sender to send it again.")
    walk = _Walk(root)
    walk.document.blocks = walk.blocks(root, {}, "")
    return walk.document


@dataclass(slots=True)
class _Flow:
    """Blocks under construction, and the line that is being written. In a cell, a break stays in its line."""

    place: str
    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    after_space: bool = True
    tracked: bool = False


class _Walk:
    """One pass over a page."""

    def __init__(self, root: _Element) -> None:
        self.document = Document(blocks=[])
        self._looks = WebLooks(root)
        self._paragraphs = 0
        self._tables = 0
        self._cells = 0
        self._depth = 0
        self._down = 1  # the rows that the last cell covers
        self._bordered = False  # whether the table that is read has borders, or one of its cells

    def blocks(self, element: _Element, facts: Facts, place: str) -> list[Block]:
        """The paragraphs and tables in an element."""
        flow = _Flow(place)
        self._inside(element, facts, flow)
        self._end(flow)
        return flow.blocks

    def _inside(self, element: _Element, facts: Facts, flow: _Flow) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotReadable(
                "unsafe", "The page is nested deeper than any document is. Look at it with care."
            )
        self._say(element.text, facts, flow)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, child.tag, facts, flow)
            self._say(child.tail, facts, flow)
        self._depth -= 1

    def _child(self, child: _Element, tag: str, outer: Facts, flow: _Flow) -> None:
        if tag in _SILENT:
            return
        own = self._looks.of(child, tag)
        if own.get("hidden"):
            self.document.hidden = self.document.hidden or bool(_words(child))
            return
        if own.get("label"):
            return
        facts = outer | {name: value for name, value in own.items() if name not in _NOT_INHERITED}
        if tag == "table":
            self._end(flow)
            flow.blocks.append(self._table(child, facts, flow.place))
        elif tag in _BLOCKS:
            self._end(flow)
            self._inside(child, facts | ({"kept": "on"} if tag == "pre" else {}), flow)
            self._end(flow, own_line=tag in _OWN_LINE)
        elif own.get("tab"):
            self._put("\t", facts, flow)
        else:
            self._inline(child, tag, facts | _marked(own), flow)

    def _inline(self, child: _Element, tag: str, facts: Facts, flow: _Flow) -> None:
        if tag == "br":
            if flow.place:
                self._put("\n", facts, flow)
            else:
                self._end(flow, own_line=True)
        elif tag in ("input", "select", "textarea"):
            run = _control(child, tag)
            if run is not None:
                flow.runs.append(run)
                flow.after_space = False
        elif tag == "img":
            self.document.drawings = True
            self.document.drawn.add(self._here(flow))
        else:
            flow.tracked = flow.tracked or tag in ("ins", "del")
            self._inside(child, facts, flow)

    # Words

    def _say(self, text: str | None, facts: Facts, flow: _Flow) -> None:
        if not text:
            return
        if not facts.get("kept"):
            text = _WHITE.sub(" ", text)
            if flow.after_space:
                text = text.lstrip(" ")
        elif not flow.place:
            for line in text.replace("\r\n", "\n").split("\n")[:-1]:
                self._put(line, facts, flow)
                self._end(flow, own_line=True)
            text = text.rpartition("\n")[2]
        if text:
            self._put(_WIDE.sub("\t", text).replace("\u00a0", " "), facts, flow)
            flow.after_space = text.endswith(" ") and not facts.get("kept")

    def _put(self, text: str, facts: Facts, flow: _Flow) -> None:
        flow.after_space = text.endswith("\n")
        if text:
            flow.runs.append(Run(text, style_of(facts)))

    def _end(self, flow: _Flow, *, own_line: bool = False) -> None:
        """The line that is being written ends; one that says nothing is one only where it is marked as such."""
        if own_line or any(run.text.strip() or run.control for run in flow.runs):
            self._paragraphs += 1
            flow.blocks.append(
                Paragraph(flow.runs, flow.place or f"paragraph {self._paragraphs}", flow.tracked)
            )
        flow.runs, flow.after_space, flow.tracked = [], True, False

    def _here(self, flow: _Flow) -> str:
        return flow.place or f"paragraph {self._paragraphs + 1}"

    # Tables

    def _table(self, element: _Element, facts: Facts, outer: str) -> Table:
        self._tables += 1
        name = f"{outer}, inner table {self._tables}" if outer else f"table {self._tables}"
        rows: list[Row] = []
        outer_bordered = self._bordered
        has_border = element.get("border", "0").strip() not in ("", "0")
        self._bordered = has_border or bool(self._looks.of(element, "table").get("ring"))
        merges: dict[int, tuple[int, int]] = {}  # by column: the rows still covered, and the columns
        for tr in _rows(element):
            look = self._looks.of(tr, "tr")
            if look.get("hidden"):
                self.document.hidden = True
                continue
            inherited = facts | {key: value for key, value in look.items() if key not in _NOT_INHERITED}
            rows.append(
                self._row(tr, inherited, look.get("fill", ""), f"{name}, row {len(rows) + 1}", merges)
            )
            rows[-1].number = len(rows)
        width = max((row.cells[-1].end for row in rows if row.cells), default=0)
        is_borderless, self._bordered = not self._bordered, outer_bordered
        return Table(rows, name, width, borderless=is_borderless)

    def _row(
        self, tr: _Element, facts: Facts, fill: str, place: str, merges: dict[int, tuple[int, int]]
    ) -> Row:
        cells: list[Cell] = []
        column = 0
        waiting = [cell for cell in tr if cell.tag in ("td", "th")]
        covering, begun = dict(merges), {}
        while waiting or column in covering:
            self._cells += 1
            if self._cells > _MAX_CELLS:
                raise NotReadable(
                    "too-large", "The page has more cells than a document should. Look at it with care."
                )
            at = f"{place}, column {len(cells) + 1}"
            if column in covering:
                left, span = covering[column]
                cells.append(Cell([Paragraph([], at)], column, span, at, continues=True))
                begun |= {column: (left - 1, span)} if left > 1 else {}
            else:
                cells.append(self._cell(waiting.pop(0), facts, fill, column, at))
                begun |= {column: (self._down - 1, cells[-1].span)} if self._down > 1 else {}
            column = cells[-1].end
        merges.clear()
        merges.update(begun)
        return Row(cells, 0)

    def _cell(self, td: _Element, outer: Facts, fill: str, column: int, place: str) -> Cell:
        own = self._looks.of(td, str(td.tag))
        facts = outer | {name: value for name, value in own.items() if name not in _NOT_INHERITED}
        blocks: list[Block] = []
        if own.get("hidden"):
            self.document.hidden = True
        else:
            blocks = self.blocks(td, facts, place)
        self._down = _number(td, "rowspan")
        self._bordered = self._bordered or bool(own.get("ring"))
        shading = own.get("fill", fill)
        return Cell(
            blocks or [Paragraph([], place)],
            column,
            _number(td, "colspan"),
            place,
            starts_merge=self._down > 1,
            shading=shading,
        )


def _rows(table: _Element) -> list[_Element]:
    found: list[_Element] = []
    for child in table:
        if child.tag == "tr":
            found.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            found += _rows(child)
    return found


def _marked(own: Facts) -> Facts:
    """A background or a border is a mark where it is set to words."""
    marked = {"highlight": own["fill"]} if "fill" in own else {}
    return marked | ({"ring": own["ring"]} if "ring" in own else {})


def _number(cell: _Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isdecimal() and len(value) < 9 else 1


def _words(element: _Element) -> str:
    return " ".join(etree.tostring(element, method="text", encoding="unicode", with_tail=False).split())


def _control(element: _Element, tag: str) -> Run | None:
    """What a control of a form holds."""
    if tag == "select":
        chosen = [_words(o) for o in element.iter("option") if "selected" in o.attrib]
        value = ", ".join(chosen)
        return Run(value, control=Control("drop-down", value, untouched=not value))
    if tag == "textarea":
        value = element.text or ""
        return Run(value, control=Control("text", value, untouched=not value.strip()))
    kind = (element.get("type") or "text").strip().lower()
    if kind in ("checkbox", "radio"):
        checked = "checked" in element.attrib
        return Run(CHECKED if checked else UNCHECKED, control=Control("check-box", checked=checked))
    if kind in ("hidden", "submit", "button", "image", "reset", "file", "password"):
        return None
    value = element.get("value") or ""
    return Run(
        value, control=Control("date" if kind == "date" else "text", value, untouched=not value.strip())
    )
