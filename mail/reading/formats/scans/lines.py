"""Words put together: into lines with the looks that strokes give them, and lines into paragraphs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mail.reading.document import PLAIN, Paragraph, Run, Style
from mail.reading.formats.scans.recognition import Word
from mail.reading.formats.scans.sheet import LETTER, Box

UNREAD = "\ufffd"  # stands for ink that is no word: never nothing, never a value
_TAB = 3 * LETTER  # pixels between words that set them apart
_ROOM = 1.5 * LETTER  # pixels at the end of a line in which nothing is set
_APART = 1.3 * LETTER  # pixels between paragraphs
_EMPTY_LINE = 2.4 * LETTER
_ITEM = re.compile(r"[-•*–▪]\s|\(?\d{1,2}[.)]\s")
_JOINED = re.compile(r"[^\W\d_][-/]$")
_STRIKE = (0.25, 0.72)  # of a word's height, from its top
_UNDER = (0.8, 1.6)


@dataclass(slots=True)
class Line:
    """A line of words and where it stands on the sheet."""

    words: list[Word]
    struck: set[int] = field(default_factory=set)
    underlined: set[int] = field(default_factory=set)

    @property
    def box(self) -> Box:
        """All of its words."""
        return around(self.words)

    @property
    def text(self) -> str:
        """Its words, set apart by tabs where a wide space is between them."""
        return "".join(run.text for run in self.runs())

    def runs(self) -> list[Run]:
        """Its words as runs of one look each."""
        runs: list[Run] = []
        for n, word in enumerate(self.words):
            style = PLAIN
            if n in self.struck:
                style = Style(strike=True)
            elif n in self.underlined:
                style = Style(underline=True)
            gap = "" if not n else "\t" if word.left - self.words[n - 1].right > _TAB else " "
            if runs and runs[-1].style == style:
                runs[-1].text += gap + word.text
                continue
            if runs:
                runs[-1].text += gap
            runs.append(Run(word.text, style))
        return runs


def around(words: Iterable[Word]) -> Box:
    """The box that holds all these words."""
    held = list(words)
    return Box(
        min(word.left for word in held),
        min(word.top for word in held),
        max(word.right for word in held),
        max(word.bottom for word in held),
    )


def lines_of(words: Sequence[Word], strokes: Sequence[Box]) -> list[Line]:
    """Words as lines, in the order in which they were recognised."""
    lines: dict[tuple[int, int, int], Line] = {}
    for word in words:
        lines.setdefault(word.line, Line([])).words.append(word)
    for line in lines.values():
        for n, word in enumerate(line.words):
            look = _look(word, strokes)
            if look:
                (line.struck if look == "struck" else line.underlined).add(n)
    return list(lines.values())


def paragraphs_of_lines(lines: Sequence[Line], limit: int, place: str) -> list[tuple[Paragraph, Box]]:
    """Lines as paragraphs: one goes on in the next line where its next word had no room left before `limit`.

    An empty line between two is a paragraph of its own.
    """
    paragraphs: list[tuple[Paragraph, Box]] = []
    for n, line in enumerate(lines):
        before = lines[n - 1] if n else None
        if before is not None and _goes_on(before, line, limit):
            paragraph, box = paragraphs[-1]
            _append(paragraph.runs, line.runs())
            own = line.box
            merged = Box(min(box.left, own.left), box.top, max(box.right, own.right), own.bottom)
            paragraphs[-1] = (paragraph, merged)
            continue
        if before is not None and line.box.top - before.box.bottom > _EMPTY_LINE:
            paragraphs.append((Paragraph([], place), before.box))
        paragraphs.append((Paragraph(line.runs(), place), line.box))
    return paragraphs


def _append(runs: list[Run], more: list[Run]) -> None:
    """A line goes on in the next; a hyphen or a stroke at its end joins what stands on both sides."""
    gap = "" if _JOINED.search(runs[-1].text) else " "
    if runs[-1].style == more[0].style:
        runs[-1].text += gap + more[0].text
        runs += more[1:]
    else:
        runs[-1].text += gap
        runs += more


def _goes_on(line: Line, after: Line, limit: int) -> bool:
    first = after.words[0]
    no_room = line.box.right + LETTER // 2 + (first.right - first.left) > limit - _ROOM
    return no_room and not _is_apart(line, after) and _ITEM.match(after.text) is None


def _is_apart(line: Line, after: Line) -> bool:
    """Whether more than the usual space stands between them."""
    return after.box.top - line.box.bottom > _APART


def _look(word: Word, strokes: Sequence[Box]) -> str:
    height = max(word.bottom - word.top, 1)
    for stroke in strokes:
        shared = min(word.right, stroke.right) - max(word.left, stroke.left)
        if shared < 0.6 * (word.right - word.left):
            continue
        at = ((stroke.top + stroke.bottom) / 2 - word.top) / height
        if _STRIKE[0] <= at <= _STRIKE[1]:
            return "struck"
        if _UNDER[0] <= at <= _UNDER[1]:
            return "underlined"
    return ""
