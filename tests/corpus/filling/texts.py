"""Other words on the form, and comments of every kind."""

from dataclasses import replace

from tests.corpus.filling.plain import BORN_DIGITAL, OPTIONS, SCANNED, WORD, Plain, lines
from tests.corpus.paper import Block, Cell, Page, Para, Piece, Row, cell, para, table
from tests.corpus.truth import Said
from tests.corpus.words import AREAS, GRADED

_TRAPS = (
    "Overall judgement of the case file: Inadequate would be harsh; good in parts, outstanding in one.",
    "Grade 4 last time, grade 2 now. Date: 3/1/2013. Case ID: see front sheet.",
    "N/A to the younger child. Yes, seen alone; no, not at home.",
    "Voice/wishes and feelings of child: see area 3. Statutory compliance was 1 of 4.",
    "X marks what was missing ✓ what was there. Requires improvement? No: 3 visits of 4.",
    "Any other comments: none. Who? The team manager. Timescales: 2/52.",
    "2",
    "Good",
    "Completed by: the social worker, on 31/12/2012. Rating: 3.",
)
_LONG = (
    "This is a long comment, written in one breath by somebody who wanted all of it to be there: what was seen, "
    "what was not, and what the team makes of it; the visits, the calls, the letters and their answers."
)


class Traps(Plain):
    """Comments full of grade words, dates, and the labels of other areas."""

    name = "traps-in-comments"

    def prepare(self) -> None:
        for n, said in enumerate(self.audit.answers):
            said.comment = self.rng.choice(_TRAPS) if n % 2 else f"Seen: {self.rng.choice(_TRAPS[:6])}"
        if self.audit.form != "observation":
            self.audit.comments = "\n".join(self.rng.sample(_TRAPS[1:5], 2))
        for name in ("record", "strengths", "conclusions"):
            if name in self.audit.fields:
                self.audit.fields[name] = "\n".join(self.rng.sample(_TRAPS[:6], 2))


class LongComments(Plain):
    """Long comments, lists, line breaks within a paragraph, quotation marks."""

    name = "long-comments"

    def prepare(self) -> None:
        for said in self.audit.answers[::2]:
            said.comment = f"{_LONG}\nPoints:\nvisits “on time”\nviews of Zoë & Anaïs’s carers heard\n{_LONG}"

    def comment(self, path: str, text: str) -> tuple[Block, ...]:
        found = text.split("\n")
        if len(found) < 4:
            return (Para((Piece(text),)) if text else para(),)
        first, points, *bullets, last = found
        listed = (Para((Piece(bullet),), bullet=True) for bullet in bullets)
        return (Para((Piece(f"{first}\n{points}"),)), *listed, para(last))


class Slips(Plain):
    """Typing slips, capitals and straight quotation marks in the printed labels, as when a form is typed anew."""

    name = "slips-in-labels"
    formats = BORN_DIGITAL - {"pdf-form"}

    def label(self, text: str, *, bold: bool = False) -> tuple[Piece, ...]:
        match self.rng.randrange(6):
            case 0:
                text = text.upper()
            case 1 | 2:
                text = _slip(text, self.rng.randrange(4, max(5, len(text) - 4)))
            case 3:
                text = text.replace("’", "'").replace("–", "-").rstrip(":?.")
            case 4:
                text = text.replace(" ", "  ", 2)
            case _:
                pass
        return super().label(text, bold=bold)


def _slip(text: str, at: int) -> str:
    if len(text) < 14 or not text[at : at + 2].isalpha():
        return text
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


_OLDER = {
    "Requires Improvement": "In need of improvement",
    "Comments (if any)": "Comments",
    "Grade (1-4)": "Grade 1-4",
    "Case ID:": "Case ID",
    "Evidence and Comments": "Evidence / comments",
}


class Older(Plain):
    """An older edition: In need of improvement, and small things worded otherwise; all of it still plain."""

    name = "older-edition"
    forms = GRADED

    def label(self, text: str, *, bold: bool = False) -> tuple[Piece, ...]:
        return super().label(_OLDER.get(text, text), bold=bold)

    def judged(self) -> tuple[Piece, ...]:
        return (Piece(_OLDER.get(self.chosen, self.chosen)),)


_REWORDED = {
    "Case ID:": "Case number:",
    "Completed by:": "Name of auditor:",
    "Allocated social worker:": "Social worker:",
    "Date:": "Date of audit:",
    "Area for Evaluation": "Areas",
    "Voice/wishes and feelings of child": "Wishes and feelings of the child",
    "Appropriate consideration and analysis of risk": "Consideration and analysis of risk",
    "Statutory compliance": "Compliance with statutory duties",
    "Name of supervisee": "Supervisee",
    "Name of Supervisor": "Supervisor",
}


class Reworded(Plain):
    """Another edition whose labels say the same in other words: right or asked about, never another's value."""

    name = "labels-reworded"
    forms = (*GRADED, "supervision")

    def prepare(self) -> None:
        self.doubts |= {"", "case_id", "completed_by", "social_worker", "date", "fields.supervisee"}
        self.doubts |= {"fields.supervisor"}
        for n, label in enumerate(AREAS[self.audit.form], start=1):
            if label in _REWORDED:
                self.doubts.add(f"answers.{n}")

    def label(self, text: str, *, bold: bool = False) -> tuple[Piece, ...]:
        return super().label(_REWORDED.get(text, text), bold=bold)


class Covered(Plain):
    """A covering letter before the tool."""

    name = "covering-letter"

    def finish(self, page: Page) -> Page:
        letter = (
            "Dear all,",
            "Please find below the audit for this month. The last one was graded 3, which we have talked about.",
            "What does good look like?",
        )
        page.blocks = [*lines(*letter), para(), *page.blocks]
        return page


class Guidance(Plain):
    """A table of guidance on the grades before the tool: a person may have to say that it is no part of it."""

    name = "guidance-table"

    def prepare(self) -> None:
        self.doubts.add("")

    def finish(self, page: Page) -> Page:
        rows = [
            Row((cell("Outstanding", bold=True), cell("Every plan is good and has been reviewed."))),
            Row(
                (
                    cell("Inadequate", bold=True),
                    cell("No evidence of any review; date of last visit not known."),
                )
            ),
        ]
        page.blocks = [table((3000, 6000), rows, "guidance"), para(), *page.blocks]
        return page


class TypedBelow(Plain):
    """The judgement on the line below its label, the options still above it."""

    name = "judgement-below"
    forms = GRADED

    def judgement(self, label: str) -> list[Block]:
        printed = Para((*self.label(label, bold=True), Piece(" / ".join(OPTIONS), bold=True)))
        return [printed, para(self.chosen)]

    def rating(self, label: str) -> list[Block]:
        return [Para(self.label(label, bold=True)), para(str(self.audit.overall))]


class Blank(Plain):
    """Nobody has filled it in."""

    name = "blank"
    formats = BORN_DIGITAL | SCANNED
    rejected = True

    def prepare(self) -> None:
        audit = self.audit
        for said in audit.answers:
            said.grade, said.answer, said.not_applicable, said.comment = None, None, False, ""
        audit.comments, audit.actions = "", []
        audit.fields = dict.fromkeys(audit.fields, "")

    def header(self, path: str, text: str) -> Cell:
        return Cell()

    def on_line(self, path: str, text: str) -> tuple[Piece, ...]:
        return (Piece("--------------------"),) if self.audit.form == "supervision" else ()

    def graded(self, number: int, said: Said) -> Cell:
        return Cell()

    def marked(self, number: int, said: Said) -> tuple[Cell, ...]:
        return (Cell(),) * 4

    def answered(self, number: int, said: Said) -> Cell:
        return Cell()

    def judged(self) -> tuple[Piece, ...]:
        return (Piece(" / ".join(OPTIONS), bold=True),)

    def rated(self) -> tuple[Piece, ...]:
        return ()

    def nature(self, label: str, nature: str) -> tuple[Piece, ...]:
        return (*self.label(label), Piece("(Telephone calls/Home visits/Meeting)"))


class InnerTable(Plain):
    """A little table of their own inside a comment's cell: its words stay that comment's."""

    name = "table-in-comment"
    forms = ("tier1-generic", "tier1-plo", "tier2", "supervision")
    formats = WORD | {"doc", "odt"}

    def prepare(self) -> None:
        self.doubts |= {"answers.2.comment", ""}

    def comments(self, number: int, said: Said) -> Cell:
        made = super().comments(number, said)
        if number != 2:
            return made
        rows = [Row((cell("Visit"), cell("Seen"))), Row((cell("3/1/2014"), cell("alone")))]
        self.audit.answers[1].comment = f"{said.comment}\nVisit Seen\n3/1/2014 alone".strip()
        return replace(made, blocks=(*made.blocks, table((900, 900), rows, "inner")))


WAYS: tuple[type[Plain], ...] = (
    Traps, LongComments, Slips, Older, Reworded, Covered, Guidance, TypedBelow, Blank, InnerTable,
)  # fmt: skip
