"""Sentences that are a command, or say of an audit what it is: "Please do not record yet", "this is a draft"."""

import re
from collections.abc import Iterator

from mail.phrases.words import (
    COMMAND_TO_BE_READ,
    NO_DRAFT,
    ON_CONDITION,
    OPENING,
    STAMP,
    WRONG,
    WRONG_ONE,
    spelt,
)

_LONGEST = 400  # characters of a sentence that is looked at
_FULL_LINE = 50  # a line as long as that may go on in the next
_RIGHT_ONE = re.compile(
    r"\b(?:attached|enclosed|here|this)\s+is\s+(?:the|a|my)?\s*(?:correct|right|corrected|new|final|proper)\b|"
    r"\b(?:correct|right|corrected|new|final|proper)\s+(?:\w+\s+){0,2}(?:is\s+)?(?:attached|enclosed|here)\b",
    re.IGNORECASE,
)


def commands(text: str) -> list[str]:
    """What the sentences that are commands ask for, in words that follow "the mail", each once."""
    found: list[str] = []
    for sentence in sentences(text):
        if ON_CONDITION.search(sentence):  # as below most mails: "If you are not the intended recipient, …"
            continue
        for piece in dict.fromkeys((sentence, *re.split(r"\s[-–—]+\s|\s*[-–—]\s|,\s", sentence))):
            bared = piece.strip(" *_>\"“”'.!:;-–—")
            bared = bared[match.end() :] if (match := OPENING.match(bared)) else bared
            found += [what for what, pattern in COMMAND_TO_BE_READ if pattern.fullmatch(bared)]
            if WRONG_ONE.fullmatch(bared) and not says_it_is_right(text):
                found.append(WRONG)
    return list(dict.fromkeys(found))


def says_it_is_right(text: str) -> bool:
    """Whether it says that the right one is attached."""
    return _RIGHT_ONE.search(text) is not None


def stamp_in(words: str) -> str:
    """What a document's own words, in one paragraph, call it that makes it none to record; "" for nothing."""
    mark = STAMP.search(words)
    return "" if mark is None or NO_DRAFT.search(words) else mark[0].strip()


def sentences(text: str) -> Iterator[str]:
    """Sentences and short lines, slips in the words that count put right; a long line goes on in the next."""
    joined = ""
    for line in spelt(text).split("\n"):
        joined += line.strip() + (" " if len(line) >= _FULL_LINE else "\n")
    for sentence in re.split(r"\n|(?<=[.!?;])\s+", joined):
        if sentence.strip():
            yield sentence.strip()[:_LONGEST]
