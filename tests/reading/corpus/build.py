"""A filled audit tool as a Word document: a truth in a shape."""

import random
from dataclasses import dataclass, field

from tests.reading.corpus import ooxml as x
from tests.reading.corpus import written
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import BLANK_FORMS, GRADE_WORDS, Said, Truth, rows_of

_BEST_LAST = [4, 3, 2, 1]
_ACTION_HEADS = {
    "tier1-plo": [
        "Actions Required:",
        "Action Taken (including date):",
        "By Whom:",
        "Manager checked completion:",
    ],
    "": ["Action", "Who?", "Timescales", "Date reviewed", "Completed/Comments", "Initials"],
}


@dataclass
class Spoilt:
    """Cells put in place of what the truth would give: by area the cells that answer it; the judgement's blocks."""

    answers: dict[int, list[str]] = field(default_factory=dict)
    judgement: str | None = None
    header: dict[str, str] = field(default_factory=dict)


def build(truth: Truth, shape: Shape, rng: random.Random, spoilt: Spoilt | None = None) -> bytes:
    """The document."""
    body, header = _Builder(truth, shape, rng, spoilt or Spoilt()).whole()
    return x.document(body, header=header, strict=shape.package == "strict", macros=shape.package == "macros")


class _Builder:
    def __init__(self, truth: Truth, shape: Shape, rng: random.Random, spoilt: Spoilt) -> None:
        self.truth = truth
        self.shape = shape
        self.rng = rng
        self.spoilt = spoilt
        self.lines: list[str] = BLANK_FORMS[truth.form]["paragraphs"]
        self.page_header = ""

    def whole(self) -> tuple[str, str]:
        form = self.truth.form
        if form == "observation":
            body = self._observation()
        elif form == "supervision":
            body = self._titles(2) + self._header() + self._areas() + self._supervision_footer()
        elif form == "tier1-plo":
            body = self._titles(2) + self._header() + self._printed(2, 4) + self._areas() + self._plo_footer()
        else:
            start = 5 if form == "tier2" else 4
            body = (
                self._titles(2)
                + self._header()
                + self._printed(2, start)
                + self._areas()
                + self._tier_footer(start)
            )
        return body, self.page_header

    # Parts

    def _titles(self, count: int) -> str:
        return self._printed(0, count)

    def _printed(self, start: int, end: int) -> str:
        return "".join(x.paragraph(x.run(line)) for line in self.lines[start:end])

    def _label(self, words: str) -> str:
        return written.label(words, self.shape, self.rng)

    def _header_values(self) -> list[tuple[str, str, str]]:
        truth = self.truth
        date = written.date_text(truth.date, self.shape.date)
        if truth.form == "supervision":
            return [
                ("supervisee", "Name of supervisee", truth.fields["supervisee"]),
                ("supervisor", "Name of Supervisor", truth.fields["supervisor"]),
                ("completed_by", "Name of person undertaking File Audit", truth.completed_by),
            ]
        if truth.form == "observation":
            return [
                ("social_worker", "Name of Practitioner being observed:", truth.social_worker or ""),
                ("completed_by", "Name of Manager undertaking Observation:", truth.completed_by),
                ("date", "Date of Observation:", date),
            ]
        return [
            ("case_id", "Case ID:", truth.case_id or ""),
            ("completed_by", "Completed by:", truth.completed_by),
            ("social_worker", "Allocated social worker:", truth.social_worker or ""),
            ("date", "Date:", date),
        ]

    def _header(self) -> str:
        values = [
            (name, label, self.spoilt.header.get(name, value)) for name, label, value in self._header_values()
        ]
        how = self.shape.header
        if how in ("lines", "text-box", "page-header", "one-line") or (
            self.truth.form == "observation" and how not in ("own-cell", "below", "vertical", "cell-control")
        ):
            return self._header_lines(values, how)
        labels = [(self._label(label), self._value_runs(name, value), value) for name, label, value in values]
        if how == "own-cell":
            cells = [x.cell(x.paragraph(label, x.run(": "), runs)) for label, runs, _ in labels]
            return x.table([x.row(*cells)], len(cells))
        if how == "below":
            rows = [
                x.row(*(x.cell(x.paragraph(label)) for label, _, _ in labels)),
                x.row(*(x.cell(x.paragraph(runs)) for _, runs, _ in labels)),
            ]
            return x.table(rows, len(labels))
        if how == "vertical":
            rows = [x.row(x.cell(x.paragraph(label)), x.cell(x.paragraph(runs))) for label, runs, _ in labels]
            return x.table(rows, 2)
        cells = []
        for label, runs, _ in labels:
            holder = x.cell(x.paragraph(runs))
            cells += [x.cell(x.paragraph(label)), x.control(holder) if how == "cell-control" else holder]
        return x.table([x.row(*cells)], len(cells))

    def _header_lines(self, values: list[tuple[str, str, str]], how: str) -> str:
        plain = [
            (label if label.endswith(":") else f"{label}:", self._value_runs(name, value))
            for name, label, value in values
        ]
        if how == "one-line":
            return x.paragraph(*(x.run(f"{label} ") + runs + x.run("\t") for label, runs in plain))
        lines = "".join(x.paragraph(x.run(f"{label} "), runs) for label, runs in plain)
        if how == "page-header":
            self.page_header = lines
            return ""
        return x.text_box(lines) if how == "text-box" else lines

    def _value_runs(self, name: str, value: str) -> str:
        how = self.shape.header
        if how == "control":
            return x.control(x.run(value))
        if how == "old-field":
            return x.old_text(value)
        if how == "broken":
            return x.broken_run(value)
        if how == "tracked":
            return x.deleted("999999") + x.inserted(value)
        if how == "picked-date" and name == "date" and name not in self.spoilt.header:
            return x.picked_date(self.truth.date.isoformat(), value)
        return x.run(value)

    # Areas

    def _areas(self) -> str:
        columns, heads = self._heads()
        rows: list[str] = []
        number = 0
        for kind, paragraphs in rows_of(self.truth.form):
            if kind == "section":
                if self.shape.table != "no-sections":
                    rows.append(x.row(x.cell(paragraphs[0], span=columns)))
                continue
            number += 1
            rows += self._area_rows(number, paragraphs, columns)
        return self._assembled(rows, heads, columns)

    def _order(self) -> list[int]:
        return _BEST_LAST[::-1] if self.shape.table == "columns-moved" else _BEST_LAST

    def _heads(self) -> tuple[int, list[str]]:
        form, moved = self.truth.form, self.shape.table == "columns-moved"
        if form == "tier2":
            marks = [GRADE_WORDS[grade] for grade in self._order()]
            names = (
                ["Detail", "Evidence and Comments", *marks]
                if moved
                else ["Detail", *marks, "Evidence and Comments"]
            )
        elif form == "supervision":
            names = ["Yes/No", "Note of Findings & Action required - state by whom and timescale"]
            names = ["Audit Question", *(names[::-1] if moved else names)]
        else:
            names = ["Grade (1-4)", "Comments (if any)"]
            names = ["Area for Evaluation", *(names[::-1] if moved else names)]
        if form == "tier1-generic":
            names = ["", *names]
        if self.shape.table == "two-row-heads" and form == "tier2":
            first = [x.cell("Detail"), x.cell("Grade", span=4), x.cell("Evidence and Comments")]
            return 6, [x.row(*first), x.row(x.cell(""), *(x.cell(name) for name in names[1:5]), x.cell(""))]
        at = 1 if form == "tier1-generic" else 0
        cells = [x.cell(name, span=self._label_span() if n == at else 1) for n, name in enumerate(names)]
        return len(names) - 1 + self._label_span(), [x.row(*cells, properties="<w:tblHeader/>")]

    def _label_span(self) -> int:
        return 2 if self.shape.table == "wide-label" else 1

    def _area_rows(self, number: int, paragraphs: list[str], columns: int) -> list[str]:
        said = self.truth.answers[number - 1]
        in_own_cell = self.truth.form != "tier2" and number not in self.spoilt.answers
        own = written.own_cell_words(said, self.shape) if in_own_cell else ""
        words = [*paragraphs, own] if own else paragraphs
        if self.shape.table == "number-merged" and self.truth.form == "tier1-generic":
            label = x.cell(
                "".join(x.paragraph(self._label(w)) for w in [f"{number}. {words[0]}", *words[1:]]), span=2
            )
            lead = [label]
        else:
            lead = self._lead(number, words)
        if self.shape.table == "cut-row" and number == 3:
            return self._cut_row(words, said, columns)
        answering = self.spoilt.answers.get(number) or self._answering(said)
        row = self._row(lead, answering, self._comment_parts(said.comment)[0])
        further = self._comment_parts(said.comment)[1]
        blanks = [x.cell("")] * (columns - 1)
        rows = [row]
        if further:
            rows.append(x.row(*blanks, written.comment(further, self.shape)))
        if self.shape.table == "empty-rows" and self.rng.random() < 0.3:
            rows.append(x.row(*blanks, x.cell("")))
        if self.shape.table == "deleted-row" and self.rng.random() < 0.3:
            wrong = self._row(lead, self._answering(Said(grade=1, answer=True)), "never said")
            rows.insert(0, wrong.replace("<w:tr>", f"<w:tr><w:trPr><w:del {x.WHO}/></w:trPr>", 1))
        return rows

    def _lead(self, number: int, words: list[str]) -> list[str]:
        label = x.cell("".join(x.paragraph(self._label(w)) for w in words), span=self._label_span())
        return [x.cell(str(number)), label] if self.truth.form == "tier1-generic" else [label]

    def _cut_row(self, words: list[str], said: Said, columns: int) -> list[str]:
        """A row over the end of a page, as a copy from a PDF has it: two rows, the label and the comment cut."""
        label = " ".join(words).split(" ")
        half = len(label) // 2
        first, _, further = said.comment.partition("\n")
        lead = [x.cell("3")] if self.truth.form == "tier1-generic" else []
        blank = [x.cell("")] * (columns - len(lead) - 2)
        top = self._row(
            [*lead, x.cell(" ".join(label[:half]))],
            self.spoilt.answers.get(3) or self._answering(said),
            first,
        )
        rest = [x.cell("") for _ in lead]
        return [
            top,
            x.row(*rest, x.cell(" ".join(label[half:])), *blank, written.comment(further, self.shape)),
        ]

    def _comment_parts(self, comment: str) -> tuple[str, str]:
        if self.shape.table != "continued-comment" or "\n" not in comment or self.truth.form == "observation":
            return comment, ""
        first, _, further = comment.partition("\n")
        return first, further

    def _answering(self, said: Said) -> list[str]:
        if self.truth.form == "tier2":
            return written.marks(said, self._order(), self.shape)
        return [written.value(said, self.shape)]

    def _row(self, lead: list[str], answering: list[str], comment: str) -> str:
        last = [written.comment(comment, self.shape)]
        cells = (
            [*lead, *last, *answering] if self.shape.table == "columns-moved" else [*lead, *answering, *last]
        )
        properties = f"<w:ins {x.WHO}/>" if self.shape.table == "inserted-row" else ""
        made = x.row(*cells, properties=properties)
        in_control = self.shape.value == "row-control" or self.shape.mark == "row-control"
        return x.control(made, "<w:group/>") if in_control else made

    def _assembled(self, rows: list[str], heads: list[str], columns: int) -> str:
        how = self.shape.table
        if how == "rows-moved" and self.truth.form != "tier2":
            self.rng.shuffle(rows)
        if how in ("cut", "cut-with-heads"):
            at = len(rows) // 2
            again = heads if how == "cut-with-heads" else []
            return x.table([*heads, *rows[:at]], columns) + "<w:p/>" + x.table([*again, *rows[at:]], columns)
        if how == "nested":
            inner = x.table([*heads, *rows], columns)
            return x.table([x.row(x.cell(inner + "<w:p/>"))], 1)
        whole = x.table([*heads, *rows], columns)
        return x.text_box(whole + "<w:p/>") if how == "text-box" else whole

    # After the areas

    def _tier_footer(self, start: int) -> str:
        label = "Overall judgement of the case file:"
        return (
            self._comments("Any other comments:", self.truth.comments)
            + self._judgement(label)
            + self._printed(start + 2, len(self.lines))
            + self._actions()
        )

    def _plo_footer(self) -> str:
        at = self.lines.index("Rating:")
        rating = (
            self._judgement("Rating:")
            if self.shape.judgement in ("next-line", "drop-down", "number")
            else None
        )
        plain = x.paragraph(x.run(f"Rating: {GRADE_WORDS[self.truth.overall or 1]}"))
        return (
            self._comments("Specific Recommendations for Improvement:", self.truth.comments)
            + self._printed(5, at)
            + (self.spoilt.judgement or rating or plain)
            + x.paragraph(x.run("Actions taken to Rectify Recommendations for Improvement:"))
            + self._actions()
            + self._comments("Managers and Social Workers Comments:", self.truth.fields["managers_comments"])
        )

    def _judgement(self, label: str) -> str:
        return self.spoilt.judgement or written.judgement(self.truth.overall or 1, label, self.shape)

    def _comments(self, label: str, words: str) -> str:
        if self.shape.comment == "breaks":
            return x.paragraph(x.run(f"{label} "), x.run(words))
        if self.shape.comment == "control":
            return x.paragraph(x.run(label)) + (x.control(x.paragraphs(words)) if words else "<w:p/>")
        return x.paragraph(x.run(label)) + (x.paragraphs(words) if words else "<w:p/>")

    def _actions(self) -> str:
        plo = self.truth.form == "tier1-plo"
        heads = _ACTION_HEADS[self.truth.form if plo else ""]
        rows = (
            []
            if plo
            else [
                x.row(
                    x.cell("To be completed by auditor", span=3),
                    x.cell("To be completed during supervision", span=3),
                )
            ]
        )
        rows.append(x.row(*(x.cell(head) for head in heads)))
        for a in self.truth.actions:
            texts = (
                [a.action, a.outcome, a.who, a.initials]
                if plo
                else [a.action, a.who, a.timescale, "", a.outcome, a.initials]
            )
            rows.append(x.row(*(x.cell(words) for words in texts)))
        rows.append(x.row(*(x.cell("") for _ in heads)))
        return x.table(rows, len(heads))

    def _supervision_footer(self) -> str:
        fields = self.truth.fields
        lines = [
            ("Date actions must be completed by:", fields["actions_by"]),
            ("Auditors Signature:", "--------------------"),
            ("Date Audit Completed:", written.date_text(self.truth.date, self.shape.date)),
            ("Date of next Audit:", f"-----{fields['next_audit']}-----"),
        ]
        body = "".join(x.paragraph(x.run(f"{label} "), x.run(value)) for label, value in lines)
        return body + self._comments("Notes/Actions", self.truth.comments)

    def _observation(self) -> str:
        fields = self.truth.fields
        nature = x.paragraph(
            x.run(f"Nature of Observation: (Telephone calls/Home visits/Meeting) {fields['nature']}")
        )
        boxes = ("record", "strengths", "development", "conclusions", "actions_text", "next_supervision")
        body = self._titles(5) + self._header() + nature
        for box, printed in zip(boxes, BLANK_FORMS["observation"]["cells"], strict=True):
            rows = [
                x.row(x.cell(x.paragraph(self._label(printed[0])))),
                x.row(written.comment(fields[box], self.shape)),
            ]
            body += x.table(rows, 1) + "<w:p/>"
        return body + self._printed(9, len(self.lines))
