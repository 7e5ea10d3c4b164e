"""What nobody can know from the paper: to be asked about, whatever else is read."""

import datetime as dt

from tests.corpus.filling.plain import OPTIONS, Plain
from tests.corpus.paper import Cell, Piece, cell
from tests.corpus.truth import Said
from tests.corpus.words import GRADE_WORDS, GRADED

_TIER1 = ("tier1-generic", "tier1-plo")


class Unsure(Plain):
    """One value in doubt, number 3 of the areas."""

    area = 3

    def prepare(self) -> None:
        said = self.audit.answers[self.area - 1]
        said.grade, said.answer, said.not_applicable = None, None, False
        self.asked.add(f"answers.{self.area}.{'answer' if self.audit.form == 'supervision' else 'grade'}")

    def graded(self, number: int, said: Said) -> Cell:
        return self.written() if number == self.area else super().graded(number, said)

    def marked(self, number: int, said: Said) -> tuple[Cell, ...]:
        return self.columns() if number == self.area else super().marked(number, said)

    def answered(self, number: int, said: Said) -> Cell:
        return self.written() if number == self.area else super().answered(number, said)

    def written(self) -> Cell:
        """What stands in the cell of its grade."""
        return Cell()

    def columns(self) -> tuple[Cell, ...]:
        """What stands in its four columns."""
        return (Cell(),) * 4


class Between(Unsure):
    """2/3, 2+, 2?, two ticks, Yes and No."""

    name = "in-doubt"
    forms = (*GRADED, "supervision")

    def written(self) -> Cell:
        if self.audit.form == "supervision":
            return cell(self.rng.choice(("Yes/No", "Partly", "Y/N", "Yes and no", "?")))
        return cell(self.rng.choice(("2/3", "2+", "2-3", "2?", "2 or 3", "3-", "Good/RI", "5", "2.5", "B")))

    def columns(self) -> tuple[Cell, ...]:
        return self.rng.choice(
            (
                (Cell(), cell("X"), cell("X"), Cell()),
                (cell("✓"), Cell(), cell("✓"), Cell()),
                (Cell(), cell("?"), Cell(), Cell()),
                (Cell(), cell("2"), Cell(), cell("X")),
            )
        )


class Missing(Unsure):
    """Nothing where the grade should stand."""

    name = "grade-missing"
    forms = (*GRADED, "supervision")


class InTheComment(Unsure):
    """The grade stands only in the comment."""

    name = "grade-only-in-comment"
    forms = GRADED

    def prepare(self) -> None:
        super().prepare()
        self.audit.answers[self.area - 1].comment = "Grade 2. No chronology on file."


class NoJudgement(Plain):
    """All four words left as printed."""

    name = "no-judgement"
    forms = GRADED

    def prepare(self) -> None:
        self.audit.overall = None
        self.asked.add("overall")

    def judged(self) -> tuple[Piece, ...]:
        return (Piece(" / ".join(OPTIONS)),)

    def rated(self) -> tuple[Piece, ...]:
        return ()


class TwoJudgements(Plain):
    """Two of the four left, or both bold."""

    name = "two-judgements"
    forms = GRADED

    def prepare(self) -> None:
        self.audit.overall = None
        self.asked.add("overall")

    def judged(self) -> tuple[Piece, ...]:
        if self.rng.random() < 0.5:
            return (Piece("Good / Requires Improvement"),)
        bold = {"Good", "Requires Improvement"}
        return tuple(Piece(f"{word}   ", bold=word in bold) for word in GRADE_WORDS.values())

    def rated(self) -> tuple[Piece, ...]:
        return (Piece(self.rng.choice(("2/3", "2 or 3", "Good - RI", "2-3"))),)


class CaseNamed(Plain):
    """A child's name where the case reference should stand (A-48)."""

    name = "case-id-is-a-name"
    forms = GRADED

    def prepare(self) -> None:
        self.audit.case_id = None
        self.asked.add("case_id")

    def header(self, path: str, text: str) -> Cell:
        if path != "case_id":
            return super().header(path, text)
        return cell(self.rng.choice(("Petra Imaginary", "P Imaginary dob 3/2/2004", "943 476 5919")))


class DateTooLate(Plain):
    """A date that has not come yet when the mail is sent."""

    name = "date-in-the-future"

    def prepare(self) -> None:
        self.asked.add("date")
        self.doubts.add("actions")  # "within 14 days" is counted from the date

    def day(self, day: dt.date) -> str:
        if day == self.audit.date:
            return f"{replace_year(day):%d/%m/%Y}"
        return super().day(day)


def replace_year(day: dt.date) -> dt.date:
    """The same day 27 years later."""
    return dt.date(day.year + 27, day.month, min(day.day, 28))


class Vague(Plain):
    """Actions without a day: as soon as possible, at the next supervision."""

    name = "vague-timescales"
    forms = ("tier1-generic", "tier2")

    def prepare(self) -> None:
        for action in self.audit.actions:
            action.timescale, action.due = (
                self.rng.choice(("ASAP", "next supervision", "ongoing", "before the panel")),
                None,
            )
        self.doubts |= {"", "actions"}


WAYS: tuple[type[Plain], ...] = (
    Between, Missing, InTheComment, NoJudgement, TwoJudgements, CaseNamed, DateTooLate, Vague,
)  # fmt: skip
