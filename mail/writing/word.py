"""A completed audit tool as a Word document, laid out as the framework's form."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from docx.document import Document as DocxDocument

from framework.forms import Form, FormField, JudgementField
from framework.outlines import BESIDE_THE_FORM
from framework.pack import Pack
from framework.reading import Reading
from mail.writing.actions import write_actions
from mail.writing.areas import write_areas
from mail.writing.layout import laid_out
from mail.writing.pieces import (
    HEADER_SHADE,
    add_dotted_line,
    add_header_row,
    add_page_number,
    add_row,
    new_document,
    new_table,
    saved,
    shade,
    write_cell,
    write_text,
)
from mail.writing.words import (
    document_title,
    field_value,
    form_words,
    judgement_words,
    shown_date,
    without_colon,
)

MAILBOX = (
    "the quality assurance mailbox"  # the form's line ends in an address, which is a setting and no words
)

RECORD_COPY, QA_COPY = "Record copy", "Quality assurance copy"


@dataclass(frozen=True)
class RecordNote:
    """What is written with a copy: the audit's id and when it was recorded (shown in the zone it is in).

    `omit` are ids of fields that stay in the quality assurance copy: the record copy goes into the child's
    record and carries no remarks on the development of staff (A-47). The footer says which copy it is (`copy`) and
    what was left out. `beside` are the questions that were asked beside the form, with their answers; they stand
    under the form. `beside_omitted` is how many of those stay in the quality assurance copy.
    """

    audit_id: int | str
    recorded: dt.datetime
    omit: frozenset[str] = field(default=frozenset())
    copy: str = RECORD_COPY
    beside: tuple[tuple[str, str], ...] = ()
    beside_omitted: int = 0


def write(form: Form, reading: Reading, pack: Pack, *, record: RecordNote | None = None) -> bytes:
    """The completed audit tool as the bytes of a .docx file; the same for the same arguments, whenever made.

    Only the chosen judgement stands after its label; where there is none, all options stand there as on the
    blank form. A value that is in doubt (None) is left empty. Text is kept word for word: line ends become line
    breaks, and what XML cannot carry becomes U+FFFD.
    """
    return saved(_Writer(form, reading, pack, record).document())


class _Writer:
    def __init__(self, form: Form, reading: Reading, pack: Pack, record: RecordNote | None) -> None:
        self.form, self.reading, self.pack, self.record = form, reading, pack, record
        self.layout = laid_out(form, record.omit if record else frozenset())
        self.doc = new_document(document_title(form, reading), reading.date)

    def document(self) -> DocxDocument:
        form, layout = self.form, self.layout
        self._heading()
        self._top_fields()
        self._sentences(layout.guidance)
        if form.areas:
            write_areas(self.doc, form, self.reading)
        self._lines()
        self._texts(layout.texts)
        self._sentences(layout.criteria)
        if form.judgement:
            self._judgement(form.judgement)
        self._sentences(layout.notes)
        if form.actions:
            write_actions(self.doc, form, form.actions, self.reading.actions)
        self._texts(layout.last_texts)
        if not layout.lines:
            self._signatures()
        self._sentences(layout.closing)
        self._beside()
        self._footer()
        return self.doc

    def _heading(self) -> None:
        for line in self.layout.heading:
            self.doc.add_paragraph(line)
        self.doc.add_paragraph(self.form.titles[0], style="Heading 1")

    def _top_fields(self) -> None:
        fields, pairs = self.layout.top, self.layout.top_pairs
        if not pairs:
            for item in fields:
                self._line(item)
            return
        widths = [9, 13, 12, 21, 15, 21, 7, 17] if pairs == 4 else [20, 30] * pairs
        table = new_table(self.doc, widths, about=f"{self.form.short_title}: details", header_row=False)
        for start in range(0, len(fields), pairs):
            cells = add_row(table).cells
            in_row = fields[start : start + pairs]
            for place, item in enumerate(in_row):
                label = cells[2 * place]
                shade(label, HEADER_SHADE)
                write_cell(label, form_words(item.label), bold=True)
                write_cell(cells[2 * place + 1], field_value(self.reading, item))
            if len(in_row) < pairs:
                cells[2 * len(in_row) - 1].merge(cells[-1])
        self.doc.add_paragraph()

    def _line(self, item: FormField) -> None:
        """A label and its value in one line; printed options give way to the one that was chosen."""
        value = field_value(self.reading, item)
        label = item.label.shown if item.options and value else form_words(item.label)
        paragraph = self.doc.add_paragraph(style="Sentence")
        write_text(paragraph, f"{without_colon(label)}: ", bold=True)
        write_text(paragraph, value)

    def _lines(self) -> None:
        if self.layout.lines:
            self.doc.add_paragraph()
        for item in self.layout.lines:
            if item.id == "date":
                self._signatures()
            self._line(item)

    def _texts(self, fields: Sequence[FormField]) -> None:
        """Texts under their labels; on a form of boxes, in a box each whose label is its heading row."""
        for item in fields:
            value = field_value(self.reading, item)
            if self.form.areas:
                self.doc.add_paragraph(form_words(item.label), style="Heading 2")
                write_text(self.doc.add_paragraph(style="Sentence"), value)
                continue
            table = new_table(self.doc, [1], about=item.label.shown)
            add_header_row(table, [form_words(item.label)])
            write_cell(add_row(table, length=len(value)).cells[0], value)
            self.doc.add_paragraph()

    def _judgement(self, judgement: JudgementField) -> None:
        paragraph = self.doc.add_paragraph(style="Heading 2")
        write_text(paragraph, f"{without_colon(form_words(judgement.label))}: ")
        if self.reading.overall:
            write_text(paragraph, judgement_words(self.pack, self.reading.overall), bold=True)
        elif judgement.options_printed:
            paragraph.add_run(" / ".join(words.label for words in self.pack.grades)).bold = False

    def _sentences(self, lines: Sequence[str]) -> None:
        """Lines in a paragraph each; what follows a heading stays on its page."""
        headed = False
        for number, line in enumerate(lines, 1):
            text = f"{line} {MAILBOX}" if line in self.form.line_starts else line
            heading = line.endswith(":")
            headed = headed or heading
            paragraph = self.doc.add_paragraph(text, style="Heading 2" if heading else "Sentence")
            paragraph.paragraph_format.keep_with_next = (headed and number < len(lines)) or None

    def _signatures(self) -> None:
        for line in self.layout.signatures:
            paragraph = self.doc.add_paragraph(style="Sentence")
            add_dotted_line(paragraph, f"{without_colon(line)}: ")
            paragraph.paragraph_format.keep_with_next = True

    def _beside(self) -> None:
        """What the conversation asked and the form does not print, at the end: question and answer by turns."""
        if self.record is None or not self.record.beside:
            return
        self.doc.add_paragraph(BESIDE_THE_FORM, style="Heading 2")
        for question, answer in self.record.beside:
            asked = self.doc.add_paragraph(style="Sentence")
            write_text(asked, question, bold=True)
            asked.paragraph_format.keep_with_next = True
            write_text(self.doc.add_paragraph(style="Sentence"), answer)

    def _left_out(self) -> list[str]:
        left_out = [without_colon(item.label.shown) for item in self.layout.omitted]
        number = self.record.beside_omitted if self.record else 0
        if number:
            left_out.append(f"{number} answer{'s' * (number > 1)} about staff")
        return left_out

    def _footer(self) -> None:
        parts = [self.form.short_title]
        if self.reading.case_id and not self.form.confidential:
            parts.append(f"Case {self.reading.case_id}")
        if self.record:
            when = self.record.recorded
            parts += [self.record.copy, f"Audit {self.record.audit_id}"]
            parts.append(f"Recorded {shown_date(when.date())} at {when:%H:%M}")
        if left_out := self._left_out():
            parts.append(f"Kept in the quality assurance copy only: {', '.join(left_out)}")
        paragraph = self.doc.sections[0].footer.paragraphs[0]
        write_text(paragraph, " · ".join(parts) + " · ")
        add_page_number(paragraph)
