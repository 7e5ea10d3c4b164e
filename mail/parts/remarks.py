"""What the words of a mail, and its subject, say of the audit tools that it carries.

Only what cannot be meant otherwise: a command that is a sentence of its own ("Please disregard the attached"), a
value at its label ("Overall judgement: Inadequate"), a reference after "case", "ICS" or "ref". Prose that merely
holds such words ("good work, thanks") says nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile

from framework.words import Judgement
from mail.parts.ending import without_ending
from mail.parts.quoting import Quoting
from mail.parts.subjects import bare
from mail.phrases.commands import commands, says_it_is_right, sentences
from mail.phrases.corrections import corrects, recalls
from mail.phrases.words import DRAFT, NOT_SO, RECALLED

_MOST = 20_000  # characters of a mail's words
_LONGEST = 400  # characters of a sentence that is looked at


@dataclass
class Remarks:
    """What one text says: `commands` in words that follow "the mail"; `cases` after a label of their own, `loose`
    references after a word that may lead to something else; `areas` by their numbers; `people` by the
    field that they would stand in; `tokens` are all its words
    with a digit. `corrects`: it begins a sentence with "Correction"."""

    commands: list[str] = field(default_factory=list[str])
    cases: list[str] = field(default_factory=list[str])
    loose: list[str] = field(default_factory=list[str])
    judgements: list[Judgement] = field(default_factory=list[Judgement])
    areas: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    people: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    tokens: set[str] = field(default_factory=set[str])
    corrects: bool = False


def remarks_in_words(subject: str, text: str, *, most_lines: int | None = None) -> Remarks:
    """What the sender says, and whoever wrote a mail that is forwarded; not what is only quoted. With `most_lines`,
    only the first ones that have words."""
    said = Quoting(subject, text[:_MOST]).said()
    words = "\n\n".join(each.words for each in said)
    if most_lines is not None:
        above = [ln for ln in words.split("\n") if ln][:most_lines]
        found = Remarks(commands=commands("\n".join(above)))
        _corrections(["\n".join(takewhile(lambda ln: not _OF_A_FORM.search(ln), above))], found, subject)
        return found
    found = Remarks(commands=commands("\n\n".join(f"{each.words}\n\n{each.signature}" for each in said)))
    _references(_of_what_came(words), found)
    found.tokens |= set(_TOKEN.findall(_NOT_THAT.sub(" ", words)))
    for sentence in sentences(words):
        found.corrects |= bool(_CORRECTION.match(sentence))
        for clause in re.split(r"[,;]\s|\s(?:and|but)\s", sentence):
            _values(clause, found)
            _people(clause, found)
    _corrections((_above_small_print(each.words) for each in said), found, subject)
    return found


def remarks_in_subject(subject: str) -> Remarks:
    """What a subject says: "Audit 987654 - INADEQUATE"."""
    said = bare(subject)[:_LONGEST]
    found = Remarks(commands=commands(said))
    if re.match(r"draft\b", said, re.IGNORECASE):
        found.commands = [DRAFT]
    _corrections([said], found)
    _references(said, found)
    found.loose += [match["value"] for match in _AUDIT.finditer(said)]
    for piece in re.split(r"\s[-–—|/]+\s|[:,()\[\]]", said):
        alone = _ALONE.fullmatch(piece.strip())
        if alone:  # an outstanding audit is one that is due
            found.judgements.append(_judgement(alone["word"]))
        _values(piece, found)
    return found


# What it says of itself

_RIGHT_NOW = re.compile(r"\b(?:corrected|correction|amended|revised)\b", re.IGNORECASE)


def _corrections(texts: Iterable[str], found: Remarks, subject: str = "") -> None:
    """What says that something on the form is wrong, or recalls the mail, where no command says more."""
    said = "\n\n".join(texts)
    righted = any((says_it_is_right(said), _RIGHT_NOW.search(bare(subject)[:_LONGEST])))
    for sentence in sentences(said):
        if not found.commands and recalls(sentence):
            found.commands.append(RECALLED)
        if not found.commands and corrects(sentence, valued=_has_values(sentence), righted=righted):
            found.commands.append(NOT_SO)


def _has_values(sentence: str) -> bool:
    understood = Remarks()
    for clause in re.split(r"[,;]\s|\s(?:and|but)\s", sentence):
        _values(clause, understood)
    return bool(understood.areas or understood.judgements)


def _above_small_print(words: str) -> str:
    lines = words.split("\n")
    return "\n".join(lines[: without_ending(lines)])


_OF_A_FORM = re.compile(r"[\t|]|\bcase id\b|:.*:", re.IGNORECASE)  # a row, perhaps of comments


# Values

_CORRECTION = re.compile(r"\W*correction\b", re.IGNORECASE)
_WORD = r"(?P<word>outstanding|good|requir(?:es|ing)[ -]improvement|RI|inadequate)"
_NUMBER = r"(?P<value>(?=[\w/-]*\d)[A-Za-z0-9][A-Za-z0-9/-]{3,19})(?![\w@])"
_LIST = rf"(?P<values>{_NUMBER}(?:\s*(?:,|&|and)\s*(?=[\w/-]*\d)[A-Za-z0-9][A-Za-z0-9/-]{{3,19}}(?![\w@]))*)"
_ID = r"(?:\s*(?:ids?|nos?|numbers?|refs?|references?)\b\.?)"
_CASE = re.compile(
    rf"\b(?:cases?(?:\s+(?:file|record))?|ICS){_ID}?\s*(?:is|should be|[:=#-])?\s*#?{_LIST}", re.IGNORECASE
)
_REF = re.compile(
    rf"(?<!our )(?<!your )\bref(?:erence)?(?:\s*(?:no|number)\b\.?)?\s*[:=#.]?\s*#?{_LIST}", re.IGNORECASE
)
_AUDIT = re.compile(
    rf"\baudit(?:\s+(?:tool|form))?(?:\s+(?:of|for|on))?\s*[:–-]?\s*#?{_NUMBER}", re.IGNORECASE
)
_TO_FOLLOW = re.compile(r"\b(?:to|will|'ll)\s+follow\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(r"\b(?:tier\s*[12]|other|another|next|second|rest)\b", re.IGNORECASE)
_OF_THIS = re.compile(
    r"\b(?:this|correct\w*|right|should|wrong|instead|replac\w+|attached\s+is)\b", re.IGNORECASE
)
_TOKEN = re.compile(r"(?=[\w/-]*\d)[A-Za-z0-9][A-Za-z0-9/-]+")
_NOT_THAT = re.compile(r"\bnot\s+(?=[\w/-]*\d)[A-Za-z0-9/-]+", re.IGNORECASE)
_NOUN = r"(?:judge?ment|rating|grade|grading|outcome)"
_OF = r"(?:\s+(?:of|for|on)\s+(?:the|this)\s+(?:case\s+file|case|file|audit))?"
_IS = r"\s*(?:[:=–-]|\bis\b|\bwas\b|\bshould\s+(?:be|read|have\s+been)\b|\bto\b)\s*"
_WHO = (
    r"(?:(?:i|we|they|he|she)(?:[’']ve|\s+have|\s+has)?|(?:the\s+)?(?:moderator|panel|manager|tm)(?:\s+has)?)"
)
_GRADED = r"graded|judged|rated|scored"
_MOVED = (
    r"(?:down|up|re-?)?graded|moderated|changed|amended|revised|lowered|raised|moved|reduced|increased|marked"
)
_THE_AUDIT = (
    r"(?:this|it|(?:the|my)\s+(?:case\s+file|case|file|audit|judge?ment|"
    r"overall(?:\s+(?:judge?ment|grade|rating))?))"
)
_ONCE = r"(?:from\s+[\w ]{2,24}\s+)?"  # what it was before
_AT = (
    r"(?:\s+(?:following|after|at|in)\s+(?:the\s+)?(?:\w+\s+){0,2}?"
    r"(?:moderation|supervision|panel|discussion)(?:\s+\w+){0,3})?"
)
_LABELLED = re.compile(
    r"\W*(?:correction\W+)?(?:(?:the|my|our)\s+)?(?:"
    rf"(?:overall|final)\s+{_NOUN}{_OF}(?:{_IS}|\s+)|{_NOUN}{_OF}{_IS}|overall\s*(?:[:=]|\s[–-]\s)\s*|"
    rf"overall,?\s+(?:{_WHO}\s+)?(?:would\s+(?:now\s+)?(?:say|go\s+for|give)|(?:go|gone|went|going)\s+(?:for|with))\s+"
    rf"(?:an?\s+)?|{_WHO}\s+(?:since\s+|now\s+|also\s+)?(?:{_GRADED}|{_MOVED})\s+{_THE_AUDIT}\s+"
    rf"(?:(?:up|down)\s+)?{_ONCE}(?:(?:as|to|at)\s+)?(?:an?\s+)?|"
    rf"{_THE_AUDIT}\s+(?:has\s+(?:since\s+|now\s+)?been|was|is)\s+(?:{_MOVED})\s+{_ONCE}(?:to|as)\s+(?:an?\s+)?|"
    r"(?:please\s+|(?:can|could)\s+you\s+)*(?:change|amend|correct|alter)\s+(?:the\s+)?overall"
    rf"(?:\s+{_NOUN})?{_OF}\s+to\s+(?:an?\s+)?|"
    rf"(?:since\s+|now\s+)?(?:{_MOVED})\s+(?:(?:up|down)\s+)?{_ONCE}(?:to|as)\s+(?:an?\s+)?|"
    rf"(?:can|could|shall)\s+(?:we|you)\s+(?:please\s+)?make\s+{_THE_AUDIT}\s+(?:an?\s+)?|"
    rf"{_WHO}\s+(?:gone|went|going)\s+(?:for|with)\s+(?:an?\s+)?(?=[\w -]+\s+overall\b)"
    rf")(?:now\s+)?[\"“'*]*{_WORD}[\"”'*]*(?:\s+overall)?{_AT}(?:\s+please)?\W*",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:overall\s+)?(?P<word>good|requires[ -]improvement|inadequate)", re.IGNORECASE)
_AREA = re.compile(
    r"\b(?:area|question|q)\s*(?P<number>\d{1,2})"
    r"\s*(?:(?:the\s+)?grade\s*)?(?:[:=–-]|\b(?:should\s+(?:be|read|have\s+been|say)|is(?:\s+now)?|needs\s+to\s+be|"
    r"ought\s+to\s+be|changed\s+to)\b)\s*(?:an?\s+|grade[d]?\s+)*"
    rf"(?:(?P<grade>[1-4])|{_WORD})(?=\W*$|\s*\(|\s+(?:not|rather|instead)\b)",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:change|amend|correct|alter)\s+(?:area|question|q)\s*(?P<number>\d{1,2})\s+to\s+(?:an?\s+|grade\s+)*"
    rf"(?:(?P<grade>[1-4])|{_WORD})(?=\W*$|\s*,|\s+(?:please|thanks|as|not|rather|instead)\b)",
    re.IGNORECASE,
)
_NAME = r"[A-Z][\w’'-]*\.?(?:[ ](?:de|van|al|el|bin|[A-Z][\w’'-]*\.?)){1,3}"
_PEOPLE = (
    ("completed_by", r"(?:auditor|audit\s+(?:was\s+)?(?:completed|done|carried\s+out)\s+by)"),
    ("social_worker", r"(?:(?:allocated|social)\s+(?:social\s+)?worker|practitioner)"),
)
_PERSON = tuple(
    (
        where,
        re.compile(
            rf"\b(?i:the\s+(?:\w+\s+)?{who}\s+(?:is|was)\s+(?:(?:now|actually|really|in\s+fact|meant\s+to\s+be)\s+)?)"
            rf"(?P<name>{_NAME})(?=\W|$)|"
            rf"^\W*(?i:{who})\s*[:=]\s*(?P<labelled>{_NAME})\W*$"
        ),
    )
    for where, who in _PEOPLE
)


def _of_what_came(words: str) -> str:
    """Without the sentences that tell of another audit, which is to follow."""
    said = re.split(r"(?<=[.!?])\s+|\n", words)
    return "\n".join(
        each
        for each in said
        if not (_TO_FOLLOW.search(each) and _OF_ANOTHER.search(each) and not _OF_THIS.search(each))
    )


def _references(text: str, found: Remarks) -> None:
    found.cases += [token for match in _CASE.finditer(text) for token in _TOKEN.findall(match["values"])]
    found.loose += [token for match in _REF.finditer(text) for token in _TOKEN.findall(match["values"])]
    found.tokens |= set(_TOKEN.findall(_NOT_THAT.sub(" ", text)))


def _values(clause: str, found: Remarks) -> None:
    if labelled := _LABELLED.fullmatch(clause):
        found.judgements.append(_judgement(labelled["word"]))
    for match in (*_AREA.finditer(clause), *_CHANGE.finditer(clause)):
        grade = int(match["grade"]) if match["grade"] else int(_judgement(match["word"]).grade)
        found.areas.setdefault(int(match["number"]), []).append(grade)


def _people(clause: str, found: Remarks) -> None:
    for where, pattern in _PERSON:
        for match in pattern.finditer(clause):
            found.people.setdefault(where, []).append(match["name"] or match["labelled"])


def _judgement(word: str) -> Judgement:
    return Judgement("requires-improvement" if word.lower().startswith(("requir", "ri")) else word.lower())
