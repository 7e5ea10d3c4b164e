"""Words as lines and lines as paragraphs: a line that wraps goes on, a line that could have held more has ended."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mail.reading.document import Paragraph, Run
from mail.reading.formats.pdf.breaks import Breaks, breaks_of, is_parted
from mail.reading.formats.pdf.parts import Box, Glyph, Word

_TAB = 2.4  # a gap of so many times the letters' size is a tab
_PITCH = 1.2  # usual distance of lines, in times their size
_WIDER = 1.25  # so many times the usual distance, and a paragraph ends
_EMPTY_LINE = 1.8  # so many times that distance, and a line was left empty
_BULLETS = "•▪◦○■●‣⁃·\ufffd"
_LEADER = "." * 8
_BREAKS_AFTER = ("-", "/", "–", "—", "\u2010")
_ENDS = (".", "!", "?", "”")
_SLACK = 0.6  # points
_MARGIN = 6.5  # points
_FEWEST_WRAPS, _NEARLY_ALL = 3, 0.8
_FOR_A_SPACE = 0.35  # times the size of the letters
_EVEN = 0.35  # times the size of the letters


@dataclass(slots=True)
class TextLine:
    """Words on one baseline, from the left. `limit` is how far to the right it could have gone."""

    words: list[Word]
    limit: float = 0.0

    @property
    def base(self) -> float:
        """The baseline of its largest word."""
        return max(self.words, key=lambda word: word.size).base

    @property
    def size(self) -> float:
        """The size of its largest word."""
        return max(word.size for word in self.words)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(word.right for word in self.words)

    @property
    def box(self) -> Box:
        """The part of the page that it covers."""
        return Box(self.left, self.base - 0.8 * self.size, self.right, self.base + 0.25 * self.size)

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(text for text, _ in _spelt(self))


def text_lines(words: Sequence[Word]) -> list[TextLine]:
    """The lines that words stand in, from the top."""
    lines: list[list[Word]] = []
    spans: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: word.base):
        top, base = word.base - 0.7 * word.size, word.base
        for at in range(len(lines) - 1, max(len(lines) - 4, -1), -1):
            shared = min(base, spans[at][1]) - max(top, spans[at][0])
            if shared >= 0.5 * min(base - top, spans[at][1] - spans[at][0]):
                lines[at].append(word)
                if word.size >= max(other.size for other in lines[at]):
                    spans[at] = (top, base)
                break
        else:
            lines.append([word])
            spans.append((top, base))
    return [TextLine(sorted(line, key=lambda word: word.left)) for line in lines]


@dataclass(frozen=True, slots=True)
class Habits:
    """What a file does with the space at which a line wraps: keeps it, and only there or at every line's end.

    `pitch`: how far the lines of a paragraph are apart at the least, in times the size of their letters.
    """

    kept: bool = False
    everywhere: bool = False
    pitch: float = _PITCH  # the usual distance of lines of one paragraph, in times their size
    breaks: Breaks = field(default_factory=Breaks)


def goes_on(line: TextLine, following: TextLine, habits: Habits, *, near: bool = True) -> bool:
    """Whether the text of `line` wraps into the `following` one. `near`: both stand on one page."""
    if near:
        size = max(line.size, following.size)
        if following.base - line.base > _EMPTY_LINE * _PITCH * size:
            return False
    last, first = line.words[-1], following.words[0]
    if _is_bulleted(following) or last.text.endswith(_LEADER) or _is_value(last) or _is_value(first):
        return False
    if near and is_parted(last, first):
        return True
    needed = _first_part(first)
    room = line.limit - line.right - (0.25 * line.size if last.spaced or not habits.kept else 0.0)
    if not habits.kept or habits.everywhere:
        if near and following.base - line.base > _WIDER * habits.pitch * max(line.size, following.size):
            return False
        return needed >= room - _SLACK and not _ends_sentence(line, following)
    if last.spaced:
        return needed >= 0.5 * room
    hyphened = last.text.endswith(_BREAKS_AFTER)
    return needed >= room - _SLACK and (hyphened or room < 0.5 * line.size or _is_one_word(line, following))


def paragraphs(
    lines: Sequence[TextLine], place: str, habits: Habits, *, cuts: Sequence[int] = ()
) -> list[Paragraph]:
    """Lines in paragraphs; an empty one for a line left empty. At the numbers in `cuts` a further page begins."""
    found: list[Paragraph] = []
    runs: list[Run] = []
    for at, line in enumerate(lines):
        if at:
            before = lines[at - 1]
            near = at not in cuts
            if goes_on(before, line, habits, near=near):
                _join(before, line, runs, habits, place)
            else:
                found.append(Paragraph(runs, place))
                runs = []
                found += [Paragraph([], place) for _ in range(_left_empty(before, line) if near else 0)]
        _write(line, runs)
    if runs or not found:
        found.append(Paragraph(runs, place))
    return found


def join_over_pages(
    paragraph: Paragraph, line: TextLine, further: Paragraph, following: TextLine, habits: Habits
) -> None:
    """Takes into a paragraph, whose last line is `line`, the further one of the next page into which it wraps."""
    _join(line, following, paragraph.runs, habits, paragraph.place)
    paragraph.runs += further.runs


def parted(line: TextLine) -> list[TextLine]:
    """A line outside tables, cut after the value of each form field: a further label stands there."""
    parts: list[list[Word]] = [[]]
    for word in line.words:
        if parts[-1] and _is_value(parts[-1][-1]) and word.control is None:
            parts.append([])
        parts[-1].append(word)
    return [TextLine(words) for words in parts]


def _is_value(word: Word) -> bool:
    """Whether it is what a form field holds, and no box to tick."""
    return word.control is not None and word.control.kind != "check-box"


def habits_of(lines: Sequence[TextLine], ends: Sequence[TextLine]) -> Habits:
    """The habits of the file that has these lines, `ends` of them the last of their cells."""
    spaced = sum(line.words[-1].spaced for line in ends)
    pitches = sorted(
        (following.base - line.base) / line.size
        for line, following in pairwise(lines)
        if abs(line.size - following.size) < 0.5
        and 0.9 * line.size < following.base - line.base < 2 * line.size
    )
    return Habits(
        _keeps_spaces(lines),
        bool(ends) and spaced > 0.5 * len(ends),
        pitches[len(pitches) // 10] if pitches else _PITCH,
        breaks_of(line.words for line in lines),
    )


def _keeps_spaces(lines: Sequence[TextLine]) -> bool:
    """Whether lines that wrap end with the space at which they do: nearly all that surely wrap, or any at all.

    Only those with room for one tell: Writer leaves out the space that would stand beyond the edge.
    """
    wraps = [
        line
        for line, following in pairwise(lines)
        if 0 < following.base - line.base < _WIDER * _PITCH * line.size
        and line.limit == following.limit > 0
        and not line.words[-1].text.endswith(_BREAKS_AFTER)
        and _first_part(following.words[0]) > line.limit - line.right > _FOR_A_SPACE * line.size
    ]
    spaced = sum(line.words[-1].spaced for line in wraps)
    if len(wraps) >= _FEWEST_WRAPS:
        return spaced >= _NEARLY_ALL * len(wraps)
    return any(line.words[-1].spaced for line in lines)


def _left_empty(before: TextLine, line: TextLine) -> int:
    pitch = (line.base - before.base) / (_PITCH * max(before.size, line.size))
    return min(round(pitch - 1 + 0.2), 5) if pitch >= _EMPTY_LINE else 0


def _join(line: TextLine, following: TextLine, runs: list[Run], habits: Habits, place: str) -> None:
    """Puts down what stands between a line and the one it wraps into: nothing within a word, or at a hyphen."""
    last, first = line.words[-1], following.words[0]
    if not last.spaced and last.text.endswith(_BREAKS_AFTER) and len(last.text) > 1:
        if not habits.breaks.keeps_hyphen(last, first, place) and runs[-1].text.endswith("-"):
            runs[-1].text = runs[-1].text[:-1]
        return
    one = not last.spaced and _is_one_word(line, following)
    if one and habits.kept:
        return
    if one:  # only a space at the end of a line would tell two words from one
        habits.breaks.note_torn(last, first, place)
    _add(runs, " ", last.glyphs[-1])


def _is_one_word(line: TextLine, following: TextLine) -> bool:
    """Whether a word was broken because it is too long for any line."""
    last, first = line.words[-1], following.words[0]
    whole = last.right - last.left + first.right - first.left
    letters = last.text[-1:].isalnum() and first.text[:1].isalnum()
    full = line.limit - line.right < line.size
    return letters and full and len(line.words) == 1 and whole > line.limit - line.left


def _first_part(word: Word) -> float:
    """The width of what of a word could have stood on the line before."""
    found = re.match(r".*?[-–—](?=.)", word.text)
    if found is None or len(word.glyphs) != len(word.text):
        return word.right - word.left
    return word.glyphs[found.end() - 1].right - word.left


def _ends_sentence(line: TextLine, following: TextLine) -> bool:
    """Whether a sentence ends with a line: better one paragraph too many than a label lost in the one before."""
    return line.words[-1].text[-1:] in _ENDS and following.words[0].text[:1].isupper()


def _is_bulleted(line: TextLine) -> bool:
    first = line.words[0]
    return first.text in _BULLETS and len(line.words) > 1


def _write(line: TextLine, runs: list[Run]) -> None:
    for text, glyph_or_word in _spelt(line):
        if isinstance(glyph_or_word, Word):
            style = glyph_or_word.glyphs[0].style
            runs.append(Run(text, style, glyph_or_word.control))
        else:
            _add(runs, text, glyph_or_word)


def _spelt(line: TextLine) -> list[tuple[str, Glyph | Word]]:
    """Its text part by part with what each looks like; a bullet that the office set before it is left out."""
    parts: list[tuple[str, Glyph | Word]] = []
    words = line.words
    size = line.size
    if _is_bulleted(line) and words[1].left - words[0].right > 0.45 * size:
        words = words[1:]
    for at, word in enumerate(words):
        if at:
            before = words[at - 1]
            gap = word.left - before.right
            if (gap > _TAB * size and not _is_stretched(line)) or before.text.endswith(_LEADER):
                parts.append(("\t", before.glyphs[-1]))
            elif before.spaced or gap > 0.12 * size or word.control or before.control:
                parts.append((" ", before.glyphs[-1]))
        if word.control is not None:
            parts.append((word.text, word))
        else:
            parts += _with_leader(word)
    return parts


def _is_stretched(line: TextLine) -> bool:
    """Whether it is set to both margins: all its gaps are as wide, and it goes as far as it can."""
    gaps = [following.left - word.right for word, following in pairwise(line.words)]
    if abs(line.limit - line.right) > _MARGIN or line.words[0].text.endswith(":"):
        return False
    return max(gaps) - min(gaps) <= _EVEN * line.size and all(word.spaced for word in line.words[:-1])


def _with_leader(word: Word) -> list[tuple[str, Glyph | Word]]:
    """Its characters; where a leader of dots runs up to further words, a tab between them."""
    parts: list[tuple[str, Glyph | Word]] = [(glyph.text, glyph) for glyph in word.glyphs]
    if len(parts) <= len(_LEADER):
        return parts
    found = re.search(r"[._…]{8,}(?=[^\W_])", word.text)
    if found is not None and len(word.glyphs) == len(word.text):
        parts.insert(found.end(), ("\t", word.glyphs[found.end() - 1]))
    return parts


def _add(runs: list[Run], text: str, glyph: Glyph) -> None:
    last = runs[-1] if runs else None
    if last is not None and last.control is None and last.style == glyph.style:
        last.text += text
    else:
        runs.append(Run(text, glyph.style))
