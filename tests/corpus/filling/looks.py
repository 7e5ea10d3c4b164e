"""All options printed, and the right one told from the others by its look, a ring, a box or a tick."""

from dataclasses import replace

from tests.corpus.filling.plain import (
    BORN_DIGITAL,
    COLUMNS,
    KEEPS_LOOKS,
    NATURES,
    OPTIONS,
    SCANNED,
    WORD,
    Plain,
)
from tests.corpus.paper import Block, Cell, Para, Piece, cell, holding
from tests.corpus.truth import Said
from tests.corpus.words import GRADED

_CHOOSING = (*GRADED, "supervision", "observation")


class Options(Plain):
    """Every choice printed whole, one of them in the chosen look."""

    forms = _CHOOSING
    formats = KEEPS_LOOKS | {"html"}
    between = " / "

    def pick(self, option: str) -> Piece:
        """The right one."""
        return Piece(option, bold=True)

    def leave(self, option: str) -> Piece:
        """A wrong one."""
        return Piece(option)

    def options(self, options: tuple[str, ...], chosen: str) -> tuple[Piece, ...]:
        """All of them in a row."""
        pieces: list[Piece] = []
        for n, option in enumerate(options):
            pieces += [Piece(self.between)] if n else []
            pieces.append(self.pick(option) if option == chosen else self.leave(option))
        return tuple(pieces)

    def graded(self, number: int, said: Said) -> Cell:
        if said.not_applicable:
            return super().graded(number, said)
        return holding(*self.options(("1", "2", "3", "4"), str(said.grade)))

    def answered(self, number: int, said: Said) -> Cell:
        if said.not_applicable:
            return super().answered(number, said)
        return holding(*self.options(("Yes", "No"), "Yes" if said.answer else "No"))

    def judgement(self, label: str) -> list[Block]:
        return [Para((*self.label(label), *self.judged()))]

    def judged(self) -> tuple[Piece, ...]:
        return self.options(OPTIONS, self.chosen)

    def nature(self, label: str, nature: str) -> tuple[Piece, ...]:
        return (*self.label(label), Piece("("), *self.options(NATURES, nature), Piece(")"))


class Bold(Options):
    """The right one bold: of two options not sure to be an answer."""

    name = "options-bold"

    def prepare(self) -> None:
        if self.audit.form == "supervision":
            self.doubts |= {"answers", ""}


class Underlined(Options):
    """The right one underlined."""

    name = "options-underlined"

    def pick(self, option: str) -> Piece:
        return Piece(option, underline=True)


class Highlighted(Options):
    """The right one highlighted."""

    name = "options-highlighted"

    def pick(self, option: str) -> Piece:
        return Piece(option, highlight=True)


class Struck(Options):
    """The wrong ones struck out."""

    name = "options-struck"

    def pick(self, option: str) -> Piece:
        return Piece(option)

    def leave(self, option: str) -> Piece:
        return Piece(option, strike=True)


class Coloured(Options):
    """The right one in red: not sure to be an answer."""

    name = "options-coloured"

    def prepare(self) -> None:
        self.doubts |= {"answers", "overall", "fields.nature", ""}

    def pick(self, option: str) -> Piece:
        return Piece(option, colour="FF0000")


class Ringed(Options):
    """A ring drawn about the right one."""

    name = "options-ringed"
    formats = WORD

    def prepare(self) -> None:
        self.doubts |= {"answers", "overall", "fields.nature", ""}

    def pick(self, option: str) -> Piece:
        return Piece(option, drawn="ring")


class Boxes(Options):
    """A box before each, one of them crossed."""

    name = "boxes"
    between = "  "
    formats = BORN_DIGITAL - {"xlsx", "ods", "pdf-form"}

    def pick(self, option: str) -> Piece:
        return Piece(f"☒ {option}")

    def leave(self, option: str) -> Piece:
        return Piece(f"☐ {option}")

    def marked(self, number: int, said: Said) -> tuple[Cell, ...]:
        if said.not_applicable:
            return super().marked(number, said)
        return tuple(cell("☒" if grade == said.grade else "☐") for grade in COLUMNS)


class CheckBoxes(Boxes):
    """Word's own check boxes."""

    name = "check-boxes"
    formats = WORD

    def pick(self, option: str) -> Piece:
        return Piece(f" {option}", control="check-box", ticked=True)

    def leave(self, option: str) -> Piece:
        return replace(self.pick(option), ticked=False)

    def marked(self, number: int, said: Said) -> tuple[Cell, ...]:
        if said.not_applicable:
            return Plain.marked(self, number, said)
        boxes = (replace(self.pick(""), text="", ticked=grade == said.grade) for grade in COLUMNS)
        return tuple(holding(box) for box in boxes)


class OldBoxes(CheckBoxes):
    """The check boxes of legacy forms."""

    name = "legacy-boxes"

    def pick(self, option: str) -> Piece:
        return Piece(f" {option}" if option else "", field="check-box", ticked=True)


class Marks(Plain):
    """Every character that serves as a tick."""

    name = "marks"
    forms = ("tier2", "tier1-generic")
    formats = BORN_DIGITAL - {"pdf-form"}

    def mark(self, number: int) -> Cell:
        return cell(self.rng.choice(("X", "x", "✓", "√", "✔", "☒", "☑", "Yes", "yes", "XX", "*")[:9]))

    def judged(self) -> tuple[Piece, ...]:
        tick = self.rng.choice(("✓", "√", "X", "x", "✔"))
        return tuple(
            Piece(f"{option} {tick} / " if option == self.chosen else f"{option} / ") for option in OPTIONS
        )


class Symbols(Plain):
    """Ticks as a character of Wingdings."""

    name = "wingdings"
    forms = ("tier2",)
    formats = WORD

    def mark(self, number: int) -> Cell:
        return holding(Piece("", symbol=self.rng.choice(("F0FC", "F0FB", "F0FE", "F0FD"))))


class NumberInColumn(Plain):
    """The grade itself, as number or word, in its own column in place of a tick."""

    name = "number-in-column"
    forms = ("tier2",)

    def marked(self, number: int, said: Said) -> tuple[Cell, ...]:
        if said.not_applicable:
            return super().marked(number, said)
        return tuple(cell(str(said.grade)) if grade == said.grade else Cell() for grade in COLUMNS)


class DrawnTick(Plain):
    """A tick drawn as a shape: seen by a person, not by a reader of text."""

    name = "drawn-tick"
    forms = ("tier2",)
    formats = WORD

    def prepare(self) -> None:
        self.doubts |= {"answers", ""}

    def mark(self, number: int) -> Cell:
        return holding(Piece("", drawn="tick"))


class Shaded(Plain):
    """The cell shaded in place of a tick."""

    name = "shaded-cell"
    forms = ("tier2",)
    formats = KEEPS_LOOKS | SCANNED | {"pdf", "html"}

    def prepare(self) -> None:
        self.doubts |= {"answers", ""}

    def mark(self, number: int) -> Cell:
        return Cell(fill="92D050")
