"""What Word itself leaves in a file: smart tags, links, moved text, symbol fonts, borders dragged aside."""

from dataclasses import replace

from tests.corpus.filling.plain import BORN_DIGITAL, OPTIONS, WORD, Plain
from tests.corpus.paper import Block, Cell, Page, Para, Piece, Row, holding
from tests.corpus.truth import Said
from tests.corpus.words import GRADED

_TABLED = ("tier1-generic", "tier1-plo", "tier2", "supervision")


class SmartTags(Plain):
    """Names and dates in the smart tags of Word 2003, words of a comment in a link."""

    name = "smart-tags"
    formats = WORD | {"doc", "rtf", "odt"}

    def on_line(self, path: str, text: str) -> tuple[Piece, ...]:
        return (Piece(text, wrapped="smart-tag"),) if text else ()

    def comment(self, path: str, text: str) -> tuple[Block, ...]:
        if not path.endswith("comment"):
            return super().comment(path, text)
        return tuple(Para(_linked(line)) for line in text.split("\n"))


def _linked(line: str) -> tuple[Piece, ...]:
    first, space, rest = line.partition(" ")
    return (Piece(first, wrapped="link"), Piece(space + rest)) if line else ()


class MovedText(Plain):
    """A comment moved from one area to another with changes tracked."""

    name = "tracked-move"
    forms = _TABLED
    formats = WORD

    def comments(self, number: int, said: Said) -> Cell:
        if number == 2:
            words = self.audit.answers[2].comment.split("\n")[0]
            made = super().comments(number, said)
            gone = Para((Piece(words, wrapped="moved-from"),)) if words else Para()
            return replace(made, blocks=(*made.blocks, gone))
        if number == 3 and said.comment:
            first, *others = said.comment.split("\n")
            return Cell(
                (Para((Piece(first, wrapped="moved-to"),)), *(Para((Piece(line),)) for line in others))
            )
        return super().comments(number, said)


class SymbolFont(Plain):
    """A tick typed in Wingdings: the letter in the file is another than the one that is seen."""

    name = "wingdings-font"
    forms = ("tier2", "tier1-generic")
    formats = WORD | {"doc", "odt", "rtf"}

    def mark(self, number: int) -> Cell:
        return holding(Piece(self.rng.choice(("ü", "û", "þ", "ý", "\uf0fc")), font="Wingdings"))

    def judged(self) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        for option in OPTIONS:
            pieces += [
                Piece(f"{option} "),
                *([Piece("ü", font="Wingdings")] if option == self.chosen else []),
            ]
            pieces.append(Piece(" / " if option != OPTIONS[-1] else ""))
        return tuple(pieces)


class NumbersGone(Plain):
    """The numbers of the areas made by Word's own numbering: they are not in the text."""

    name = "numbers-by-word"
    forms = ("tier1-generic", "supervision")

    def label(self, text: str, *, bold: bool = False) -> tuple[Piece, ...]:
        head, dot, rest = text.partition(". ")
        return super().label(rest if dot and head.isdecimal() else text, bold=bold)

    def finish(self, page: Page) -> Page:
        old = page.table("areas")
        if self.audit.form == "tier1-generic":
            rows = [replace(row, cells=(Cell(), *row.cells[1:])) if row.area else row for row in old.rows]
            page.replace(old, replace(old, rows=tuple(rows)))
        return page


class Dragged(Plain):
    """A border dragged a little aside in some rows, so that the grid has slivers."""

    name = "dragged-borders"
    forms = ("tier1-generic", "tier1-plo", "tier2", "supervision")
    formats = BORN_DIGITAL - {"xlsx", "ods", "pdf-form", "txt"}

    def finish(self, page: Page) -> Page:
        old = page.table("areas")
        widths = tuple(part for width in old.widths for part in (180, width - 180))
        rows = [_ragged(row, n % 3 == 2) for n, row in enumerate(old.rows)]
        page.replace(old, replace(old, widths=widths, rows=tuple(rows)))
        return page


def _ragged(row: Row, shifted: bool) -> Row:
    cells = [replace(cell, span=cell.span * 2) for cell in row.cells]
    if shifted and len(cells) > 2:
        cells[-3] = replace(cells[-3], span=cells[-3].span + 1)
        cells[-2] = replace(cells[-2], span=cells[-2].span - 1)
    return replace(row, cells=tuple(cells))


class NarrowSpaces(Plain):
    """Spaces that do not break, zero-width characters and soft hyphens, as pasted from a web page."""

    name = "odd-spaces"
    forms = (*GRADED, "supervision")

    def on_line(self, path: str, text: str) -> tuple[Piece, ...]:
        return (Piece(f"\u00a0{text}\u200b "),) if text else ()

    def graded(self, number: int, said: Said) -> Cell:
        made = super().graded(number, said)
        return holding(Piece(f"\u00a0{made.text}\u00a0\u200b"))

    def judged(self) -> tuple[Piece, ...]:
        return (Piece(self.chosen.replace(" ", "\u00a0")),)


WAYS: tuple[type[Plain], ...] = (SmartTags, MovedText, SymbolFont, NumbersGone, Dragged, NarrowSpaces)
