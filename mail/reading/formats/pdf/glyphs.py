"""The text layer of a page: its characters with their looks, gathered into words."""

import ctypes
import math
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from mail.reading.document import NotReadable, Style
from mail.reading.formats.pdf.covers import Covers
from mail.reading.formats.pdf.faces import Face, face_of
from mail.reading.formats.pdf.geometry import View
from mail.reading.formats.pdf.parts import Glyph, Word
from mail.reading.formats.word.styles import symbol

MAX_CHARACTERS = 60_000  # on a page; the densest pages of print have some 10,000
_INVISIBLE = 3
_FILL_AND_STROKE = 2
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18
_ITALIC = 1 << 6
_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})
_SYMBOL_FONTS = ("wingdings", "webdings", "zapfdingbats", "marlett")
_STAND_INS = (
    "opensymbol",
    "starsymbol",
)  # what other offices show Wingdings with, at the same private numbers
_LARGEST_SLANTED = 30.0  # points; what is larger is a watermark
_BREAKS = "\r\n"
_FIRST_HALVES, _SECOND_HALVES = range(0xD800, 0xDC00), range(0xDC00, 0xE000)
_HALVES = range(0xD800, 0xE000)
_SECOND_HALF = -1


@dataclass(slots=True, frozen=True)
class _Look:
    """What one text object of the file looks like."""

    style: Style
    size: float
    angle: int  # quarter turns of its baseline, anticlockwise; -1 for a slant
    shown: bool
    font: str = ""


@dataclass(slots=True)
class Text:
    """The words of a page in the file's own order; how many characters were unseen or unknown."""

    words: list[Word] = field(default_factory=list)
    unseen: int = 0
    unknown: int = 0
    suspects: list[tuple[Glyph, object]] = field(default_factory=list)  # may be hidden; their text objects
    slanted: str = ""  # what is written across the page in letters too large for words of its own
    backward: bool = False  # some of it is written from right to left, and stands here in no sure order


class TextPage:
    """The characters of one page of a PDF. Closed by `close`."""

    def __init__(self, page: object) -> None:
        self._page = pdfium.FPDFText_LoadPage(page)
        self.count = max(pdfium.FPDFText_CountChars(self._page), 0) if self._page else 0
        if self.count > MAX_CHARACTERS:
            self.close()
            raise NotReadable(
                "too-large", "A page of the file holds more text than any page does. Look at it with care."
            )
        self._looks: dict[int, _Look] = {}
        self._rect = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def close(self) -> None:
        """Gives back what the library holds."""
        if self._page:
            pdfium.FPDFText_ClosePage(self._page)
            self._page = None

    def turns(self) -> int:
        """By how many quarter turns, clockwise, most of its text must be turned to be upright."""
        step = max(1, self.count // 200)
        angles = Counter(
            look.angle for at in range(0, self.count, step) if (look := self._look(at)) is not None
        )
        angles.pop(-1, None)
        return angles.most_common(1)[0][0] if angles else 0

    def face(self) -> Face | None:
        """The font that most of it is written in, and which copy of it."""
        return face_of(self._page, self.count)

    def read(self, view: View, turns: int, covers: Covers) -> Text:
        """The words as seen in `view`, of which `turns` are those that its text needs."""
        text = Text()
        gathered = _Words()
        for at in range(self.count):
            code = self._code(at)
            look = self._look(at)
            if code == _SECOND_HALF:
                continue
            if look is None:  # a space or line end that the library put in
                if code in (32, 160):
                    gathered.gap()
                continue
            if not look.shown:
                text.unseen += not _is_space(code)
                continue
            if _is_space(code):
                gathered.space()
            elif look.angle == turns:
                glyph = self._glyph(at, code, look, view)
                thing = pdfium.FPDFText_GetTextObject(self._page, at)
                if covers.may_hide(thing, glyph):
                    text.suspects.append((glyph, thing))
                gathered.add(glyph, look)
            elif look.size <= _LARGEST_SLANTED:
                gathered.add_turned(self._glyph(at, code, look, view), look.angle)
            else:
                text.slanted += _character(code, look.font)
        text.words = gathered.finish()
        text.unknown = sum("\ufffd" in word.text for word in text.words)
        text.backward = any(_is_backward(word.text) for word in text.words)
        return text

    def _code(self, at: int) -> int:
        """The number of a character; the library has those beyond 65,535 in two halves."""
        code = pdfium.FPDFText_GetUnicode(self._page, at)
        if code not in _HALVES:
            return code
        if code in _FIRST_HALVES and at + 1 < self.count:
            second = pdfium.FPDFText_GetUnicode(self._page, at + 1)
            if second in _SECOND_HALVES:
                return 0x10000 + ((code - _FIRST_HALVES.start) << 10) + (second - _SECOND_HALVES.start)
        if code in _SECOND_HALVES and at and pdfium.FPDFText_GetUnicode(self._page, at - 1) in _FIRST_HALVES:
            return _SECOND_HALF
        return code

    def _glyph(self, at: int, code: int, look: _Look, view: View) -> Glyph:
        pdfium.FPDFText_GetLooseCharBox(self._page, at, self._rect)
        pdfium.FPDFText_GetCharOrigin(self._page, at, self._x, self._y)
        rect = self._rect
        box = view.box(rect.left, rect.bottom, rect.right, rect.top)
        _, base = view.point(self._x.value, self._y.value)
        return Glyph(_character(code, look.font), box.left, box.right, base, look.size, look.style)

    def _look(self, at: int) -> _Look | None:
        thing = pdfium.FPDFText_GetTextObject(self._page, at)
        if not thing:
            return None
        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = self._look_of(thing, at)
        return look

    def _look_of(self, thing: object, at: int) -> _Look:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._page, at, matrix)
        size = ctypes.c_float()
        pdfium.FPDFTextObj_GetFontSize(thing, size)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
        colour, opaque = fill_colour(thing)
        font = pdfium.FPDFTextObj_GetFont(thing)
        name = _font_name(font)
        flags = pdfium.FPDFFont_GetFlags(font) if font else 0
        style = Style(
            bold=(
                "bold" in name
                or "black" in name
                or "heavy" in name
                or bool(flags & _FORCE_BOLD)
                or mode == _FILL_AND_STROKE
                or (bool(font) and pdfium.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT)
            ),
            italic="italic" in name or "oblique" in name or bool(flags & _ITALIC),
            colour="" if colour == "000000" else colour,
        )
        scale = math.hypot(matrix.c, matrix.d) * size.value
        shown = mode != _INVISIBLE and opaque and scale > 0.5
        return _Look(style, scale, _quarter(matrix.a, matrix.b), shown, name)


def fill_colour(thing: object) -> tuple[str, bool]:
    """The fill colour of an object as "rrggbb", and whether it can be seen at all."""
    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(thing, *parts):
        return "000000", True
    return "".join(f"{part.value:02x}" for part in parts[:3]), parts[3].value > 12


def _font_name(font: object) -> str:
    if not font:
        return ""
    buffer = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, 128)
    name = buffer.value.decode("utf-8", "replace").casefold().replace(" ", "").replace("-", "")
    return name.partition("+")[2] or name


def _quarter(a: float, b: float) -> int:
    """Quarter turns anticlockwise of a baseline that runs along (a, b); -1 for none."""
    angle = math.degrees(math.atan2(b, a)) / 90
    nearest = round(angle)
    return nearest % 4 if abs(angle - nearest) < 0.12 else -1


def _is_backward(text: str) -> bool:
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in ("R", "AL") for character in text
    )


def _is_space(code: int) -> bool:
    return code in (9, 10, 13, 32, 160, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000) or code == 0x200B


def _character(code: int, font: str) -> str:
    """The character; that of a symbol font as the mark it shows; ligatures as their letters."""
    if code in _HYPHENS:
        return "-"
    if font.startswith(_SYMBOL_FONTS) and (code < 0x100 or 0xF000 <= code <= 0xF0FF):
        return symbol(font, f"{code:X}")
    if 0xE000 <= code <= 0xF8FF:
        return symbol("wingdings", f"{code:X}") if 0xF000 <= code <= 0xF0FF else "\ufffd"
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    character = chr(code)
    if 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", character)
    if character.isprintable():
        return character
    return "" if unicodedata.category(character) == "Cf" else "\ufffd"


class _Words:
    """Gathers glyphs into words, in the order of the file."""

    def __init__(self) -> None:
        self._words: list[Word] = []
        self._open: list[Glyph] = []
        self._turned: list[Glyph] = []
        self._angle = -1
        self._look: _Look | None = None

    def add(self, glyph: Glyph, look: _Look) -> None:
        """The next glyph of upright text, of the text object with that look."""
        self._end_turned()
        if not self._open and self._words and self._words[-1].spaced:
            self._words[-1].runs_on = look is self._look
        self._look = look
        if self._open:
            last = self._open[-1]
            same = (last.left, last.right, last.base) == (glyph.left, glyph.right, glyph.base)
            if same:  # a further letter of a ligature
                self._open.append(glyph)
                return
            if _is_again(last, glyph):  # drawn twice to look bold
                last.style = last.style._replace(bold=True)
                return
            apart = glyph.left - last.right
            size = max(last.size, glyph.size)
            if abs(glyph.base - last.base) > 0.45 * size or not -0.4 * size < apart < 0.17 * size:
                self._end()
        self._open.append(glyph)

    def add_turned(self, glyph: Glyph, angle: int) -> None:
        """A glyph of text that runs another way: it is kept together as one word."""
        self._end()
        if angle != self._angle:
            self._end_turned()
        self._angle = angle
        self._turned.append(glyph)

    def space(self) -> None:
        """A space that the file has."""
        if self._turned:
            self._turned.append(Glyph(" ", *_place(self._turned[-1])))
            return
        self._end()
        if self._words:
            self._words[-1].spaced = True

    def gap(self) -> None:
        """A space that stands for a gap."""
        if self._turned:
            self.space()
        else:
            self._end()

    def finish(self) -> list[Word]:
        """All the words."""
        self._end()
        self._end_turned()
        return self._words

    def _end(self) -> None:
        glyphs = [glyph for glyph in self._open if glyph.text]
        if glyphs:
            self._words.append(Word(glyphs))
        self._open = []

    def _end_turned(self) -> None:
        if self._turned:
            first = self._turned[0]
            text = "".join(glyph.text for glyph in self._turned).strip()
            left = min(glyph.left for glyph in self._turned)
            right = max(glyph.right for glyph in self._turned)
            base = max(glyph.base for glyph in self._turned)
            self._words.append(Word([Glyph(text, left, right, base, first.size, first.style)]))
            self._turned = []


def _place(glyph: Glyph) -> tuple[float, float, float, float, Style]:
    return glyph.left, glyph.right, glyph.base, glyph.size, glyph.style


def _is_again(last: Glyph, glyph: Glyph) -> bool:
    near = 0.08 * glyph.size
    return (
        last.text == glyph.text and abs(last.left - glyph.left) < near and abs(last.base - glyph.base) < near
    )
