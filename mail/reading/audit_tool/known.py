"""A form's labels made ready for matching, once for each form."""

import re

from rapidfuzz import fuzz

from framework.forms import Area, Form, FormField, Label, Scale
from framework.outlines import BESIDE_THE_FORM
from framework.pack import Pack
from framework.words import Judgement
from mail.reading.audit_tool.labels import WORD, Entry, Labels, found_out, plain

OWN_FIELDS = ("case_id", "completed_by", "social_worker", "date", "comments")
JUDGEMENT_HEADS = {judgement.value: int(judgement.grade) for judgement in Judgement}
_LABEL_LIKE = 80.0
_ADDRESS = re.compile(r"<?[^\s@<>]+@[^\s@<>]+>?|(?:the )?(?:\w+ ){0,3}mailbox\.?")
_NAME = r"(?:[^\W\d_]\.?|[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*\.?)"
_DAY = r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
_POST = rf"\s*\({_NAME}(?:\s+{_NAME}){{0,3}}\)"  # of who signs: "(TM)", "(Team Manager)"
_SIGNED = re.compile(
    rf"(?:{_NAME}(?:,?\s+{_NAME}){{1,4}}(?:{_POST})?)?[\s,.:…_–—-]*(?:[Dd]ated?\b)?[\s:.…_-]*(?:{_DAY})?[\s.…_-]*"
)
_LONG = 4  # words from which a printed sentence is known by likeness too


class Known:
    """What can stand on a form, by what it is."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.areas = Labels(Entry(area.number, area.label, _after(area), _whole(area)) for area in form.areas)
        self.fields = Labels(Entry(field.id, field.label) for field in form.fields)
        self.printed_fields = Labels(_in_own_words(field) for field in form.fields)
        self.first_field = Labels(_in_own_words(field) for field in form.fields[:1])
        self.heads = Labels(Entry(name, label) for name, label in form.column_heads.items())
        actions = form.actions
        self.action_heads = Labels(
            Entry(name, label) for name, label in (actions.columns if actions else {}).items()
        )
        self.headings = Labels(
            [Entry("actions", actions.heading)] if actions and actions.heading is not None else []
        )
        self.judgement = Labels([Entry("overall", form.judgement.label)] if form.judgement else [])
        self.sections = Labels(Entry(section.id, section.label) for section in form.sections)
        self._boilerplate = Labels(
            Entry(plain(line), Label(shown=line)) for line in (*form.boilerplate, BESIDE_THE_FORM)
        )
        self._starts = [plain(start) for start in form.line_starts]
        self.titles = sorted({plain(title) for title in (*form.titles, form.title)}, key=len, reverse=True)
        self._label_words = [plain(field.label.shown) for field in form.fields]
        if form.judgement:
            self._label_words.append(plain(form.judgement.label.shown))
        self.orders = {field.id: order for order, field in enumerate(form.fields)}
        self.columns = form.scale is Scale.GRADE_COLUMN

    def field(self, field_id: str) -> FormField:
        """The field with that id; KeyError if the form has none."""
        field = self.form.field(field_id)
        if field is None:
            raise KeyError(field_id)
        return field

    def is_printed(self, text: str) -> bool:
        """Whether a line is one that the form prints and nobody fills in, or several of them in one."""
        return not text.strip() or self.printed_line(text) is not None or self._are_printed(text)

    def _are_printed(self, text: str) -> bool:
        match = self._boilerplate.match(text)
        if match is None or len(match.key.split()) < _LONG or not match.rest.strip():
            return False
        return self.is_printed(match.rest)

    def printed_line(self, text: str, *, like: bool = True) -> str | None:
        """Which line that the form prints `text` is, whole; `like` forgives slips in a long one.

        What is written after the beginning of such a line makes it somebody's own, unless the form leaves room for
        it: an address, a line to sign on, a name signed there.
        """
        found = found_out(text)
        asked = (self, like)
        if asked not in found:
            found[asked] = self._printed_line(text, like=like)
        return found[asked]

    def _printed_line(self, text: str, *, like: bool) -> str | None:
        folded = plain(text)
        if not folded:
            return None
        if _is_appendix(folded):
            return folded
        for start in self._starts:
            if folded == start or (folded.startswith(f"{start} ") and _may_follow(text, start)):
                return start
        match = self._boilerplate.match(text, like=like and len(folded.split()) >= _LONG)
        if match is not None and not match.rest.strip():
            return match.key
        return next((title for title in self.titles if self._is_title(folded, title)), None)

    def is_heading(self, text: str) -> bool:
        """Whether a line is one that stands over the form's title, or is empty."""
        folded = plain(text)
        return (
            not text.strip() or _is_appendix(folded) or self._boilerplate.match(text, whole=True) is not None
        )

    def is_title(self, text: str) -> bool:
        """Whether a line is the form's title, its appendix before or after it."""
        folded = plain(text)
        return any(self._is_title(folded, title) for title in self.titles)

    def _is_title(self, folded: str, title: str) -> bool:
        return title in folded and len(folded) <= len(title) + 25

    def starts_like_label(self, text: str) -> bool:
        """Whether a line begins with the words of a label, set apart or not."""
        folded = f"{plain(text)} "
        return any(folded.startswith(f"{label} ") for label in self._label_words)

    def starts_like_signature(self, text: str) -> bool:
        """Whether a line begins with the words of a printed line to sign on, a colon or dots after them."""
        starts = [start for start in self._starts_of(text) if "signature" in start]
        return any(_after_words(text, start).lstrip()[:1] in (":", ".", "…", "_") for start in starts)

    def looks_like_label(self, text: str) -> bool:
        """Whether a value begins with words so like a label that it may be one, slips and all."""
        folded = plain(text).split()
        for label in self._label_words:
            length = len(label.split())
            if length > 1 and fuzz.ratio(" ".join(folded[:length]), label) >= _LABEL_LIKE:
                return True
        return False

    def is_surely_printed(self, text: str) -> bool:
        """Whether a text is a printed line, word for word, that can be nothing else: a sentence, a line to sign."""
        can_be_no_other = len(plain(text).split()) >= _LONG or bool(self._starts_of(text))
        return can_be_no_other and self.printed_line(text, like=False) is not None

    def _starts_of(self, text: str) -> list[str]:
        """The printed lines that leave room, to sign or for an address, whose words a line begins with."""
        folded = f"{plain(text)} "
        return [start for start in self._starts if folded.startswith(f"{start} ")]


def _may_follow(text: str, start: str) -> bool:
    """Whether after the words of `start` stands only what the form leaves room for."""
    rest = _after_words(text, start).strip(" \t:.…_-–—")
    if "signature" in start:
        return _SIGNED.fullmatch(rest) is not None
    return not rest or _ADDRESS.fullmatch(rest) is not None


def _after_words(text: str, start: str) -> str:
    """What stands in `text` after as many words as `start` has."""
    end = 0
    for _ in start.split():
        word = WORD.search(text, end)
        end = len(text) if word is None else word.end()
    return text[end:]


def _is_appendix(folded: str) -> bool:
    return folded.startswith("appendix ") and len(folded.split()) <= 2


_KNOWN: dict[int, tuple[Form, Known]] = {}


def known(form: Form) -> Known:
    """The labels of a form, made ready once."""
    held = _KNOWN.get(id(form))
    if held is None or held[0] is not form:
        held = _KNOWN[id(form)] = (form, Known(form))
    return held[1]


class Openings:
    """Which forms have a label that begins with a word, by the text's first word as `opening_of` gives it.

    After a number, which may stand before a label, all of them may.
    """

    def __init__(self, forms: list[Known]) -> None:
        self._all = forms
        self._of_labels: dict[str, list[Known]] = {}
        self._of_headers: dict[str, list[Known]] = {}
        for form in forms:
            for word in form.areas.openings | form.printed_fields.openings:
                self._of_labels.setdefault(word, []).append(form)
            for word in form.first_field.openings:
                self._of_headers.setdefault(word, []).append(form)

    def of_labels(self, opening: str) -> list[Known]:
        """The forms with a label of an area, or of a field in the form's own words, that begins so."""
        return self._of_labels.get(opening) or (self._all if opening.isdigit() else [])

    def of_headers(self, opening: str) -> list[Known]:
        """The forms whose first field's label begins so, in the form's own words."""
        return self._of_headers.get(opening) or (self._all if opening.isdigit() else [])


_OPENINGS: dict[int, tuple[Pack, Openings]] = {}


def openings(pack: Pack) -> Openings:
    """The openings of a pack's forms, made ready once."""
    held = _OPENINGS.get(id(pack))
    if held is None or held[0] is not pack:
        held = _OPENINGS[id(pack)] = (pack, Openings([known(form) for form in pack.forms]))
    return held[1]


def _in_own_words(field: FormField) -> Entry[str]:
    return Entry(field.id, field.label.model_copy(update={"aliases": ()}))


def _after(area: Area) -> tuple[str, ...]:
    after = [words for prompt in area.prompts for words in (prompt.printed, prompt.text) if words]
    if area.condition and area.condition.text:
        after.append(area.condition.text)
    return (*after, "If applicable") if area.condition else tuple(after)


def _whole(area: Area) -> tuple[str, ...]:
    shown = [area.label.shown, *(prompt.text for prompt in area.prompts)]
    return (" ".join(area.printed), " ".join(shown)) if area.prompts or area.condition else ()
