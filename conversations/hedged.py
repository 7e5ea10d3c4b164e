"""Words that were meant as a grade and are none ("2-3", "good-ish"), told apart from a comment."""

import re

from conversations.facts import Facts
from framework.answers import grade_lexicon

_HEDGES_WRITTEN = """
    a an about almost and around at be between bit but by borderline call do for from fairly give given go
    grade high i id is ish it its just kind leaning less like low maybe mid minus more mostly my nearly no
    not of on or overall perhaps plus possibly pretty probably quite really reasonably say so solid somewhat
    sort strong than the think this to towards up verging very weak with would x
"""
_HEDGES = frozenset(_HEDGES_WRITTEN.split())
_NOT = re.compile(r"\b(?:not|no|less|than|minus|between|or|from)\b|n['’]t\b", re.IGNORECASE)
_APART = re.compile(r"[\W_]+|(?<=\d)(?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def graded(words: str, facts: Facts) -> tuple[int, ...] | None:
    """The grades that are named in words that say nothing else; None where they say something else too.

    Signs and words such as "about" or "a strong" say nothing else. A number that is no grade counts as none.
    """
    lexicon = grade_lexicon(facts.pack)
    named = [lexicon.meaning(found[0]) for found in lexicon.pattern.finditer(words)]
    rest = [each.casefold() for each in _APART.split(lexicon.pattern.sub(" ", words)) if each]
    digits = [each for each in rest if each.isdigit()]
    if not (named or digits) or any(len(each) > 1 for each in digits):
        return None
    if any(each not in _HEDGES for each in rest if not each.isdigit()):
        return None
    grades = [each for each in named if each is not None]
    grades += [int(each) for each in digits if 1 <= int(each) <= 4]
    return tuple(dict.fromkeys(grades))


def meant_grade(words: str, facts: Facts) -> int | None:
    """The one grade that may be meant by such words, to be asked back; None where it may be several, or none."""
    found = graded(words, facts)
    return found[0] if found and len(found) == 1 and not _NOT.search(words) else None


def is_sentence(words: str) -> bool:
    """Whether they are a comment by their look: three words, or two that end as a sentence does."""
    count = len(_WORD.findall(words))
    return count >= 3 or (count >= 2 and words.rstrip().endswith((".", "!", "…", "”")))
