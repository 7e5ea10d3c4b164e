"""What a document says against itself in words: a comment of another grade, "DRAFT", a correction."""

import re
from collections.abc import Iterator

from framework.answers import Parsed, grade, grade_lexicon
from framework.pack import Pack
from mail.reading.audit_tool.draft import Draft
from mail.reading.document import Block, Document, Paragraph, Table, paragraphs_of

_AGAIN = re.compile(
    r"(?:grade|graded|rating|rated|score|scored)\s*(?:as\s+|is\s+|[:=\-–]\s*)?(?=\w)", re.IGNORECASE
)
_ENDS = re.compile(
    r"\s*(?:[.:;,\n]|[-–—]\s|$)|\s+(?:as|because|since|given|due\s+to|overall)\b", re.IGNORECASE
)
_YES_OR_NO = re.compile(r"\s*(yes|no)\s*(?:[.:;,\n]|[-–—]\s|$)", re.IGNORECASE)
_DRAFT = re.compile(
    r"\bD ?R ?A ?F ?T\b|^\W*(?i:draft)\b|(?i:\b(?:not\s+(?:yet\s+)?(?:for|to\s+be)\s+record(?:ing|ed)|"
    r"do\s+not\s+(?:file|record|upload)|not\s+(?:yet\s+)?(?:agreed|final(?:ised)?)\b|not\s+the\s+final)\b)|"
    r"^\W*(?i:superseded|void|withdrawn|cancelled)\b"
)
_NOT_A_DRAFT = re.compile(r"\b(?:not\s+an?|no\s+longer\s+an?)\s+draft\b", re.IGNORECASE)
_OF_A_VALUE = (
    r"(?:areas?\s+\d{1,2}|questions?\s+\d{1,2}|(?:the\s+)?(?:overall(?:\s+(?:grade|judge?ment|rating))?|judge?ment|"
    r"grade\s+(?:for|of|in)\s+[^.;\n]{1,40}?|case\s+(?:id|number|reference)|date\s+of\s+(?:the\s+)?audit))"
)
_CORRECTION = re.compile(
    rf"\b{_OF_A_VALUE}(?:\s+above)?\s+(?:(?:(?:should|ought\s+to|needs\s+to)\s+(?:be|have\s+been|say|read)|"
    r"(?:is|was|has\s+been)?\s*(?:changed|amended|corrected|altered|downgraded|upgraded)\s+(?:from\s+\S+\s+)?to)\s+"
    r"(?:graded\s+|rated\s+)?(?:an?\s+|as\s+)?(?:grade\s+)?(?:\d|outstanding|good|requires|inadequate|one|two|three|four)\b|"
    r"(?:is|was|are)\s+(?:now\s+)?(?:wrong|incorrect|wrongly|mistyped)\b)|"
    r"\b(?:typed|put|entered|graded)\s+(?:it|this|that|them)?\s*(?:wrong(?:ly)?|incorrectly|in\s+error|by\s+mistake)\b",
    re.IGNORECASE,
)


def other_answer(comment: str, held: object, pack: Pack, *, graded: bool) -> str:
    """Why a comment takes back the answer beside it: it begins with another, or is one. "" where it does not."""
    said = _begins_with(comment, pack) if graded else _agrees(comment)
    return "its comment begins with another answer" if said is not None and said != held else ""


def _begins_with(comment: str, pack: Pack) -> int | None:
    whole: Parsed[int] = grade(comment, pack)
    if whole.value is not None:
        return whole.value
    text = comment.lstrip(" \t\n\"'“‘(")
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
        if (mark := _DRAFT.search(words)) and not _NOT_A_DRAFT.search(words):
            message = (
                f"It is marked “{mark[0].strip()}” ({place}). Ask the sender whether it is to be recorded."
            )
            draft.problem("marked-as-draft", "", message)
    comments = draft.values.get("comments")
    if isinstance(comments, str) and _corrects(comments):
        message = "Words in the other comments say that a value on the form is to be another. Say what holds."
        draft.problem("corrected-in-words", "comments", message)
    if places := [place for place, words in outside if _corrects(words)]:
        message = f"Words in {places[0]} say that a value on the form is to be another. Say what holds."
        draft.problem("corrected-in-words", "", message)


def _corrects(words: str) -> bool:
    return any(_CORRECTION.search(sentence) for sentence in re.split(r"(?<=[.;!?])\s|\n", words))


def _outside(blocks: list[Block], draft: Draft) -> Iterator[Paragraph]:
    """Paragraphs outside of tables that are neither the form's nor a value; all of those before the first table."""
    before = True
    for block in blocks:
        if isinstance(block, Table):
            before = False
        elif (before or not draft.is_taken(block)) and not draft.known.is_printed(block.standing):
            yield block
