"""Forms that somebody made fillable: content controls, and the form fields of older Word."""

from dataclasses import replace

from tests.corpus.filling.plain import OPTIONS, WORD, Plain
from tests.corpus.paper import Block, Cell, Para, Piece, Row, holding
from tests.corpus.truth import Action, Said

_DATES = ("date", "fields.actions_by", "fields.next_audit")


class Controls(Plain):
    """Drop-down lists for what is chosen, pickers for dates, text controls for the rest."""

    name = "controls"
    formats = WORD | {"odt", "pdf"}

    def choose(self, chosen: str, options: tuple[str, ...]) -> Piece:
        """A list with one entry chosen."""
        return Piece(chosen, control="drop-down", options=("Choose an item.", *options))

    def type(self, text: str) -> Piece:
        """A control that text is typed into."""
        return Piece(text, control="text")

    def on_line(self, path: str, text: str) -> tuple[Piece, ...]:
        piece = self.type(text)
        return (replace(piece, control="date") if path in _DATES and piece.control else piece,)

    def graded(self, number: int, said: Said) -> Cell:
        chosen = "N/A" if said.not_applicable else str(said.grade)
        return holding(self.choose(chosen, ("1", "2", "3", "4", "N/A")))

    def answered(self, number: int, said: Said) -> Cell:
        chosen = "N/A" if said.not_applicable else "Yes" if said.answer else "No"
        return holding(self.choose(chosen, ("Yes", "No", "N/A")))

    def mark(self, number: int) -> Cell:
        return holding(self.choose("X", (" ", "X")))

    def judged(self) -> tuple[Piece, ...]:
        return (self.choose(self.chosen, OPTIONS),)

    def rated(self) -> tuple[Piece, ...]:
        return (self.choose(str(self.audit.overall), ("1", "2", "3", "4")),)

    def nature(self, label: str, nature: str) -> tuple[Piece, ...]:
        return (*self.label(label), self.choose(nature, ("Telephone calls", "Home visits", "Meeting")))

    def comment(self, path: str, text: str) -> tuple[Block, ...]:
        return tuple(
            Para((self.type(line),) if line else (), control=bool(line)) for line in text.split("\n")
        )


class OldFields(Controls):
    """Legacy form fields."""

    name = "legacy-fields"
    formats = WORD | {"doc"}

    def choose(self, chosen: str, options: tuple[str, ...]) -> Piece:
        return Piece(chosen, field="drop-down", options=("Please choose", *options))

    def type(self, text: str) -> Piece:
        return Piece(text, field="text")

    def comment(self, path: str, text: str) -> tuple[Block, ...]:
        return tuple(Para((self.type(line),) if line else ()) for line in text.split("\n"))


class CellControls(Plain):
    """Whole cells, and whole rows, in a content control."""

    name = "cells-in-controls"
    formats = WORD

    def _held(self, cell: Cell) -> Cell:
        return replace(cell, control=True)

    def header(self, path: str, text: str) -> Cell:
        return self._held(super().header(path, text))

    def graded(self, number: int, said: Said) -> Cell:
        return self._held(super().graded(number, said))

    def marked(self, number: int, said: Said) -> tuple[Cell, ...]:
        return tuple(self._held(cell) for cell in super().marked(number, said))

    def answered(self, number: int, said: Said) -> Cell:
        return self._held(super().answered(number, said))

    def comments(self, number: int, said: Said) -> Cell:
        cell = super().comments(number, said)
        return self._held(cell) if number % 2 else cell

    def action_row(self, number: int, action: Action) -> Row:
        return replace(super().action_row(number, action), control=True)


class TextBoxes(Plain):
    """Values in text boxes that somebody put into the cells."""

    name = "text-boxes"
    formats = WORD

    def on_line(self, path: str, text: str) -> tuple[Piece, ...]:
        return (Piece(text, drawn="box"),) if text else ()

    def comments(self, number: int, said: Said) -> Cell:
        if number % 4 == 0 and said.comment and "\n" not in said.comment:
            return holding(Piece(said.comment, drawn="box"))
        return super().comments(number, said)
