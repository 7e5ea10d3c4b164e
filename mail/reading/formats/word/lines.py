"""The paragraphs of a Word document: runs, form fields, boxes to tick, and text boxes where they are anchored."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lxml import etree

from mail.reading.document import CHECKED, UNCHECKED, Block, Control, Document, Run, text_of
from mail.reading.formats.word.controls import control_of, form_field, is_choice
from mail.reading.formats.word.parts import alternative, among, children_of, first_of, text_boxes, words_in
from mail.reading.formats.word.styles import Styles, symbol
from mail.reading.formats.word.tags import ALTERNATE, CONTENT, PUT_IN, R_PR, SDT, TAKEN_OUT, WRAPPERS, W

_Element = etree._Element
_R, _T, _P_PR, _P_STYLE = f"{W}r", f"{W}t", f"{W}pPr", f"{W}pStyle"
_VAL, _TYPE = f"{W}val", f"{W}type"
_BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}
_DRAWINGS = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_NOTE_MARKS = frozenset({f"{W}footnoteReference", f"{W}endnoteReference"})
_INSTR, _INSTR_TEXT = f"{W}instr", f"{W}instrText"
_SYM, _FLD_CHAR = f"{W}sym", f"{W}fldChar"


@dataclass(slots=True)
class _Field:
    """A complex field that is open: its form data, and whether its result has begun."""

    data: _Element | None
    in_result: bool = False


@dataclass(slots=True)
class Line:
    """A paragraph under construction."""

    runs: list[Run]
    boxes: list[Block]
    tracked: bool = False
    style: str | None = None
    joins_next: bool = False


class Lines:
    """Reads the paragraphs of one document; `boxes` reads what stands in a text box, `here` says where it is.

    What is not among the runs is noted on the document; `words` are all that it came by, left out or not.
    """

    def __init__(
        self,
        document: Document,
        styles: Styles,
        boxes: Callable[[_Element], list[Block]],
        here: Callable[[], str],
    ) -> None:
        self.words: list[str] = []
        self._document = document
        self._styles = styles
        self._boxes = boxes
        self._here = here
        self._fields: list[_Field] = []

    def read(self, element: _Element, control: Control | None) -> Line:
        """One paragraph."""
        line = Line([], [])
        children = children_of(element)
        properties = among(children, _P_PR)
        if properties is not None:
            self._properties(properties, line)
        self._inline(children, line, control)
        if self._fields:  # one without its result here is broken: it must swallow nothing further
            self._fields = [held for held in self._fields if held.in_result and not is_choice(held.data)]
        return line

    def _properties(self, element: _Element, line: Line) -> None:
        style = first_of(element, _P_STYLE)
        line.style = None if style is None else style.get(_VAL)
        mark = first_of(element, R_PR)
        if mark is not None and len(mark):
            tags = {item.tag for item in mark}
            line.joins_next = not tags.isdisjoint(TAKEN_OUT)
            line.tracked = line.joins_next or not tags.isdisjoint(PUT_IN)

    def _inline(self, children: Iterable[_Element], line: Line, control: Control | None) -> None:
        for child in children:
            tag = child.tag
            if tag == _R:
                self._run(child, line, control)
            elif tag in WRAPPERS:
                self._note_the_clock(child.get(_INSTR, ""))
                self._inline(child, line, control)
            elif tag in PUT_IN:
                line.tracked = True
                self._inline(child, line, control)
            elif tag in TAKEN_OUT:
                line.tracked = True
            elif tag == SDT:
                self._inline_control(child, line, control)
            elif tag == ALTERNATE and (chosen := alternative(child)) is not None:
                self._inline(chosen, line, control)

    def _inline_control(self, element: _Element, line: Line, outer: Control | None) -> None:
        inner = element.find(CONTENT)
        control = control_of(element) or outer
        if control is not None and control.kind == "check-box":
            line.runs.append(Run(CHECKED if control.checked else UNCHECKED, control=control))
            self.words += words_in(element)
        elif inner is not None:
            self._inline(inner, line, control)

    def _run(self, element: _Element, line: Line, control: Control | None) -> None:
        children = children_of(element)
        properties = among(children, R_PR)
        look = self._styles.look(properties, line.style)
        if look.hidden:
            self._document.hidden = True
            self.words += words_in(element)
            return
        texts = self._texts(children, line)
        if not texts:
            return
        text = "".join(texts)
        if look.symbols:
            text = "".join(symbol(look.symbols, f"{ord(ch):X}") if not ch.isspace() else ch for ch in text)
        if control is not None and control.untouched:
            text = ""
        if control is not None and control.kind == "check-box":
            text = CHECKED if control.checked else UNCHECKED
        line.runs.append(Run(text, look.style, control))

    def _texts(self, children: Iterable[_Element], line: Line) -> list[str]:
        texts: list[str] = []
        for child in children:
            tag = child.tag
            if tag == _T:
                words = child.text or ""
                if not self._fields or self._in_result():
                    texts.append(words)
                    self.words.append(words)
                elif any(is_choice(field.data) for field in self._fields):
                    self.words.append(words)
            elif tag == R_PR:
                continue
            elif tag in _BREAKS:
                texts.append("" if child.get(_TYPE) in ("page", "column") else _BREAKS[tag])
            elif tag == _SYM:
                texts.append(symbol(child.get(f"{W}font", ""), child.get(f"{W}char", "")))
            elif tag == _FLD_CHAR:
                self._field(child, line, texts)
            elif tag == _INSTR_TEXT:
                self._note_the_clock(child.text or "")
            elif tag == ALTERNATE or tag in _DRAWINGS:
                self._drawing(child, line)
            elif tag in _NOTE_MARKS:
                self._document.noted.append(self._here())
        return texts

    def _note_the_clock(self, instruction: str) -> None:
        if instruction and instruction.split()[:1] in (["DATE"], ["TIME"]):
            self._document.made_anew.append(self._here())

    def _in_result(self) -> bool:
        return all(field.in_result and not is_choice(field.data) for field in self._fields)

    def _field(self, element: _Element, line: Line, texts: list[str]) -> None:
        """Form fields of older Word: a check box and a drop-down say what they hold in the field, not in text."""
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field(element.find(f"{W}ffData")))
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            if ended.data is not None and (run := form_field(ended.data)) is not None:
                line.runs.append(run)

    def _drawing(self, element: _Element, line: Line) -> None:
        """A text box is read where its anchor stands; of the two copies that Word keeps, one."""
        chosen = element
        if element.tag == ALTERNATE:
            chosen = alternative(element)
            if chosen is None:
                return
        written = False
        for box in text_boxes(chosen):
            fields, self._fields = self._fields, []
            blocks = self._boxes(box)
            self._fields = fields
            line.boxes += blocks
            written = written or any(text_of(block).strip() for block in blocks)
        if not written:
            self._document.drawings = True
            self._document.drawn.add(self._here())
