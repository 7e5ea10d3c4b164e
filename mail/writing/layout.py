"""Which part of an audit tool stands where: the order of the framework's forms, worked out from what a form is."""

import re
from dataclasses import dataclass

from framework.forms import FieldKind, Form, FormField

_APPENDIX = re.compile(r"(?i)appendix\b")
_HOW_TO_GRADE = re.compile(r"(?i)grade 1\b|please refer\b|notes?:")
_PHASE = re.compile(r"(?i)to be completed (by|during)\b")
_CRITERION = re.compile(r"(?i)assessment\b|[1-4]\. ")
_SIGNATURE = re.compile(r"(?i)signature|signed\b")


@dataclass(frozen=True)
class Layout:
    """The parts of a form in the order in which they are printed.

    heading, title, `top` fields, `guidance`, areas, `lines`, `texts`, `criteria`, judgement, `notes`,
    actions, `last_texts`, `closing`. `top_pairs`: how many labels with their values stand in a row of the table at
    the top; 0 where they are lines instead. `signatures` stand before the date among `lines`, else before
    `closing`.
    """

    heading: tuple[str, ...]
    top: tuple[FormField, ...]
    top_pairs: int
    guidance: tuple[str, ...]
    lines: tuple[FormField, ...]
    texts: tuple[FormField, ...]
    criteria: tuple[str, ...]
    notes: tuple[str, ...]
    last_texts: tuple[FormField, ...]
    signatures: tuple[str, ...]
    closing: tuple[str, ...]
    omitted: tuple[FormField, ...]


def laid_out(form: Form, omit: frozenset[str] = frozenset()) -> Layout:
    """The layout of a form without the fields whose ids are in `omit`.

    A form with one date has it at the top; where there are several (when to act by, the next audit) they are
    lines under the areas. The first box of text stands before the judgement, any other after the actions; a form
    without areas is all boxes.
    """
    fields = [item for item in form.fields if item.id not in omit]
    short = [item for item in fields if item.kind is not FieldKind.TEXT]
    below = [item for item in short if item.kind is FieldKind.DATE]
    if len(below) < 2:
        below = []
    top = tuple(item for item in short if item not in below)
    texts = [item for item in fields if item.kind is FieldKind.TEXT]
    early = len(texts) if not form.areas else 1 if form.judgement or form.actions else len(texts)
    heading, guidance, criteria, notes = _sentences(form)
    ends = _line_ends(form)
    signatures = tuple(line for line in ends if _SIGNATURE.search(line))
    sent = tuple(line for line in ends if line not in signatures)
    return Layout(
        heading=heading,
        top=top,
        top_pairs=0 if not form.areas else 4 if len(top) > 3 else 2,
        guidance=guidance,
        lines=tuple(below),
        texts=tuple(texts[:early]),
        criteria=criteria,
        notes=_with_mailbox(notes, sent) if form.judgement else (),
        last_texts=tuple(texts[early:]),
        signatures=signatures,
        closing=() if form.judgement else (*notes, *sent),
        omitted=tuple(item for item in form.fields if item.id in omit),
    )


def phases(form: Form) -> tuple[str, ...]:
    """The headings over the two halves of an action table: the lines printed that say who completes what."""
    return tuple(line for line in form.boilerplate if _PHASE.match(line))


def _sentences(form: Form) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    heading: list[str] = []
    guidance: list[str] = []
    criteria: list[str] = []
    notes: list[str] = []
    in_labels = {words for item in form.fields for words in item.label.wordings}
    for line in form.boilerplate:
        if _PHASE.match(line) or any(line in words for words in in_labels) or _SIGNATURE.search(line):
            continue
        if _APPENDIX.match(line) or (not form.areas and not line.endswith((".", ":"))):
            heading.append(line)
        elif _HOW_TO_GRADE.match(line):
            guidance.append(line)
        elif _CRITERION.match(line):
            criteria.append(line)
        else:
            notes.append(line)
    return tuple(heading), tuple(guidance), tuple(criteria), tuple(notes)


def _line_ends(form: Form) -> tuple[str, ...]:
    """Printed lines that end in a mailbox or a signature, each once however many ways it is spelled."""
    found: dict[str, str] = {}
    for line in form.line_starts:
        found.setdefault("".join(filter(str.isalpha, line.casefold())), line)
    return tuple(found.values())


def _with_mailbox(notes: tuple[str, ...], sent: tuple[str, ...]) -> tuple[str, ...]:
    """Where to send a copy stands before the first heading among the notes."""
    place = next((number for number, line in enumerate(notes) if line.endswith(":")), len(notes))
    return (*notes[:place], *sent, *notes[place:])
