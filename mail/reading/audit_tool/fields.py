"""The values of their own on a form: beside, under or after their label, in a table, a box or a line of text."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from framework.answers import Lexicon, is_blank, key, plain_words
from framework.case_reference import Refusal, check, without_words
from framework.dates import Doubt, holds_date, parse_date, parse_timescale
from framework.forms import FieldKind, FormField
from framework.name_parts import could_be_a_name, names_nobody
from mail.reading.audit_tool.choice import choose
from mail.reading.audit_tool.draft import Draft, standing, written
from mail.reading.audit_tool.known import OWN_FIELDS
from mail.reading.audit_tool.labels import Match, plain
from mail.reading.document import Cell, Paragraph, Row, Table

Thing = Cell | Paragraph
_UNSEEN = re.compile(r"[\u200b\u2060\ufeff\u00ad]")  # pasted along from pages of the web
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_OF_TWO = re.compile(
    r"\b(?:was\b.*\bnow|now|previously|formerly|(?:from|until|till|since)\s+\d)\b", re.IGNORECASE
)
_WORD_BEGINS = re.compile(r"(?:^|(?<=[\s;,|]))[^\W\d_]")
_EMPTY_LINES = re.compile(r"\A(?:[^\S\n]*\n)+|(?:\n[^\S\n]*)+\Z")
_LINE = re.compile(r"[-_.…]{3,}|…+")


def where_of(field: FormField) -> str:
    """The path of a field's value in a reading."""
    return field.id if field.id in OWN_FIELDS else f"fields.{field.id}"


def name_of(field: FormField) -> str:
    """How a problem names a field."""
    return field.label.shown.rstrip(" :?")


class Fields:
    """Takes values for the fields of a form into a draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._form = draft.known
        self.printed: set[str] = (
            set()
        )  # fields whose own wording is in the document: their aliases do not count

    def label(self, text: str, *, loose: bool = False) -> tuple[FormField, Match[str]] | None:
        """The field whose label a text begins with; `loose` as `Labels.match` has it."""
        if not text.strip():
            return None
        match = self._form.printed_fields.match(text, like=len(text) < 400, loose=loose)
        if match is None or not match.exact:
            match = self._form.fields.match(text, like=len(text) < 250)
            if match is None or match.key in self.printed or (match.rest and not _colon_follows(text, match)):
                return None
        return self._form.field(match.key), match

    def note_printed(self, texts: Iterable[str]) -> None:
        """Looks over the document for labels in the form's own words."""
        for text in texts:
            if text.strip() and (match := self._form.printed_fields.match(text)) is not None:
                self.printed.add(match.key)

    # Tables

    def read_table(self, table: Table) -> bool:
        """Reads the fields whose labels stand in a table's cells; whether there were any."""
        labels = {
            id(cell): found
            for row in table.rows
            for cell in row.cells
            if not self._draft.is_taken(cell) and (found := self.label(cell.text)) is not None
        }
        valued: set[int] = set()
        for at, row in enumerate(table.rows):
            for n, cell in enumerate(row.cells):
                if id(cell) in labels and id(cell) not in valued:
                    field, match = labels[id(cell)]
                    things = self._values(table, at, row, n, labels)
                    valued |= {id(thing) for thing in things}
                    self._draft.take(cell, *things)
                    self.put(field, cell, match, things)
        return bool(labels)

    def _values(self, table: Table, at: int, row: Row, n: int, labels: Mapping[int, object]) -> list[Cell]:
        """The cells to the right up to the next label, else those below."""
        right: list[Cell] = []
        for cell in row.cells[n + 1 :]:
            if id(cell) in labels:
                break
            right.append(cell)
        if right:
            return right
        return self._below(table, at, row.cells[n], labels)

    def _below(self, table: Table, at: int, label: Cell, labels: Mapping[int, object]) -> list[Cell]:
        below: list[Cell] = []
        for row in table.rows[at + 1 :]:
            under = [cell for cell in row.cells if cell.column < label.end and label.column < cell.end]
            if not under or any(id(cell) in labels or self._is_other(cell) for cell in under):
                break
            if any(self._draft.is_taken(cell) for cell in under):
                break
            if len(under) != 1 or (len(row.cells) > 1 and under[0].span > label.span):
                break
            below += under
            if not is_blank(under[0].text) and len(table.rows[at].cells) > 1:
                break
        return below

    def _is_other(self, cell: Cell) -> bool:
        return self._form.is_surely_printed(cell.text) or self._form.judgement.match(cell.text) is not None

    # Taking values

    def put(self, field: FormField, label: Thing, match: Match[str], things: Sequence[Thing]) -> None:
        """A value from the label's own cell or line (`match.rest`) and from the things that belong to it."""
        rest = _without_line(self._rest(label, match))
        rest, others = self._cut(rest, field)
        for other, other_match, text in others:
            self._put_text(other, text, label, other_match)
        if field.options:
            self._put_option(field, label, match, things)
            return
        filled = [thing for thing in things if not is_blank(thing.standing)]
        if field.kind is FieldKind.TEXT:
            kept = [thing for thing in things if isinstance(thing, Paragraph) or thing.text.strip()]
            self._put_comment(field, label, rest, kept)
        elif rest and filled:
            self._doubt(
                field,
                "two-values",
                "a value stands beside the label and another in the next cell",
                [label, *filled],
            )
        elif len(filled) > 1 and isinstance(filled[0], Cell):
            self._doubt(field, "two-values", "more than one cell beside it is filled in", filled)
        elif rest:
            self._put_value(field, rest, [label])
        elif filled:
            self._put_value(field, standing(filled), filled)
        elif any(thing.text.strip() and not is_blank(thing.text) for thing in things):
            self._draft.stood(where_of(field), things[0].place, written(things))

    def _rest(self, label: Thing, match: Match[str]) -> str:
        """What stands after the label in its own cell or line, but words struck through."""
        rest = match.rest
        if not rest.strip():
            return ""
        struck = {
            run.text.strip()
            for paragraph in (label.paragraphs() if isinstance(label, Cell) else [label])
            for run in paragraph.runs
            if run.style.strike and run.text.strip()
        }
        for words in struck:
            rest = rest.replace(words, "")
        return rest.strip()

    def _cut(self, rest: str, field: FormField) -> tuple[str, list[tuple[FormField, Match[str], str]]]:
        """Other labels later on the same line take what follows them."""
        if not rest or field.kind is FieldKind.TEXT:
            return rest, []
        for start in (found.start() for found in _WORD_BEGINS.finditer(rest)):
            match = self._form.printed_fields.match(rest[start:])
            if match is None or match.key == field.id or not _set_apart(rest, start, start + match.at):
                continue
            other = self._form.field(match.key)
            value, others = self._cut(match.rest, other)
            return rest[:start].strip(" \t;,|"), [(other, match, value), *others]
        return rest, []

    def _put_text(self, field: FormField, text: str, label: Thing, match: Match[str]) -> None:
        text = _without_line(text)
        if not is_blank(text):
            self._put_value(field, text, [label])

    def _put_value(self, field: FormField, text: str, things: Sequence[Thing]) -> None:
        text = _SPACES.sub(" ", _UNSEEN.sub("", _without_line(text))).strip()
        if is_blank(text):
            return
        where = where_of(field)
        self._draft.changed(where, name_of(field), things)
        if self._form.looks_like_label(text):
            self._doubt(field, "another-label", "what stands there looks like another label", [])
            return
        if field.kind is FieldKind.CASE_REFERENCE:
            self._put_case(field, text, things)
            return
        self._draft.stood(where, things[0].place, written(things))
        if field.kind is FieldKind.DATE:
            self._put_date(field, text, things)
        elif field.kind is FieldKind.PERSON and names_nobody(text):
            self._doubt(field, "nobody-named", "nobody is named", things)
        elif field.kind is FieldKind.PERSON and not could_be_a_name(text):
            self._doubt(field, "not-a-name", "what is written is not a name", things)
        elif field.kind is FieldKind.PERSON and _OF_TWO.search(text):
            self._doubt(field, "two-values", "it says that one person took over from another", things)
        elif field.kind is FieldKind.PERSON and holds_date(text):
            self._doubt(field, "not-a-name", "a date stands beside the name", things)
        else:
            self._set(field, text)

    def _put_case(self, field: FormField, text: str, things: Sequence[Thing]) -> None:
        """What may be a child's name is not kept, not even as evidence (A-48)."""
        pattern = self._draft.pack.rules.case_reference_pattern
        found = check(text, pattern)
        if isinstance(found, Refusal):
            found = without_words(text, pattern) or found
        if isinstance(found, Refusal):
            self._draft.problem(
                f"case-reference-{found.code}", where_of(field), f"{name_of(field)}: {found.message}"
            )
        else:
            self._draft.stood(where_of(field), things[0].place, text)
            self._set(field, found)

    def _put_date(self, field: FormField, text: str, things: Sequence[Thing]) -> None:
        found = parse_date(text)
        picked = _picked_dates(things)
        if picked:
            if isinstance(found, dt.date) and {found} != picked:
                self._doubt(field, "contradiction", "the date shown is not the date that was picked", things)
                return
            if len(picked) == 1:
                found = next(iter(picked))
        if isinstance(found, Doubt):
            if field.id in OWN_FIELDS:
                self._doubt(field, found.code, found.reason, things)
            else:
                self._draft.values[f"timescale:{field.id}"] = (text, found)
            return
        self._set(field, found)

    def settle_timescales(self) -> None:
        """Dates given as a length of time, counted from the audit's date now that it is known."""
        for field in self._draft.form.fields:
            held = self._draft.values.pop(f"timescale:{field.id}", None)
            if not isinstance(held, tuple):
                continue
            text, doubt = held
            audited = self._draft.values.get("date")
            due = parse_timescale(text, audited if isinstance(audited, dt.date) else None)
            if isinstance(due, dt.date):
                self._draft.values[field.id] = due
            else:
                self._doubt(field, doubt.code, (due or doubt).reason, [])

    def _put_option(self, field: FormField, label: Thing, match: Match[str], things: Sequence[Thing]) -> None:
        """One of the options printed beside the label, or words written after them."""
        paragraphs = [*(label.paragraphs() if isinstance(label, Cell) else [label])]
        for thing in things:
            paragraphs += thing.paragraphs() if isinstance(thing, Cell) else [thing]
        text = "\n".join(paragraph.text for paragraph in paragraphs)
        start = _end_of_words(text, len(plain(field.label.shown).split()))
        written_text = _without_line(text[start:]).strip(" \t\n:")
        if is_blank(written_text):
            return
        self._draft.stood(where_of(field), label.place, text)
        self._draft.changed(where_of(field), name_of(field), [label, *things])
        if any(paragraph.place in self._draft.drawn for paragraph in paragraphs):
            self._doubt(field, "drawn-mark", "a shape is drawn there; look which option it marks", [])
            return
        lexicon = _options_lexicon(field)
        chosen = choose(paragraphs, lexicon, start=start, of=len(field.options))
        if chosen.value is not None and not chosen.beside:
            self._set(field, chosen.value)
            return
        if chosen.blank:
            return
        after = _after_options(written_text, field)
        if after is not None:
            self._set(field, after)
        else:
            self._doubt(field, chosen.code or "unclear", chosen.doubt or "it is not clear what is meant", [])

    def _put_comment(self, field: FormField, label: Thing, rest: str, things: Sequence[Thing]) -> None:
        """A text of any length, its words, line breaks and empty lines kept."""
        texts = [rest] if rest and not is_blank(rest) else []
        texts += [thing.standing for thing in things]
        text = tidy("\n".join(texts))
        if is_blank(text):
            return
        where = where_of(field)
        if any(self._form.starts_like_signature(line) for line in text.split("\n")):
            reason = "a line of it begins like the form's line to sign on; look where its text ends"
            self._doubt(field, "unplaced-text", reason, [])
        held = self._draft.values.get(field.id)
        if isinstance(held, str) and held:
            text = f"{held}\n{text}"
            self._doubt(field, "two-values", "the label stands twice, with text at both", things)
        self._draft.values[field.id] = text
        first = next((thing for thing in things if thing.text.strip()), label)
        self._draft.stood(where, first.place, text)
        self._draft.changed(where, name_of(field), [label, *things])
        for thing in things:
            paragraphs = thing.paragraphs() if isinstance(thing, Cell) else [thing]
            if any(paragraph.struck for paragraph in paragraphs):
                self._doubt(field, "struck-comment", "words are struck through; they were left out", [])

    def _set(self, field: FormField, value: object) -> None:
        held = self._draft.values.get(field.id)
        if held is not None and held != value:
            self._draft.values.pop(field.id)
            self._doubt(field, "two-values", "two different values are given", [])
            return
        if not any(problem.where == where_of(field) for problem in self._draft.problems):
            self._draft.values[field.id] = value

    def _doubt(self, field: FormField, code: str, reason: str, things: Sequence[Thing]) -> None:
        where = where_of(field)
        if things and field.kind is not FieldKind.CASE_REFERENCE:
            self._draft.stood(where, things[0].place, written(things))
        reason = reason[0].lower() + reason[1:]
        self._draft.problem(code, where, f"{name_of(field)}: {reason.rstrip('.')}.")


def tidy(text: str) -> str:
    """Without empty lines before and after; nothing inside is changed."""
    return _EMPTY_LINES.sub("", text).strip()


def _colon_follows(text: str, match: Match[str]) -> bool:
    between = text[: match.at].rstrip(" \t")
    return between.endswith((":", "\n", "-", "–", "\t", ".", "…", "_"))


def _set_apart(text: str, start: int, end: int) -> bool:
    """Whether the label between is one: a colon after it, or a tab on both sides."""
    return ":" in text[start:end] or (text[:start].endswith("\t") and "\t" in text[start:end])


def _without_line(text: str) -> str:
    """Without the line of dashes or dots that is printed to write on."""
    return _LINE.sub(" ", text).strip() if _LINE.search(text) else text.strip()


def _picked_dates(things: Sequence[Thing]) -> set[dt.date]:
    picked: set[dt.date] = set()
    for thing in things:
        for paragraph in thing.paragraphs() if isinstance(thing, Cell) else [thing]:
            for run in paragraph.runs:
                control = run.control
                if control is not None and control.kind == "date" and control.value and not control.untouched:
                    found = parse_date(control.value)
                    if isinstance(found, dt.date):
                        picked.add(found)
    return picked


def _options_lexicon(field: FormField) -> Lexicon[str]:
    return _lexicon_of(field.options)


@lru_cache(maxsize=64)
def _lexicon_of(options: tuple[str, ...]) -> Lexicon[str]:
    values = {key(option): option for option in options}
    pattern = "|".join(plain_words(option) for option in sorted(options, key=len, reverse=True))
    never = re.compile(r"(?!)")
    return Lexicon(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), values, never, "answer")


def _end_of_words(text: str, count: int) -> int:
    ends = [found.end() for found in _WORD.finditer(text)]
    return ends[min(count, len(ends)) - 1] if ends else 0


def _after_options(text: str, field: FormField) -> str | None:
    """What is written after all the options, or where there are none; None when options are left half deleted."""
    folded = plain(text)
    printed = plain(" ".join(field.options))
    if folded.startswith(printed):
        after = text[_end_of_words(text, len(printed.split())) :].strip(" \t\n:)-–—.")
        return _SPACES.sub(" ", after) or None
    lexicon = _options_lexicon(field)
    inside = {lexicon.meaning(match[0]) for match in lexicon.pattern.finditer(text)}
    if len(inside) > 1:
        return None
    return _SPACES.sub(" ", text.strip(" \t\n()"))
