"""What a document says against itself in words: a comment of another grade, "DRAFT", a correction."""

import re
from collections.abc import Iterator

from framework.answers import Parsed, grade, grade_lexicon
from framework.pack import Pack
from mail.phrases.commands import commands, sentences, stamp_in
from mail.phrases.corrections import corrects, corrects_a_value
from mail.phrases.words import STILL_TO_BE_DONE, spelt
from mail.reading.audit_tool.draft import Draft
from mail.reading.document import Block, Document, Paragraph, Table, paragraphs_of

_AGAIN = re.compile(
    r"(?:grade|graded|rating|rated|score|scored)\s*(?:as\s+|is\s+|[:=\-–]\s*)?(?=\w)", re.IGNORECASE
)
_ENDS = re.compile(
    r"\s*(?:[.:;,\n]|[-–—]\s|$)|\s+(?:as|because|since|given|due\s+to|overall)\b", re.IGNORECASE
)
_YES_OR_NO = re.compile(r"\s*(yes|no)\s*(?:[.:;,\n]|[-–—]\s|$)", re.IGNORECASE)


def other_answer(comment: str, held: object, pack: Pack, *, graded: bool) -> str:
    """Why a comment takes back the answer beside it: it begins with another, or is one. "" where it does not."""
    said = _begins_with(comment, pack) if graded else _agrees(comment)
    return "its comment begins with another answer" if said is not None and said != held else ""


def _begins_with(comment: str, pack: Pack) -> int | None:
    whole: Parsed[int] = grade(comment, pack)
    if whole.value is not None:
        return whole.value
    text = comment.lstrip(" \t\n\"'“‘(")
    if STILL_TO_BE_DONE.fullmatch(text):
        return None
    introduced = _AGAIN.match(text)
    found = grade_lexicon(pack).pattern.match(text, introduced.end() if introduced else 0)
    if found is None or not _ENDS.match(text, found.end()) or (found[0].isdigit() and introduced is None):
        return None  # "1. …" is the first of a list
    return grade_lexicon(pack).meaning(found[0])


def _agrees(comment: str) -> bool | None:
    found = _YES_OR_NO.match(comment)
    return found[1].casefold() == "yes" if found else None


def doubt_drafts_and_corrections(blocks: list[Block], document: Document, draft: Draft) -> None:
    """A problem where it is marked as a draft at its top, its foot or across its pages, and where words outside the
    form, or under its other comments, say that a value on it is to be another.
    """
    outside = [(each.place, each.standing) for each in _outside(blocks, draft)]
    outside += [(each.place, each.standing) for each in paragraphs_of(document.edges)]
    for place, words in outside:
        if mark := stamp_in(spelt(words)):
            message = f"It is marked “{mark}” ({place}). Ask the sender whether it is to be recorded."
            draft.problem("marked-as-draft", "", message)
        elif commands(words):
            message = (
                f"Words in {place} withdraw it, or say that it is not done. Ask the sender whether it counts."
            )
            draft.problem("marked-as-draft", "", message)
    comments = draft.values.get("comments")
    if isinstance(comments, str) and _corrects(comments):
        message = "Words in the other comments say that a value on the form is to be another. Say what holds."
        draft.problem("corrected-in-words", "comments", message)
    if places := [place for place, words in outside if _corrects(words, outside=True)]:
        message = f"Words in {places[0]} say that a value on the form is to be another. Say what holds."
        draft.problem("corrected-in-words", "", message)


def _corrects(words: str, *, outside: bool = False) -> bool:
    """Whether a sentence among them does. `outside`: they stand beside the form, so any way of saying it is one."""
    return any(
        corrects_a_value(sentence) or (outside and corrects(sentence)) for sentence in sentences(words)
    )


def _outside(blocks: list[Block], draft: Draft) -> Iterator[Paragraph]:
    """Paragraphs outside of tables that are neither the form's nor a value; all of those before the first table."""
    before = True
    for block in blocks:
        if isinstance(block, Table):
            before = False
        elif (before or not draft.is_taken(block)) and not draft.known.is_printed(block.standing):
            yield block
