"""The words of a Word document of the old kind, found without LibreOffice: a second look, blind to most formatting.

By Microsoft's open specification [MS-DOC]: where the text lies (2.8.35), which marks end paragraphs, cells and rows
(2.4.3), and the properties that say so (2.6.2). Whatever this does not follow is refused: then there is no
second look.
"""

import re
import struct
from collections.abc import Iterator

from mail.parts.outlook.compound import Damaged, root_of
from mail.reading.document import PLAIN, Block, Document, NotReadable, Run, Style
from mail.reading.office.flow import Flow
from mail.reading.office.word97_file import File, Segment, open_file

_MARKS = re.compile(r"([\x00-\x1f])")
_CELL, _PARAGRAPH = "\x07", "\r"
_FIELD, _RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_SAID = {"\x0b": "\n", "\t": "\t", "\x1e": "-", "\x0c": ""}
_ENDS = frozenset({_PARAGRAPH, _CELL, "\x0c"})


def read_word97(content: bytes) -> Document:
    """The words of a .doc of Word 97 or later in their tables. NotReadable (`unreadable`) for all else."""
    try:
        file = open_file(root_of(content))
        body, _, heads = file.stories
        return Document(_blocks(file, *body), edges=_blocks(file, *heads))
    except (Damaged, struct.error, IndexError, UnicodeDecodeError) as error:
        raise NotReadable("unreadable", "The file is damaged. Ask the sender to send it again.") from error


def _blocks(file: File, start: int, end: int) -> list[Block]:
    reading = _Reading(file)
    for segment in file.segments(start, end):
        reading.take(segment)
    reading.paragraph(0)
    return reading.flow.finished()


class _Reading:
    def __init__(self, file: File) -> None:
        self.flow = Flow()
        self._file = file
        self._runs: list[Run] = []
        self._fields: list[bool] = []  # of each field that is open: whether its result has begun

    def take(self, segment: Segment) -> None:
        for text, position in _parts(segment):
            if segment.gone and text != _CELL:
                continue
            if text in _ENDS:
                self._end(text, position)
            elif text == _FIELD:
                self._fields.append(False)
            elif text == _RESULT and self._fields:
                self._fields[-1] = True
            elif text == _FIELD_END and self._fields:
                self._fields.pop()
            elif all(self._fields):
                self._say(text, segment.struck)

    def _say(self, text: str, struck: bool) -> None:
        said = _SAID.get(text, "" if text < " " else text)
        if said:
            self._runs.append(Run(said, Style(strike=True) if struck else PLAIN))

    def _end(self, mark: str, position: int) -> None:
        properties = self._file.paragraph(position)
        level = properties.level
        if mark == _CELL and properties.row_end:
            self._runs = []
            self.flow.end_row(max(level, 1), properties.row)
        elif mark == _CELL:
            self.paragraph(max(level, 1))
            self.flow.end_cell(max(level, 1))
        elif properties.inner_row_end:
            self._runs = []
            self.flow.end_row(level, properties.row)
        elif mark == _PARAGRAPH:
            self.paragraph(level, always=True)
            if properties.inner_cell_end:
                self.flow.end_cell(level)
        else:
            self.paragraph(level)

    def paragraph(self, level: int, *, always: bool = False) -> None:
        if self._runs or always:
            self.flow.paragraph(self._runs, level)
        self._runs = []


def _parts(segment: Segment) -> Iterator[tuple[str, int]]:
    """Each stretch of words and each mark, with where in the file it lies."""
    at = 0
    for part in _MARKS.split(segment.text):
        if part:
            yield part, segment.position + at * segment.width
        at += len(part)
