"""Other ways of writing a grade, an answer, a date or that something does not apply."""

import datetime as dt

from tests.corpus.filling.plain import OPTIONS, Plain
from tests.corpus.paper import Block, Cell, Para, Piece, cell, holding
from tests.corpus.truth import Said
from tests.corpus.words import GRADE_WORDS, GRADED

_TIER1 = ("tier1-generic", "tier1-plo")


class Written(Plain):
    """Grades and answers written as `shapes` say, by turns; {n} is the number, {w} the word."""

    shapes: tuple[str, ...] = ("{n}",)
    yes: tuple[str, ...] = ("Yes",)
    no: tuple[str, ...] = ("No",)

    def written(self, grade: int) -> str:
        """The grade in the next shape."""
        return self.rng.choice(self.shapes).format(
            n=grade, w=GRADE_WORDS[grade], l=GRADE_WORDS[grade].lower()
        )

    def graded(self, number: int, said: Said) -> Cell:
        if said.not_applicable or said.grade is None:
            return super().graded(number, said)
        return cell(self.written(said.grade))

    def answered(self, number: int, said: Said) -> Cell:
        if said.not_applicable:
            return super().answered(number, said)
        return cell(self.rng.choice(self.yes if said.answer else self.no))

    def rated(self) -> tuple[Piece, ...]:
        return (Piece(self.written(self.audit.overall or 1)),)


class GradeWords(Written):
    """Words in place of numbers, and short answers."""

    name = "grade-words"
    forms = (*GRADED, "supervision")
    shapes = ("{w}", "{w}", "{l}", "{w}.")
    yes = ("yes", "Y", "YES", "Yes.", "y")
    no = ("no", "N", "NO", "No.", "n")

    def written(self, grade: int) -> str:
        if grade == 3:
            return self.rng.choice(
                ("Requires Improvement", "RI", "Requiring improvement", "requires improvement")
            )
        return super().written(grade)


class NumberAndWord(Written):
    """Both, in one cell."""

    name = "number-and-word"
    forms = _TIER1
    shapes = ("{n} - {w}", "{n} – {l}", "{w} (2)".replace("2", "{n}"), "{n}: {w}", "{n} {w}", "{n}={l}")

    def judged(self) -> tuple[Piece, ...]:
        return (Piece(f"{self.audit.overall} - {self.chosen}"),)


class GradeN(Written):
    """Grade 2, Grade 2., 2., (2)."""

    name = "grade-n"
    forms = _TIER1
    shapes = ("Grade {n}", "Grade {n}.", "grade {n}", "{n}.", "({n})", "Grade: {n}", " {n} ")

    def judged(self) -> tuple[Piece, ...]:
        return (Piece(f"{self.chosen.upper()}."),)


class Dates(Plain):
    """Every date in another shape."""

    name = "dates"

    def day(self, day: dt.date) -> str:
        suffix = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
        shapes = (
            f"{day.day}.{day.month}.{day:%y}",
            f"{day:%d-%b-%Y}",
            f"{day.day}{suffix} {day:%b %y}",
            f"{day:%A} {day.day} {day:%B %Y}",
            f"{day:%Y-%m-%d}",
            f"{day.day}{suffix} of {day:%B %Y}",
            f"{day.day}/{day.month}/{day:%y}",
            f"{day.day} {day:%B}, {day:%Y}",
        )
        return self.rng.choice(shapes)


class NotApplicable(Plain):
    """Areas that do not apply, in every spelling."""

    name = "not-applicable"
    forms = ("tier1-generic", "tier1-plo", "tier2", "supervision")

    def prepare(self) -> None:
        numbers = {
            "tier1-generic": (8,),
            "tier1-plo": (14, 15, 16, 18),
            "tier2": (10, 17),
            "supervision": (6, 7),
        }
        for number in numbers[self.audit.form]:
            comment = "" if self.audit.form == "tier1-generic" else "Does not arise here, as agreed."
            self.audit.answers[number - 1] = Said(not_applicable=True, comment=comment)

    def not_applicable(self, number: int) -> tuple[Piece, ...]:
        spellings = ("N/A", "n/a", "NA", "N.A.", "Not applicable", "not applicable.", "N/a", "N / A", "n.a.")
        return (Piece(self.rng.choice(spellings)),)


class Inserted(Plain):
    """Values put over others with tracked changes."""

    name = "tracked"
    formats = frozenset({"docx", "docm", "strict"})

    def on_line(self, path: str, text: str) -> tuple[Piece, ...]:
        return (Piece("Old words", deleted=True), Piece(text, inserted=True)) if text else ()

    def graded(self, number: int, said: Said) -> Cell:
        if said.not_applicable or said.grade is None:
            return super().graded(number, said)
        return holding(Piece(str(5 - said.grade), deleted=True), Piece(str(said.grade), inserted=True))

    def marked(self, number: int, said: Said) -> tuple[Cell, ...]:
        cells = list(super().marked(number, said))
        if said.grade:
            cells[said.grade % 4] = holding(Piece("X", deleted=True))
            cells[4 - said.grade] = holding(Piece("X", inserted=True))
        return tuple(cells)

    def answered(self, number: int, said: Said) -> Cell:
        if said.not_applicable:
            return super().answered(number, said)
        old, new = ("No", "Yes") if said.answer else ("Yes", "No")
        return holding(Piece(old, deleted=True), Piece(new, inserted=True))

    def comment(self, path: str, text: str) -> tuple[Block, ...]:
        first, *others = text.split("\n")
        pieces = (Piece(first), Piece(" and this was taken back", deleted=True)) if first else ()
        return (Para(pieces), *(Para((Piece(line, inserted=True),)) for line in others))

    def judged(self) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        for option in OPTIONS:
            pieces.append(Piece(option, deleted=option != self.chosen))
            if option != OPTIONS[-1]:
                pieces.append(Piece(" / ", deleted=True))
        return tuple(pieces)


class Splinters(Plain):
    """Labels and values cut into many runs, as Word leaves them after checking the spelling."""

    name = "splinters"
    formats = frozenset({"docx", "docm", "strict", "odt", "doc", "rtf"})

    def label(self, text: str, *, bold: bool = False) -> tuple[Piece, ...]:
        return (Piece(text, bold=bold, splinters=True),) if text else ()

    def on_line(self, path: str, text: str) -> tuple[Piece, ...]:
        return (Piece(text, splinters=True),) if text else ()

    def comment(self, path: str, text: str) -> tuple[Block, ...]:
        return tuple(Para((Piece(line, splinters=True),) if line else ()) for line in text.split("\n"))

    def judged(self) -> tuple[Piece, ...]:
        return (Piece(self.chosen, splinters=True),)


class BesideTheOptions(Plain):
    """The printed options left as they stand, and the answer typed after them."""

    name = "beside-the-options"
    forms = (*GRADED, "supervision", "observation")

    def judged(self) -> tuple[Piece, ...]:
        between = self.rng.choice(("   ", ": ", " - ", "\t", "\n"))
        return (Piece(" / ".join(OPTIONS) + between), Piece(self.chosen))

    def rated(self) -> tuple[Piece, ...]:
        return (Piece(f"{self.audit.overall} ({self.chosen})"),)

    def answered(self, number: int, said: Said) -> Cell:
        if said.not_applicable:
            return super().answered(number, said)
        return cell(f"Yes/No: {'Yes' if said.answer else 'No'}")

    def nature(self, label: str, nature: str) -> tuple[Piece, ...]:
        return (
            *self.label(label),
            Piece("(Telephone calls/Home visits/Meeting) - "),
            Piece(nature, bold=True),
        )


class CommentWithGrade(Plain):
    """The comment written behind the grade in its cell; what is the grade is plain, whose the rest is not."""

    name = "comment-in-grade-cell"
    forms = _TIER1

    def prepare(self) -> None:
        for number, said in enumerate(self.audit.answers, start=1):
            if number % 3 == 0 and said.grade:
                said.comment = "No chronology on file."
                self.doubts.add(f"answers.{number}")

    def graded(self, number: int, said: Said) -> Cell:
        if f"answers.{number}" in self.doubts:
            return cell(f"{said.grade} - {said.comment}")
        return super().graded(number, said)

    def comments(self, number: int, said: Said) -> Cell:
        return Cell() if f"answers.{number}" in self.doubts else super().comments(number, said)
